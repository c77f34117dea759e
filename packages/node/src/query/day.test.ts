// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayOf } from './day.ts';

test('each time has its own day, in whatever order and however often days are asked for', () => {
  const times = [0, -1, 86_399_999, 86_400_000, 64 * 86_400_000, Date.UTC(2026, 10, 23, 23, 59, 59, 999), 0, -1];
  for (const ms of [...times, ...times]) assert.equal(dayOf(ms), new Date(ms).toISOString().slice(0, 10));
});
