// SPDX-License-Identifier: Apache-2.0
// What is missing of a partner's numbers is exactly what has not come, in whatever order the others came.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { EMPTY_BOOK, GAPS_MAX, type SequenceBook, takeSequence } from './sequence-book.ts';

describe('a book of sequence numbers', () => {
  it('shows what is missing between those that came, for any order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 80 }), (numbers) => {
        let book: SequenceBook = EMPTY_BOOK;
        const came = new Set<number>();
        for (const number of numbers) {
          const next = takeSequence(book, number);
          assert.equal(next === 'taken', came.has(number));
          if (typeof next === 'string') continue;
          came.add(number);
          book = next;
          assert.equal(book.highest, Math.max(...came));
          assert.deepEqual(missingOf(book), absent(came));
        }
      }),
    );
  });

  it('has few spans for one long gap, and takes a number in its middle', () => {
    const book = take(take(EMPTY_BOOK, 1), 2 ** 40);
    assert.deepEqual(book.missing, [[2, 2 ** 40 - 1]]);
    assert.deepEqual(take(book, 1_000).missing, [
      [2, 999],
      [1_001, 2 ** 40 - 1],
    ]);
  });

  it('refuses the number that would open one gap too many, and still takes those that fill one', () => {
    let book = EMPTY_BOOK;
    for (let n = 1; n <= GAPS_MAX; n += 1) book = take(book, 2 * n);
    assert.equal(book.missing.length, GAPS_MAX);
    assert.equal(takeSequence(book, 2 * GAPS_MAX + 2), 'too-many-gaps');
    assert.equal(take(book, 2 * GAPS_MAX + 1).highest, 2 * GAPS_MAX + 1);
    const filled = take(book, 1);
    assert.equal(filled.missing.length, GAPS_MAX - 1);
    assert.equal(take(filled, 2 * GAPS_MAX + 2).missing.length, GAPS_MAX);
  });
});

function take(book: SequenceBook, sequence: number): SequenceBook {
  const next = takeSequence(book, sequence);
  assert.ok(typeof next !== 'string', `${next}`);
  return next;
}

function missingOf({ missing }: SequenceBook): number[] {
  return missing.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
}

function absent(came: ReadonlySet<number>): number[] {
  return Array.from({ length: Math.max(...came) }, (_, i) => i + 1).filter((number) => !came.has(number));
}
