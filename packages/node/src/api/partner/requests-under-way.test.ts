// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StateCode } from '@iims/wire/identifiers';
import { FRAMES_PATH, TRUST_PATH } from '../../partner/edge-paths.ts';
import { FRAMES_UNDER_WAY_MAX, RequestsUnderWay } from './requests-under-way.ts';

const UKR = 'UKR' as StateCode;
const AZE = 'AZE' as StateCode;

describe('the requests of a State that are under way', () => {
  it('are bounded for each State and each kind, and a place that is left is free again', () => {
    const underWay = new RequestsUnderWay({ now: () => 0, monotonic: () => 0 });
    const leave = Array.from({ length: FRAMES_UNDER_WAY_MAX }, () => underWay.enter(UKR, FRAMES_PATH));
    assert.throws(() => underWay.enter(UKR, FRAMES_PATH), { code: 'partner.busy' });
    underWay.enter(AZE, FRAMES_PATH);
    underWay.enter(UKR, TRUST_PATH);
    leave[0]!();
    underWay.enter(UKR, FRAMES_PATH);
    assert.throws(() => underWay.enter(UKR, '/elsewhere'), { code: 'partner.busy' });
  });

  it('beyond the bound are entered once a minute for each State', () => {
    let now = 0;
    const underWay = new RequestsUnderWay({ now: () => 0, monotonic: () => now });
    assert.deepEqual(
      [UKR, UKR, AZE, undefined].map((state) => underWay.isWorthAnEntry(state, 'partner.busy')),
      [true, false, true, false],
    );
    now = 60_000;
    assert.equal(underWay.isWorthAnEntry(UKR, 'partner.busy'), true);
  });
});
