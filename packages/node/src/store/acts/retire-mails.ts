// SPDX-License-Identifier: Apache-2.0
// Erases imported mails at the end of their period: file, reading, case and all by which they were found. Entry: mail.retired.

import { refuseHeld } from '../case-holds.ts';
import { forgetMailTerms } from '../imported-mails.ts';
import type { Transaction } from '../sql.ts';

/** @throws IimsError `case.held` where a case was put on hold since the mails were read */
export async function retireMails(
  transaction: Transaction,
  { numbers }: { readonly numbers: readonly number[] },
): Promise<void> {
  const nothing = new Uint8Array(0);
  for (const no of numbers) {
    await refuseHeld(transaction, 'imported_mail', no);
    await forgetMailTerms(transaction, no);
    await transaction.run(
      'delete from imported_mail_piece where mail_id = (select mail_id from imported_mail where mail_no = ?)',
      [no],
    );
    await transaction.run(
      `update imported_mail set head = ?, reading = ?, terms = ?, is_cut = 0, case_token = '', content_token = '', retired_at = ?
        where mail_no = ? and retired_at is null`,
      [nothing, nothing, nothing, transaction.atMs, no],
    );
  }
}
