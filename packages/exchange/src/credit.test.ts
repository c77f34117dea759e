// SPDX-License-Identifier: Apache-2.0
// What one partner spends is its own, comes back evenly, and is never more than the window.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Credit } from './credit.ts';

describe('the credit of partners', () => {
  it('is a window that refills evenly, one for each', () => {
    const credit = new Credit(100, 50);
    assert.equal(credit.left('UKR', 0), 100);
    credit.spend('UKR', 100, 0);
    assert.deepEqual([credit.left('UKR', 0), credit.left('AZE', 0)], [0, 100]);
    assert.equal(credit.left('UKR', 1_000), 50);
    assert.equal(credit.left('UKR', 60_000), 100);
  });

  it('may be spent beyond its end, and is then refilled from there', () => {
    const credit = new Credit(100, 50);
    credit.spend('UKR', 150, 0);
    assert.equal(credit.left('UKR', 0), 0);
    assert.equal(credit.left('UKR', 1_000), 0);
    assert.equal(credit.left('UKR', 1_020), 1);
    credit.spend('UKR', 1_000_000, 1_020);
    assert.equal(credit.left('UKR', 1_020 + 2_000 + 20), 1, 'no debt is deeper than the window');
  });

  it('gives nothing for a clock that goes back', () => {
    const credit = new Credit(10, 10);
    credit.spend('UKR', 10, 5_000);
    assert.equal(credit.left('UKR', 1_000), 0);
    assert.equal(credit.left('UKR', 1_100), 1);
  });
});
