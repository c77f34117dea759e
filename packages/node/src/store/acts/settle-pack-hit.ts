// SPDX-License-Identifier: Apache-2.0
// Settles what a check against an offline pack met. Entry: pack.hit-settled.

import { noSuchPack } from '../packs.ts';
import type { Transaction } from '../sql.ts';

/** Throws `pack.not-found` where nothing waits under this entry. */
export async function settlePackHit(transaction: Transaction, { entryIndex }: { entryIndex: number }): Promise<void> {
  const settled = await transaction.run(
    'update pack_hit set settled_at = ? where entry_index = ? and settled_at is null',
    [transaction.atMs, entryIndex],
  );
  if (settled === 0) throw noSuchPack('entry');
}
