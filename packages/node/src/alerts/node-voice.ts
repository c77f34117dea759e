// SPDX-License-Identifier: Apache-2.0
// How the node itself says to a partner that alerts have ended, and that it knows: on the road of messages, which hands this in.
import type { StateCode } from '@iims/wire/identifiers';
import type { FieldsOf } from '@iims/wire/message-kinds';

interface Said<Kind extends 'alert-deletion' | 'alert-deleted'> {
  readonly kind: Kind;
  readonly to: StateCode;
  /** By which notice and answer are found. */
  readonly caseRef: string;
  readonly inReplyTo?: string;
  readonly fields: FieldsOf<Kind>;
}

export interface NodeVoice {
  /** Resolves when the message is durable; the road carries it from there. Throws an IimsError where nothing can be sent to the State. */
  say(message: Said<'alert-deletion'> | Said<'alert-deleted'>): Promise<void>;
}
