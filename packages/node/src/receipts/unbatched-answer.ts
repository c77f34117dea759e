// SPDX-License-Identifier: Apache-2.0
// The entry of an answer whose frame no batch names: a crash, or a disk without room, took the signature of that moment (spec/batch-signature.md,
// 10). It is looked for among the entries of that time, and so at a pace of its own.
import { Quota } from '@iims/exchange/quota';
import { findEntriesOf } from '../store/entries.ts';
import { firstEntryOf } from '../store/entries-by-time.ts';
import type { Reader } from '../store/sql.ts';

/** Indexes of the entries that may be of an answer in this frame, the last one first. `createdAt`: of the frame, ms since 1970. */
export async function findUnbatchedAnswers(reader: Reader, createdAt: number): Promise<number[]> {
  const to = await firstEntryOf(reader, createdAt + 1);
  const from = Math.max(await firstEntryOf(reader, createdAt - ENTERED_BEFORE_MS_MAX), to - LOOKED_AT_MAX);
  return (await findEntriesOf(reader, ['query.answered'], { from, to })).reverse();
}

/** Whether the batch of a frame may still come. */
export function mayBeBatched(createdAt: number, now: number): boolean {
  return now - createdAt < BATCHED_AFTER_MS_MAX;
}

/** An asker asks for one receipt a second by itself, and few frames lose their batch. */
export function paceOfSearching(): Quota {
  return new Quota([{ count: 1, perMs: 1_000, burst: 10 }], STATES_MAX);
}

/** Answers are entered, and then their frame is made. */
const ENTERED_BEFORE_MS_MAX = 10_000;
/** Each is opened: some ten milliseconds. More answers than two seconds have before one frame are not given in the tenth of a second before a crash. */
const LOOKED_AT_MAX = 2_048;
/** Batches follow their frames by a tenth of a second; one that waits for a slow disk, by some. */
const BATCHED_AFTER_MS_MAX = 10_000;
const STATES_MAX = 64;
