// SPDX-License-Identifier: Apache-2.0
// Which registers a question asks, and what is said of their age and completeness.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Question } from '@iims/wire/query';
import { isSpoken } from '../registers/source-standing.ts';
import { freshnessOf, registersAsked } from './sources.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const DAY_MS = 86_400_000;
const source = (change: Partial<Parameters<typeof freshnessOf>[0][0]> = {}) => ({
  checkedAt: NOW - 60_000,
  changedAt: NOW - DAY_MS,
  sourceStanding: 'current' as const,
  sourceSince: 0,
  staleAfterMs: 0,
  ...change,
});

describe('the registers that a question asks', () => {
  const all = ['travel-document', 'official-document', 'person', 'vehicle', 'object'].map((kind) => ({ kind }));
  const asked = (...kinds: string[]) => {
    const question = { subjects: kinds.map((kind) => ({ kind })) } as unknown as Question;
    return registersAsked(question, all).map(({ kind }) => kind);
  };
  it('are those that could hold what it is about; papers are met among those of persons as well', () => {
    assert.deepEqual(asked('vehicle'), ['vehicle']);
    assert.deepEqual(asked('person'), ['person']);
    assert.deepEqual(asked('travel-document'), ['travel-document', 'person']);
    assert.deepEqual(asked('official-document', 'vehicle'), ['official-document', 'person', 'vehicle']);
    assert.deepEqual(asked('object'), ['object']);
  });
});

describe('what is said of them', () => {
  it('is the oldest comparison, and the day of the register that has not changed for longest', () => {
    const sources = [source(), source({ checkedAt: NOW - 5_000, changedAt: NOW - 40 * DAY_MS })];
    assert.deepEqual(freshnessOf(sources, NOW), {
      asOf: NOW - 60_000,
      changedOn: '2026-10-13',
      registers: 2,
      behind: 0,
    });
  });

  it('is the time of answering, and no change, where none was asked', () => {
    assert.deepEqual(freshnessOf([], NOW), { asOf: NOW, registers: 0, behind: 0 });
  });

  it('is behind where not everything in it is found yet; any other ground is graver', () => {
    const [followed, other, stale] = [source(), source(), source({ staleAfterMs: 59_999 })];
    const said = (...sources: Parameters<typeof freshnessOf>[0]) => {
      const { behind, behindBecause } = freshnessOf(sources, NOW, new Set([other, stale]));
      return [behind, behindBecause];
    };
    assert.deepEqual(
      [said(followed), said(followed, other), said(other, stale)],
      [
        [0, undefined],
        [1, 'index-behind'],
        [2, 'source-stale'],
      ],
    );
  });

  it('is how many are behind, with the gravest ground; nothing is said of what is withdrawn, not even its age', () => {
    const withdrawn = source({ sourceStanding: 'withdrawn', checkedAt: 1, changedAt: 1 });
    const stale = source({ staleAfterMs: 59_999 });
    const unavailable = source({ sourceStanding: 'unavailable' });
    assert.deepEqual(
      [[stale], [stale, unavailable], [unavailable, withdrawn, stale]].map((sources) => {
        const { registers, behind, behindBecause } = freshnessOf(sources, NOW);
        return [registers, behind, behindBecause];
      }),
      [
        [1, 1, 'source-stale'],
        [2, 2, 'source-unavailable'],
        [3, 3, 'source-withdrawn'],
      ],
    );
    assert.deepEqual([isSpoken(withdrawn), isSpoken(unavailable)], [false, true]);
    const { asOf, changedOn } = freshnessOf([withdrawn, stale], NOW);
    assert.deepEqual([asOf, changedOn], [NOW - 60_000, '2026-11-21']);
    assert.deepEqual(freshnessOf([withdrawn], NOW), {
      asOf: NOW,
      registers: 1,
      behind: 1,
      behindBecause: 'source-withdrawn',
    });
  });

  it('is never younger than the answer, whatever a clock said', () => {
    assert.equal(freshnessOf([source({ checkedAt: NOW + DAY_MS })], NOW).asOf, NOW);
  });
});
