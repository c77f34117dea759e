// SPDX-License-Identifier: Apache-2.0
// Makes a batch findable by the times of its frames. Entry: frames.batch-signed, which holds the batch itself.

import type { Transaction } from '../sql.ts';

export async function keepBatch(transaction: Transaction, args: { firstMs: number; lastMs: number }): Promise<void> {
  await transaction.run('insert into signed_batch (entry_index, first_ms, last_ms) values (?, ?, ?)', [
    transaction.entryIndex,
    args.firstMs,
    args.lastMs,
  ]);
}
