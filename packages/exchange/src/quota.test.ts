// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { OTHERS, Quota, RefusalSpells, SPELL_ENDS_AFTER_MS, SPELLS_MAX } from './quota.ts';

const MINUTE_MS = 60_000;
const grantedOf = (quota: Quota, key: string, tries: number, now: number): number =>
  Array.from({ length: tries }, () => quota.take(key, now)).filter((waitMs) => waitMs === undefined).length;

describe('a quota', () => {
  it('lets a burst through at once, then as many as refill, and tells how long to wait', () => {
    const quota = new Quota([{ count: 60, perMs: MINUTE_MS, burst: 10 }], 4);
    assert.equal(grantedOf(quota, 'UKR', 100, 0), 10);
    assert.equal(quota.take('UKR', 0), 1_000);
    assert.equal(quota.take('UKR', 400), 600);
    assert.equal(quota.take('UKR', 1_000), undefined);
    assert.equal(grantedOf(quota, 'UKR', 100, 6_000), 5);
    assert.equal(grantedOf(quota, 'AZE', 100, 6_000), 10, 'of each its own');
  });

  it('takes of all its allowances or of none', () => {
    const quota = new Quota(
      [
        { count: 5, perMs: 1_000 },
        { count: 8, perMs: 3_600_000 },
      ],
      4,
    );
    assert.equal(grantedOf(quota, 'UKR', 9, 0), 5);
    assert.equal(grantedOf(quota, 'UKR', 9, 1_000), 3, 'what the short one refused the long one still has');
    assert.ok(quota.take('UKR', 2_000)! > 400_000, 'the longer wait is told');
  });

  it('gives nothing away to a clock that jumps: back refills nothing and shuts nobody out, ahead refills once', () => {
    const quota = new Quota([{ count: 60, perMs: MINUTE_MS, burst: 10 }], 4);
    assert.equal(grantedOf(quota, 'UKR', 20, 1_000_000), 10);
    assert.equal(grantedOf(quota, 'UKR', 20, 0), 0);
    assert.equal(grantedOf(quota, 'UKR', 20, 5_000), 5, 'from where the clock went back to');
    assert.equal(grantedOf(quota, 'UKR', 20, 9e12), 10, 'never more than a burst');
  });

  it('remembers no more than its bound, whatever names a flood makes up, and forgets who asked longest ago', () => {
    const quota = new Quota([{ count: 2, perMs: MINUTE_MS }], 100);
    assert.equal(grantedOf(quota, 'busy', 3, 0), 2);
    for (let i = 0; i < 10_000; i += 1) {
      quota.take(`pseudonym ${i}`, 0);
      assert.equal(grantedOf(quota, 'busy', 1, 0), 0, 'who goes on asking is not forgotten');
    }
    assert.equal(quota.size, 100);
    assert.equal(grantedOf(quota, 'pseudonym 0', 3, 0), 2);
  });

  it('forgets nobody while fewer than half of those it remembers have asked since', () => {
    const quota = new Quota([{ count: 2, perMs: MINUTE_MS }], 100);
    assert.equal(grantedOf(quota, 'seldom', 3, 0), 2);
    for (let i = 1; i <= 10_000; i += 1) {
      quota.take(`pseudonym ${i}`, 0);
      if (i % 49 === 0) assert.equal(grantedOf(quota, 'seldom', 1, 0), 0);
    }
  });

  it('never lets through more than a burst and what refilled, in whatever steps time passes', () => {
    const steps = fc.array(fc.integer({ min: -5_000, max: 5_000 }), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (times) => {
        const quota = new Quota([{ count: 60, perMs: MINUTE_MS, burst: 10 }], 4);
        let [now, forwardMs, granted] = [0, 0, 0];
        for (const step of times) {
          now += step;
          forwardMs += Math.max(0, step);
          granted += grantedOf(quota, 'UKR', 3, now);
        }
        assert.ok(granted <= 10 + forwardMs / 1_000);
      }),
    );
  });
});

describe('spells of refusals', () => {
  it('begin once and end a minute after their last refusal, with their count', () => {
    const spells = new RefusalSpells();
    assert.deepEqual(spells.note('UKR', 5), { key: 'UKR', begins: true });
    for (let i = 0; i < 100_000; i += 1) assert.equal(spells.note('UKR', 5 + i).begins, false);
    assert.deepEqual(spells.list(), [{ key: 'UKR', since: 5, refused: 100_001 }]);
    const lastAt = 5 + 99_999;
    assert.deepEqual(spells.ended(lastAt + SPELL_ENDS_AFTER_MS - 1), []);
    assert.deepEqual(spells.ended(0), [], 'a clock that went back ends none');
    assert.deepEqual(spells.ended(lastAt + SPELL_ENDS_AFTER_MS), [{ key: 'UKR', since: 5, refused: 100_001 }]);
    assert.deepEqual(spells.list(), []);
    assert.equal(spells.note('UKR', lastAt + SPELL_ENDS_AFTER_MS).begins, true);
  });

  it('are bounded: beyond the bound all others share one', () => {
    const spells = new RefusalSpells();
    let begun = 0;
    for (let i = 0; i < 3 * SPELLS_MAX; i += 1) if (spells.note(`officer ${i}`, i).begins) begun += 1;
    assert.equal(begun, SPELLS_MAX + 1);
    assert.equal(spells.list().find(({ key }) => key === OTHERS)?.refused, 2 * SPELLS_MAX);
  });
});
