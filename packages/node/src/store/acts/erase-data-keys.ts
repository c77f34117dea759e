// SPDX-License-Identifier: Apache-2.0
// Destroys the data keys of one class of data for all months before one. Entry: retention.erased.

import { assert } from '@iims/wire/assert';
import { monthOf } from '../data-keys.ts';
import { sealHeldAnew } from '../held-cells.ts';
import type { DataClass } from '../sealed-cell.ts';
import type { Transaction } from '../sql.ts';
import { forgetAnsweredTold } from '../told-alerts.ts';

/** What the keys sealed cannot be read any more. The month of the entry itself is never destroyed: it is being written under. */
export async function eraseDataKeys(
  transaction: Transaction,
  { dataClass, before }: { dataClass: DataClass; before: string },
): Promise<{ erased: number }> {
  assert(before <= monthOf(transaction.atMs), 'a month that is still written to keeps its keys');
  // What was put on hold since the pieces before: nothing of it may end with the key.
  await sealHeldAnew(transaction, { dataClass, before }, Number.POSITIVE_INFINITY);
  const erased = await transaction.run(
    'update data_key set wrapped = null, erased_at = ? where class = ? and period < ? and wrapped is not null',
    [transaction.atMs, dataClass, before],
  );
  if (dataClass === 'receipt') await forgetAnsweredTold(transaction, Date.parse(`${before}-01`));
  return { erased };
}
