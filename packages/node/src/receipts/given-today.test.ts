// SPDX-License-Identifier: Apache-2.0
// What was opened to a State today is known, for a day, in bounded memory.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { StateCode } from '@iims/wire/identifiers';
import { GivenToday, PAGES_MAX } from './given-today.ts';

const [UKR, AZE] = ['UKR', 'AZE'] as StateCode[] as [StateCode, StateCode];
const NOON = 20_000 * 86_400_000 + 43_200_000;

it('each entry is new to each State once a day', () => {
  const given = new GivenToday();
  assert.deepEqual(given.notYet(UKR, [7, 8, 4_103], NOON), [7, 8, 4_103]);
  given.note(UKR, [7, 4_103], NOON);
  assert.deepEqual(given.notYet(UKR, [7, 8, 4_103], NOON + 1), [8]);
  assert.deepEqual(given.notYet(AZE, [7, 8], NOON), [7, 8]);
  assert.deepEqual(given.notYet(UKR, [7, 8], NOON + 43_200_000), [7, 8], 'on the next day');
});

it('a State that was given as much as can be remembered is known to be, until the day ends', () => {
  const given = new GivenToday();
  const spread = Array.from({ length: PAGES_MAX }, (_, n) => n * 4_096);
  given.note(UKR, spread.slice(1), NOON);
  assert.equal(given.isFull(UKR, NOON), false);
  given.note(UKR, spread, NOON);
  assert.deepEqual([given.isFull(UKR, NOON), given.isFull(AZE, NOON)], [true, false]);
  assert.deepEqual(given.notYet(UKR, spread, NOON), []);
  assert.equal(given.isFull(UKR, NOON + 43_200_000), false);
});
