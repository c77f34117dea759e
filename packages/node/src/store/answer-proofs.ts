// SPDX-License-Identifier: Apache-2.0
// What an asker keeps to prove its partners' answers: of each query the proofs of all answers in one row, written when it closes.

import { sealedColumn } from './sealed-cell.ts';
import type { Reader, Statements } from './sql.ts';

export interface KeptProofs {
  /** Index of the entry `query.asked`, which holds the question and names who asked it. */
  readonly askedIndex: number;
  /** As `packAnswerProofs` wrote them. */
  readonly packed: Uint8Array;
}

/** What is kept of a query (its id, 16 bytes); `undefined` where nothing is, or its key is erased. */
export async function findAnswerProofs(reader: Reader, queryId: Uint8Array): Promise<KeptProofs | undefined> {
  const [row] = await reader.all('select asked_index, content from answer_proof where query_id = ?', [queryId]);
  if (row === undefined) return undefined;
  const askedIndex = row.asked_index as number;
  const kept = await reader.unseal(PROOF_CONTENT, askedIndex, row.content as Uint8Array);
  return kept.kind === 'open' ? { askedIndex, packed: kept.content } : undefined;
}

/** Forgets the oldest proofs that their time has left behind, at most `limit`. */
export async function forgetAnswerProofs(statements: Statements, nowMs: number, limit: number): Promise<void> {
  // Rows are numbered in the order of time, so the oldest are found without an index on the time.
  const [oldest] = await statements.all('select at_ms from answer_proof order by asked_index limit 1');
  const forgottenBefore = nowMs - ANSWER_PROOF_KEPT_MS;
  if (oldest === undefined || (oldest.at_ms as number) >= forgottenBefore) return;
  await statements.run(
    `delete from answer_proof where at_ms < ? and asked_index <=
       (select max(asked_index) from (select asked_index from answer_proof order by asked_index limit ?) as oldest)`,
    [forgottenBefore, limit],
  );
}

/** The packed proofs, sealed. */
export const PROOF_CONTENT = sealedColumn('receipt', 'answer_proof', 'content');

/** How long after a query a receipt can be asked for: longer than any term in which its need is found out at the border. */
export const ANSWER_PROOF_KEPT_MS = 90 * 24 * 3_600_000;
