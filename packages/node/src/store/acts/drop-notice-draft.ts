// SPDX-License-Identifier: Apache-2.0
// Takes a draft back before anybody has reviewed it. Entry: notice.dropped.

import type { Transaction } from '../sql.ts';
import { waitingDraft } from './review-notice.ts';

/** Throws `notice.not-found`, `notice.decided`. */
export async function dropNoticeDraft(
  transaction: Transaction,
  { number, by }: { readonly number: number; readonly by: string },
): Promise<void> {
  await waitingDraft(transaction, number);
  await transaction.run(
    "update notice_draft set standing = 'dropped', decided_by = ?, decided_at = ? where number = ?",
    [by, transaction.atMs, number],
  );
}
