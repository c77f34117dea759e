// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { removalsMax } from '../import/check-vanishing.ts';
import { removedWith } from './connector-memory.ts';

test('a little that goes with each refresh is as much as a lot at once, within a day', () => {
  const HOUR_MS = 3_600_000;
  const held = 1_000;
  let removed = removedWith({ removedSince: 0 }, 0, 0);
  const counts = [1, 2, 3].map((hour) => {
    removed = removedWith(removed, 20, hour * HOUR_MS);
    return removed.removedSince <= removalsMax(held, 5);
  });
  assert.deepEqual(counts, [true, true, false]);
  assert.deepEqual(removedWith(removed, 20, 25 * HOUR_MS), { removedSince: 20, removedFrom: 25 * HOUR_MS });
  // A clock that was set back does not count for ever.
  assert.equal(removedWith({ removedSince: 50, removedFrom: 100 * HOUR_MS }, 1, 0).removedSince, 1);
});
