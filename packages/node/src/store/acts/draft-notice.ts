// SPDX-License-Identifier: Apache-2.0
// Keeps the draft of a notice until a second person has reviewed it. Entry: notice.drafted.

import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { caseTokenOf } from '../case-files.ts';
import { DRAFTED_CONTENT, highestNoticeNumber, WAITING_NOTICES_MAX } from '../notice-drafts.ts';
import { type KeyToKeep, keepSubjects } from '../refused-purposes.ts';
import type { Transaction } from '../sql.ts';

export interface NoticeToDraft {
  /** The next one: its content holds it already. */
  readonly number: number;
  readonly reach: string;
  readonly purpose: string;
  /** The chosen States of a diffusion, in order. */
  readonly to: readonly StateCode[];
  readonly by: string;
  readonly digest: Uint8Array;
  readonly contentHash: Uint8Array;
  readonly content: Uint8Array;
  readonly caseRef: string;
  readonly own: StateCode;
  readonly fullNumber: string;
  /** Whom and what it names. */
  readonly keys: readonly KeyToKeep[];
}

/** Throws `notice.changed` where the number is not the next one any more, `notice.too-many-waiting`. */
export async function draftNotice(transaction: Transaction, draft: NoticeToDraft): Promise<void> {
  const { number } = draft;
  if ((await highestNoticeNumber(transaction)) !== number - 1) {
    throw new IimsError('notice.changed', { message: 'Somebody drafted another notice at the same time.' });
  }
  await transaction.run(
    `insert into notice_draft (number, standing, reach, purpose, to_states, drafted_by, drafted_at, digest, content_hash, content, case_token)
     values (?, 'waiting', ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      number,
      draft.reach,
      draft.purpose,
      draft.to.join(','),
      draft.by,
      transaction.atMs,
      draft.digest,
      draft.contentHash,
      transaction.seal(DRAFTED_CONTENT, number, draft.content),
      caseTokenOf(transaction, draft.caseRef),
    ],
  );
  await keepSubjects(transaction, { state: draft.own, number: draft.fullNumber }, draft.keys);
  const [row] = await transaction.all<{ count: number }>(
    "select count(*) as count from notice_draft where standing = 'waiting'",
  );
  if (row!.count <= WAITING_NOTICES_MAX) return;
  throw new IimsError('notice.too-many-waiting', {
    message: 'So many notices wait for review that another has no place.',
    rule: `at most ${WAITING_NOTICES_MAX}`,
    fix: 'Have those reviewed that wait.',
  });
}
