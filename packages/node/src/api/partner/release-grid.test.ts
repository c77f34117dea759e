// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ReleaseGrid } from './release-grid.ts';

describe('the grid on which answers leave', () => {
  it('counts from the arrival, however long the work takes, and never lets the first line go by', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    for (const [workMs, leavesAtMs] of [
      [0, 2],
      [1, 2],
      [3, 4],
      [5, 6],
    ] as const) {
      const grid = new ReleaseGrid();
      let left = false;
      let atMs = 0;
      const pass = async (): Promise<void> => {
        t.mock.timers.tick(1);
        atMs += 1;
        await Promise.resolve();
      };
      while (atMs < workMs) await pass();
      void grid.nextLine().then(() => (left = true));
      while (!left) await pass();
      grid.end();
      assert.equal(atMs, leavesAtMs, `${workMs} ms of work`);
    }
  });
});
