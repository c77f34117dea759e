// SPDX-License-Identifier: Apache-2.0
// What stands in the officer's fields, so that it survives the end of a session. Never written to any storage.
import type { Session } from '../access/session.ts';
import type { ListView } from '../manifest/manifest-state.ts';
import type { Waiting } from './waiting.ts';

export interface Draft {
  readonly user: string;
  readonly input: string;
  /** Typed after a compare, to be asked together with the input. */
  readonly secondKey: string;
  readonly purpose: string;
  readonly caseRef: string;
  /** The list of travellers, where one was pasted. */
  readonly list?: string;
  /** What came of it. */
  readonly listView?: ListView;
  /** What was scanned while a query was under way. */
  readonly waiting?: Waiting;
}

/** The fields to begin with: the draft if it is this person's own, else empty ones with the first purpose. */
export function beginWith(draft: Draft | undefined, session: Session): Draft {
  if (draft?.user === session.user && session.purposes.includes(draft.purpose)) return draft;
  return { user: session.user, input: '', secondKey: '', purpose: session.purposes[0] ?? '', caseRef: '' };
}

export function purposeAfter(purpose: string, purposes: readonly string[]): string {
  return purposes[(purposes.indexOf(purpose) + 1) % purposes.length] ?? purpose;
}
