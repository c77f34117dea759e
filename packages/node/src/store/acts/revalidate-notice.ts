// SPDX-License-Identifier: Apache-2.0
// Confirms an own notice until a later day of review; whoever was sent it is owed the word. Entry: notice.revalidated.

import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { findNotice } from '../notices.ts';
import type { Transaction } from '../sql.ts';
import { noSuchNotice } from './review-notice.ts';
import { alreadyWithdrawn } from './withdraw-notice.ts';

/** Throws `notice.not-found`, `notice.withdrawn`, `input.invalid` for a day that is not later, or after the end of the legal ground. */
export async function revalidateNotice(
  transaction: Transaction,
  { own, fullNumber, reviewOn }: { readonly own: StateCode; readonly fullNumber: string; readonly reviewOn: string },
): Promise<void> {
  const notice = await findNotice(transaction, own, fullNumber);
  if (notice === undefined) throw noSuchNotice();
  if (notice.withdrawn !== undefined) throw alreadyWithdrawn();
  const today = new Date(transaction.atMs).toISOString().slice(0, 'YYYY-MM-DD'.length);
  if (reviewOn <= notice.reviewOn || reviewOn <= today || reviewOn > notice.validUntil) {
    throw new IimsError('input.invalid', {
      message: 'This cannot be the next day of review.',
      field: 'reviewOn',
      rule: 'after today and after the present day of review, and not after the last day of the legal ground',
      fix: 'Where the legal ground holds for longer, draft another notice.',
    });
  }
  await transaction.run('update notice set review_on = ? where state = ? and number = ?', [reviewOn, own, fullNumber]);
  await transaction.run('update notice_recipient set owed = 1 where number = ?', [fullNumber]);
}
