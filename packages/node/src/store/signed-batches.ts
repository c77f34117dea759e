// SPDX-License-Identifier: Apache-2.0
// Where the batches stand in which this node's frames were signed: one row a batch, found by the time of a frame.

import { ANSWER_PROOF_KEPT_MS } from './answer-proofs.ts';
import type { Reader, Statements } from './sql.ts';

/** The entries `frames.batch-signed` that may hold a frame of this time, milliseconds since 1970; few, and mostly one. */
export async function findBatchEntries(reader: Reader, createdAt: number): Promise<number[]> {
  const rows = await reader.all(
    'select entry_index from signed_batch where first_ms <= ? and first_ms >= ? and last_ms >= ? order by entry_index',
    [createdAt, createdAt - BATCH_SPAN_MAX_MS, createdAt],
  );
  return rows.map((row) => row.entry_index as number);
}

/** Forgets the oldest batches, at most `limit`, when nobody can ask for their frames any more; the entries stay. */
export async function forgetSignedBatches(statements: Statements, nowMs: number, limit: number): Promise<void> {
  await statements.run(
    `delete from signed_batch where entry_index in
       (select entry_index from signed_batch where first_ms < ? order by first_ms limit ${limit})`,
    [nowMs - SIGNED_BATCH_KEPT_MS],
  );
}

/** Times of the frames of one batch differ by no more. */
export const BATCH_SPAN_MAX_MS = 1_000;
/** A day longer than what askers keep, whose clocks may differ. */
const SIGNED_BATCH_KEPT_MS = ANSWER_PROOF_KEPT_MS + 24 * 3_600_000;
