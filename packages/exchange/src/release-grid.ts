// SPDX-License-Identifier: Apache-2.0
// When an answer frame may leave: on a grid, so that the time a look-up took does not show (spec/fan-out.md, 19).
// The grid starts at the arrival of the frame: on an absolute grid, averaging over many arrivals would give the work time back.
import { assert } from '@iims/wire/assert';

/** Distance of the grid's lines, in milliseconds. */
export const GRID_MS = 2;

/**
 * The first line of the grid at or after `readyAt`, and never before its first line. Milliseconds of one clock that never goes back.
 * @param times `arrivedAt`: when the frame of questions arrived; `readyAt`: when its last answer was durable
 */
export function nextReleaseAt({ arrivedAt, readyAt }: { arrivedAt: number; readyAt: number }): number {
  assert(readyAt >= arrivedAt, 'an answer is ready after its question arrived');
  const lines = Math.max(1, Math.ceil((readyAt - arrivedAt) / GRID_MS));
  const releaseAt = arrivedAt + lines * GRID_MS;
  // Twice the distance: times are fractions, and a rounded difference may miss a line by its last bit.
  assert(releaseAt > arrivedAt && releaseAt - readyAt < 2 * GRID_MS, 'an answer waits for the next line only');
  return releaseAt;
}
