// SPDX-License-Identifier: Apache-2.0
// Writes the verdict into its officer's history. Entry: query.closed.

import type { KeptProofs } from '../answer-proofs.ts';
import type { Transaction } from '../sql.ts';

export interface CloseQuery {
  readonly logIndex: number;
  readonly verdict: string;
  readonly complete: boolean;
  /** What proves the partners' answers; kept together with that of the other queries of the commit (`keepAnswerProofs`). */
  readonly proofs?: KeptProofs;
}

/** A query that the history has forgotten already is no fault; its entries stand. */
export async function closeQuery(transaction: Transaction, args: CloseQuery): Promise<void> {
  await transaction.run('update query_history set verdict = ?, complete = ? where log_index = ?', [
    args.verdict,
    args.complete ? 1 : 0,
    args.logIndex,
  ]);
}
