// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextReleaseAt } from '@iims/exchange/release-grid';
import { nextLine } from './release-grid.ts';

const ARRIVED_AT = 100.75;

describe('the grid on which answers leave', () => {
  it('counts from the arrival, however long the work takes, and never lets the first line go by', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    for (const [workMs, leavesAfterMs] of [
      [0, 2],
      [1, 2],
      [1.9, 2],
      [2.3, 4],
      [3, 4],
      [5, 6],
    ] as const) {
      let now = ARRIVED_AT + workMs;
      let left = false;
      void nextLine(ARRIVED_AT, () => now).then(() => {
        left = true;
      });
      while (!left) {
        now += 0.25;
        // Timers are due before their time, as they are behind work that held the turn of the loop.
        t.mock.timers.tick(1);
        await settled();
        assert.ok(
          left === now >= ARRIVED_AT + leavesAfterMs,
          `${workMs} ms of work, left after ${now - ARRIVED_AT} ms`,
        );
      }
    }
  });

  it('holds what was ready behind work in one turn of the loop until the next line', async () => {
    for (const workMs of [0.3, 2.3, 4.6]) {
      const arrivedAt = performance.now();
      while (performance.now() < arrivedAt + workMs);
      const readyAt = performance.now();
      await nextLine(arrivedAt, () => performance.now());
      assert.ok(performance.now() >= nextReleaseAt({ arrivedAt, readyAt }), `${workMs} ms of work`);
    }
  });
});

/** Lets the promise of a timer that fired, and all that waits for it, resolve. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}
