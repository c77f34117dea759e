// SPDX-License-Identifier: Apache-2.0
// How often a State has its echo answered, and how often that is entered.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StateCode } from '@iims/wire/identifiers';
import { ECHOES_A_MINUTE_MAX, EchoBound } from './echo.ts';

const GEO = 'GEO' as StateCode;
const UKR = 'UKR' as StateCode;

test('a State gets so many echoes in any minute, and takes none from another', () => {
  let now = 0;
  const bound = new EchoBound(() => now);
  for (let count = 0; count < ECHOES_A_MINUTE_MAX; count += 1) {
    now += 1_000;
    bound.take(GEO);
  }
  assert.throws(() => bound.take(GEO), { code: 'partner.busy' });
  bound.take(UKR);
  // The first of them is a minute old.
  now = 61_000;
  bound.take(GEO);
  assert.throws(() => bound.take(GEO), { code: 'partner.busy' });
});

test('one entry an hour tells how many went without one', () => {
  let now = 0;
  const bound = new EchoBound(() => now);
  assert.equal(bound.worthAnEntry(GEO), 0);
  assert.equal(bound.worthAnEntry(GEO), undefined);
  assert.equal(bound.worthAnEntry(UKR), 0);
  now = 3_599_999;
  assert.equal(bound.worthAnEntry(GEO), undefined);
  now = 3_600_000;
  assert.equal(bound.worthAnEntry(GEO), 2);
});
