// SPDX-License-Identifier: Apache-2.0
// Erases what drafts of notices said, and why they were refused, at the end of their period. That there was a draft stays. Entry:
// message.retired.

import { refuseHeld } from '../case-holds.ts';
import type { Transaction } from '../sql.ts';

/** @throws IimsError `case.held` where a case was put on hold since the drafts were read */
export async function retireNoticeDrafts(
  transaction: Transaction,
  { numbers }: { readonly numbers: readonly number[] },
): Promise<void> {
  for (const number of numbers) {
    await refuseHeld(transaction, 'notice_draft', number);
    await transaction.run("update notice_draft set content = ?, decision = null, case_token = '' where number = ?", [
      new Uint8Array(0),
      number,
    ]);
  }
}
