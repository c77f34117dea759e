// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askAgainAfterMs, roundIsDue, USUAL_PACE } from './cosign-schedule.ts';

const DAY_MS = 24 * 3_600_000;
const due = (
  log: { size: number; broughtSize: number; broughtAt?: number; newsSince?: number },
  now: number,
): boolean => roundIsDue({ broughtAt: undefined, newsSince: undefined, ...log }, now, USUAL_PACE);

test('news after a pause are brought within seconds, and under load every half minute', () => {
  assert.equal(due({ size: 5, broughtSize: 4, broughtAt: 0, newsSince: 100_000 }, 101_000), false);
  assert.equal(due({ size: 5, broughtSize: 4, broughtAt: 0, newsSince: 100_000 }, 102_000), true);
  assert.equal(due({ size: 5, broughtSize: 4, broughtAt: 90_000, newsSince: 100_000 }, 119_000), false);
  assert.equal(due({ size: 5, broughtSize: 4, broughtAt: 90_000, newsSince: 100_000 }, 120_000), true);
  const worst = USUAL_PACE.roundEveryMs + USUAL_PACE.settleMs;
  assert.ok(worst < 60_000, 'spec/witness.md, 5');
});

test('entries about nothing but witnessing wait a day, so that an idle federation comes to rest', () => {
  assert.equal(due({ size: 9, broughtSize: 4, broughtAt: 0 }, DAY_MS - 1), false);
  assert.equal(due({ size: 9, broughtSize: 4, broughtAt: 0 }, DAY_MS), true);
  assert.equal(due({ size: 9, broughtSize: 0 }, 0), true, 'a log that was never brought is brought');
});

test('a log that has not grown is not brought', () => {
  assert.equal(due({ size: 4, broughtSize: 4, newsSince: 0 }, 10 * DAY_MS), false);
});

test('a silent partner is asked after twice as long each time, up to ten minutes', () => {
  assert.deepEqual(
    [1, 2, 3, 8, 9, 1_000].map((failures) => askAgainAfterMs(failures, USUAL_PACE)),
    [4_000, 8_000, 16_000, 512_000, 600_000, 600_000],
  );
});
