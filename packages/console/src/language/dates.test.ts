// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ageBetween, clockOf, datePartsOf, dayOf } from './dates.ts';

test('an age is told in the largest unit that fits', () => {
  const ages: [number, string, number][] = [
    [59_000, 'seconds', 59],
    [60_000, 'minutes', 1],
    [59 * 60_000, 'minutes', 59],
    [47 * 3_600_000, 'hours', 47],
    [48 * 3_600_000, 'days', 2],
  ];
  for (const [ms, unit, count] of ages) assert.deepEqual(ageBetween(0, ms), { unit, count });
});

test('data from a clock that runs ahead are not older than nothing', () => {
  assert.deepEqual(ageBetween(10_000, 0), { unit: 'seconds', count: 0 });
});

test('full and partial dates are read, other text is none', () => {
  assert.deepEqual(datePartsOf('1974-08-12'), { year: '1974', month: 8, day: '12' });
  assert.deepEqual(datePartsOf('2026-11-22T10:00:00.000Z'), { year: '2026', month: 11, day: '22' });
  assert.deepEqual(datePartsOf('1974-08'), { year: '1974', month: 8 });
  assert.deepEqual(datePartsOf('1974'), { year: '1974' });
  for (const text of ['', 'about 1974', '1974-13-01', '12.08.1974']) assert.equal(datePartsOf(text), undefined);
});

test('the clock has 24 hours and two digits each', () => {
  const evening = new Date(2026, 10, 22, 21, 3, 7).getTime();
  assert.equal(clockOf(evening), '21:03:07');
  assert.equal(clockOf(evening, false), '21:03');
  assert.equal(dayOf(evening), '2026-11-22');
});
