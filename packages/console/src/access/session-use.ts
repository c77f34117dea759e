// SPDX-License-Identifier: Apache-2.0
// What a page may do with the session it runs in.
import type { Session } from './session.ts';

export interface SessionUse {
  readonly session: Session;
  /** The node says that the session is over. */
  readonly onSessionEnd: () => void;
  readonly onSignOut: () => void;
}
