// SPDX-License-Identifier: Apache-2.0
// The weighted distance against a plain one, and what single changes cost.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { codesOf } from './letter-costs.ts';
import { LETTERS_MAX, type Letters, tokenDistance } from './token-distance.ts';

const UNLIMITED = 100_000;

function distance(a: string, b: string, vowelless = false): number {
  return tokenDistance(letters(a, vowelless), letters(b, false), UNLIMITED);
}

function letters(text: string, vowelless: boolean): Letters {
  return { codes: codesOf(text), from: 0, length: text.length, vowelless };
}

describe('the distance of two loose forms', () => {
  const CASES: readonly (readonly [a: string, b: string, cost: number])[] = [
    ['petrenko', 'petrenko', 0],
    ['hrihori', 'grihori', 25],
    ['aliev', 'eliev', 30],
    ['marko', 'narko', 70],
    ['petrenko', 'petrenka', 30],
    ['petrenko', 'perrenko', 100],
    ['petrenko', 'ptrenko', 60],
    ['petrenk', 'petrenko', 50],
    ['petrenko', 'petrneko', 70],
    ['', 'bb', 200],
    ['日本', '日光', 100],
  ];
  for (const [a, b, cost] of CASES) {
    it(`${a} and ${b} are ${cost} apart, both ways`, () => {
      assert.equal(distance(a, b), cost);
      assert.equal(distance(b, a), cost);
    });
  }

  it('counts vowels next to nothing where one side writes none', () => {
    assert.equal(distance('slmAn', 'salman', true), 12 + 5);
    assert.ok(distance('slmAn', 'salman') > 60);
  });

  it('is beyond the limit or exact', () => {
    const form = fc.string({ unit: fc.constantFrom(...'aeiouhkgvCSZbdt'), maxLength: 9 });
    fc.assert(
      fc.property(form, form, fc.nat(500), (a, b, limit) => {
        const exact = distance(a, b);
        const [left, right] = [a, b].map((text) => letters(text, false));
        const limited = tokenDistance(left!, right!, limit);
        assert.equal(limited, exact <= limit ? exact : limit + 1);
      }),
      { numRuns: 1000, seed: 7 },
    );
  });

  it('finds a transposition at its limit', () => {
    const [left, right] = ['pl', 'lp'].map((text) => letters(text, false));
    assert.equal(tokenDistance(left!, right!, 70), 70);
  });

  it('passes over letters beyond the longest form', () => {
    const [long, longer] = ['a'.repeat(LETTERS_MAX), 'a'.repeat(LETTERS_MAX * 2)];
    assert.equal(distance(long, longer), 0);
  });
});
