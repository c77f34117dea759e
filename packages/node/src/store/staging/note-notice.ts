// SPDX-License-Identifier: Apache-2.0
// Notes what became of notices: stored as a message, or to be said again since it expired unanswered.

import type { Staging } from './unseen-generation.ts';

export type NoticeNote =
  | { readonly kind: 'stored'; readonly ref: string; readonly sentAt: number }
  | { readonly kind: 'expired'; readonly sentBefore: number };

/** Gives how many alerts it is about. */
export function noteNotice(transaction: Staging, note: NoticeNote): Promise<number> {
  if (note.kind === 'stored') {
    return transaction.run('update told_alert set sent_at = ? where notice_id = ? and sent_at is null', [
      note.sentAt,
      note.ref,
    ]);
  }
  return transaction.run(
    `update told_alert set notice_id = null, sent_at = null
      where sent_at is not null and sent_at < ? and answered_at is null`,
    [note.sentBefore],
  );
}
