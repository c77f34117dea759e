// SPDX-License-Identifier: Apache-2.0
// Lifts the hold of a case: by another account than the one that set it. Entry: case.hold-lifted.

import { IimsError } from '@iims/wire/errors';
import { touchCase } from '../case-files.ts';
import { holdRow } from '../case-holds.ts';
import type { Transaction } from '../sql.ts';

/** @throws IimsError `case.not-found`, `case.not-held`, `case.own-hold` */
export async function liftHold(
  transaction: Transaction,
  { caseRef, by }: { readonly caseRef: string; readonly by: string },
): Promise<void> {
  const { token } = await touchCase(transaction, caseRef);
  const hold = await holdRow(transaction, token);
  if (hold === undefined) {
    throw new IimsError('case.not-held', { message: 'The case is not on hold.', field: 'caseRef' });
  }
  if (hold.by === by) {
    throw new IimsError('case.own-hold', {
      message: 'A hold is lifted by another than the one who set it.',
      field: 'caseRef',
      fix: 'Ask a colleague to look at it.',
    });
  }
  await transaction.run('delete from case_hold where case_token = ?', [token]);
}
