// SPDX-License-Identifier: Apache-2.0
// Writes the verdict into its officer's history. Entry: query.closed.

import type { Transaction } from '../sql.ts';

/** A query that the history has forgotten already is no fault; its entries stand. */
export async function closeQuery(
  transaction: Transaction,
  args: { logIndex: number; verdict: string; complete: boolean },
): Promise<void> {
  await transaction.run('update query_history set verdict = ?, complete = ? where log_index = ?', [
    args.verdict,
    args.complete ? 1 : 0,
    args.logIndex,
  ]);
}
