// SPDX-License-Identifier: Apache-2.0
// The times of a plan over days, and that nobody foresees the moment of a surprise.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawFrom, latestRunAt, momentOf, nextRunAfter } from './check-plan.ts';

const WEEKLY = { everyDays: 7, firstDay: '2026-01-05', at: '09:30', surpriseMinutes: 0 };
const at = (text: string) => Date.parse(`${text}Z`);

test('a plan has its first time, and one every so many days after it, whatever the clocks of the season do', () => {
  assert.equal(nextRunAfter(WEEKLY, at('2025-06-01T00:00:00')), at('2026-01-05T09:30:00'));
  assert.equal(nextRunAfter(WEEKLY, at('2026-01-05T09:29:59')), at('2026-01-05T09:30:00'));
  assert.equal(nextRunAfter(WEEKLY, at('2026-01-05T09:30:00')), at('2026-01-12T09:30:00'));
  assert.equal(nextRunAfter(WEEKLY, at('2026-03-29T12:00:00')), at('2026-03-30T09:30:00'));
  assert.equal(nextRunAfter({ ...WEEKLY, everyDays: 1 }, at('2026-02-28T10:00:00')), at('2026-03-01T09:30:00'));
});

test('the latest time is the one reached last, also after months', () => {
  assert.equal(latestRunAt(WEEKLY, at('2026-01-05T09:30:00')), at('2026-01-05T09:30:00'));
  assert.equal(latestRunAt(WEEKLY, at('2026-05-01T00:00:00')), at('2026-04-27T09:30:00'));
});

test('the moment of a surprise is anywhere in its span, and never past the next time of the plan', () => {
  const now = at('2026-01-05T09:30:00');
  const hour = { ...WEEKLY, surpriseMinutes: 60 };
  assert.equal(momentOf(WEEKLY, now, 0.9), now);
  assert.equal(momentOf(hour, now, 0), now);
  assert.equal(momentOf(hour, now, 0.5), now + 1_800_000);
  const week = { ...WEEKLY, surpriseMinutes: 7 * 1_440 };
  const late = at('2026-01-12T09:00:00');
  assert.equal(momentOf(week, late, 0.5), late + 900_000, 'half of the half hour that is left');
});

test('what is drawn lies in [0, 1) and follows all its bytes', () => {
  assert.equal(drawFrom(new Uint8Array(6)), 0);
  const highest = drawFrom(new Uint8Array(6).fill(255));
  assert.ok(highest < 1 && highest > 1 - 1e-13);
  assert.equal(drawFrom(Uint8Array.of(128, 0, 0, 0, 0, 0)), 0.5);
  assert.equal(drawFrom(Uint8Array.of(0, 0, 0, 0, 0, 1)), 2 ** -48);
});
