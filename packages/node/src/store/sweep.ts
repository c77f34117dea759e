// SPDX-License-Identifier: Apache-2.0
// What the store forgets by itself: looked at while groups are written, rarely enough to cost each write next to nothing.

import { forgetAnswerProofs } from './answer-proofs.ts';
import { forgetAnsweredQueries } from './answered-queries.ts';
import { forgetAsked } from './asked-confirmations.ts';
import { forgetSignedBatches } from './signed-batches.ts';
import type { Statements } from './sql.ts';

/** An entry, as the place that the log has come to. */
interface Place {
  readonly index: number;
  readonly atMs: number;
}

/**
 * Forgets what its window has left behind when a group brings the log past a multiple of SWEEP_EVERY_ENTRIES, or into
 * another second. Each time up to twice as many rows go as have come, so a table that grew in a rush shrinks again.
 */
export async function sweepWhenDue(transaction: Statements, before: Place, after: Place): Promise<void> {
  const passed = Math.floor(after.index / SWEEP_EVERY_ENTRIES) - Math.floor(before.index / SWEEP_EVERY_ENTRIES);
  const anotherSecond = Math.floor(after.atMs / 1_000) !== Math.floor(before.atMs / 1_000);
  const sweeps = passed + (anotherSecond ? 1 : 0);
  if (sweeps === 0) return;
  // One of few numbers, and part of the texts: one that is bound would make SQLite plan each statement anew whenever it runs.
  const limit = 2 * SWEEP_EVERY_ENTRIES * sweeps;
  await forgetAnsweredQueries(transaction, after.atMs, limit);
  await forgetAnswerProofs(transaction, after.atMs, limit);
  await forgetSignedBatches(transaction, after.atMs, limit);
  await forgetAsked(transaction, after.atMs, limit);
}

const SWEEP_EVERY_ENTRIES = 64;
