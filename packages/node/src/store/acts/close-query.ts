// SPDX-License-Identifier: Apache-2.0
// Writes the verdict into its officer's history, and keeps what proves the partners' answers. Entry: query.closed.

import { PROOF_CONTENT } from '../answer-proofs.ts';
import type { Transaction } from '../sql.ts';

/** A query that the history has forgotten already is no fault; its entries stand. */
export async function closeQuery(
  transaction: Transaction,
  args: {
    logIndex: number;
    verdict: string;
    complete: boolean;
    /** Absent where no partner answered. */
    proofs?: { readonly queryId: Uint8Array; readonly packed: Uint8Array };
  },
): Promise<void> {
  await transaction.run('update query_history set verdict = ?, complete = ? where log_index = ?', [
    args.verdict,
    args.complete ? 1 : 0,
    args.logIndex,
  ]);
  if (args.proofs === undefined) return;
  const cell = transaction.seal(PROOF_CONTENT, args.logIndex, args.proofs.packed);
  await transaction.run('insert into answer_proof (asked_index, query_id, at_ms, content) values (?, ?, ?, ?)', [
    args.logIndex,
    args.proofs.queryId,
    transaction.atMs,
    cell,
  ]);
}
