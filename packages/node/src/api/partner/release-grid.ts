// SPDX-License-Identifier: Apache-2.0
// When an answer frame leaves: at a line of the 2 ms grid that starts with the frame's arrival (spec/fan-out.md, 19).
// The lines are those of `nextReleaseAt` in @iims/exchange, to which the simulation holds every answer.
import { nextReleaseAt } from '@iims/exchange/release-grid';

/**
 * Resolves at the first whole millisecond from the next line on; the first line is never skipped, however quick the answer was.
 * A timer counts from the time at which the turn of its event loop began, so one that is set behind long work is due at once: what
 * counts is the clock, and not that a timer fired. And what is left below a millisecond follows from the arrival, not from the work.
 * @param arrivedAt of the frame, by `monotonic`, ms
 */
export async function nextLine(arrivedAt: number, monotonic: () => number): Promise<void> {
  const releaseAt = nextReleaseAt({ arrivedAt, readyAt: monotonic() });
  for (let leftMs = releaseAt - monotonic(); leftMs > 0; leftMs = releaseAt - monotonic()) {
    await passed(Math.ceil(leftMs));
  }
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
