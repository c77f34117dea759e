// SPDX-License-Identifier: Apache-2.0
// Seals anew, before the data keys of ended months are destroyed, what cases on hold have under them: a piece of it. Entry: retention.carried.

import { type EndingMonths, sealHeldAnew } from '../held-cells.ts';
import type { Transaction } from '../sql.ts';

/** Resolves to how many cells. */
export function carryHeldCells(
  transaction: Transaction,
  { most, ...ending }: EndingMonths & { readonly most: number },
): Promise<number> {
  return sealHeldAnew(transaction, ending, most);
}
