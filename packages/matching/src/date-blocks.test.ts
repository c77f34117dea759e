// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IimsError } from '@iims/wire/errors';
import fc from 'fast-check';
import { type BirthDate, birthDateOf, UNKNOWN_BIRTH_DATE } from './birth-date.ts';
import { birthDateProbes } from './birth-date-probes.ts';
import { DateBlocks, type DateEntry } from './date-blocks.ts';
import { writeSnapshot } from './index-snapshot.ts';

const FIRST = UNKNOWN_BIRTH_DATE;
const LAST = birthDateOf(2999, 12, 31);
const DAY = birthDateOf(1974, 8, 12);
const isDamaged = (error: unknown) => error instanceof IimsError && error.code === 'index.damaged';

describe('date blocks', () => {
  it('hold nothing when they are built of nothing', () => {
    for (const blocks of [new DateBlocks(), DateBlocks.build([]), DateBlocks.restore(new DateBlocks().snapshot())]) {
      assert.equal(blocks.entries, 0);
      assert.deepEqual(entriesOf(blocks), []);
      assert.equal(blocks.remove(DAY, 0), false);
    }
  });

  it('hold an entry once, however often it comes', () => {
    const blocks = DateBlocks.build([
      [DAY, 7],
      [DAY, 3],
      [DAY, 7],
    ]);
    assert.equal(blocks.add(DAY, 3), false);
    assert.equal(blocks.add(DAY, 5), true);
    assert.deepEqual(entriesOf(blocks), [
      [DAY, 3],
      [DAY, 5],
      [DAY, 7],
    ]);
    assert.equal(blocks.entries, 3);
  });

  it('keep dates that are known in part, and alerts without a date, in blocks of their own', () => {
    const entries: DateEntry[] = [
      [UNKNOWN_BIRTH_DATE, 1],
      [birthDateOf(1974, 0, 0), 2],
      [birthDateOf(1974, 8, 0), 3],
      [DAY, 4],
    ];
    const blocks = DateBlocks.build(entries.toReversed());
    assert.deepEqual(entriesOf(blocks), entries);
    const met: number[] = [];
    for (const { first, last } of birthDateProbes(DAY, 2026))
      blocks.forEachIn(first, last, (ordinal) => met.push(ordinal));
    assert.deepEqual(met, [4, 3, 2]);
  });

  it('do what a set of pairs does, whatever is added and removed, and survive a snapshot', () => {
    const date = fc.constantFrom(...[1970, 1971, 1974].flatMap((year) => datesOf(year)));
    const step = fc.record({ add: fc.boolean(), date, ordinal: fc.nat(12) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), fc.array(step, { maxLength: 200 }), (built, steps) => {
        const model = new Map<string, DateEntry>();
        for (const { date, ordinal } of built) model.set(`${date} ${ordinal}`, [date, ordinal]);
        let blocks = DateBlocks.build(built.map(({ date, ordinal }) => [date, ordinal]));
        for (const { add, date, ordinal } of steps) {
          const isThere = model.has(`${date} ${ordinal}`);
          assert.equal(add ? blocks.add(date, ordinal) : blocks.remove(date, ordinal), add !== isThere);
          if (add) model.set(`${date} ${ordinal}`, [date, ordinal]);
          else model.delete(`${date} ${ordinal}`);
        }
        const expected = [...model.values()].sort((one, other) => one[0] - other[0] || one[1] - other[1]);
        const bytes = blocks.snapshot();
        assert.deepEqual(DateBlocks.build(expected).snapshot(), bytes);
        for (const _ of [0, 1]) {
          assert.deepEqual(entriesOf(blocks), expected);
          assert.equal(blocks.entries, expected.length);
          assert.equal(
            blocks.countIn(birthDateOf(1971, 0, 0), birthDateOf(1971, 12, 31)),
            expected.filter(isOf1971).length,
          );
          blocks = DateBlocks.restore(bytes);
        }
      }),
    );
  });

  it('take 7 bytes an entry when built in blocks of eight, and no more than 11 while entries come and go', () => {
    const count = 200_000;
    const blocks = DateBlocks.build(manyEntries(count));
    assert.ok(blocks.bytes / count < 7, String(blocks.bytes / count));
    let most = 0;
    for (const [date, ordinal] of manyEntries(count)) {
      blocks.remove(date, ordinal);
      blocks.add(date, ordinal + count);
      most = Math.max(most, blocks.bytes);
    }
    assert.equal(blocks.entries, count);
    assert.ok(most / count < 11, String(most / count));
    for (const [date, ordinal] of manyEntries(count)) blocks.remove(date, ordinal + count);
    assert.equal(blocks.entries, 0);
    assert.ok(blocks.bytes < 1_500_000, String(blocks.bytes));
  });

  it('refuse a snapshot in which any byte is changed or missing', () => {
    const bytes = DateBlocks.build([
      [DAY, 3],
      [DAY, 5],
      [birthDateOf(1974, 0, 0), 2],
    ]).snapshot();
    for (let place = 0; place < bytes.length; place += 1) {
      const changed = bytes.slice();
      changed[place]! ^= 0x10;
      assert.throws(() => DateBlocks.restore(changed), isDamaged, `byte ${place}`);
      assert.throws(() => DateBlocks.restore(bytes.subarray(0, place)), isDamaged, `${place} bytes`);
    }
  });

  it('refuse a snapshot whose checksum fits and whose content makes no sense', () => {
    const form = { kind: 'DATE', version: 1, sections: 3 };
    const sections: [what: string, number[], number[], number[]][] = [
      ['a date without a length', [DAY], [], []],
      ['a date that does not exist', [birthDateOf(1974, 2, 30)], [1], [1]],
      ['dates that do not ascend', [DAY, DAY], [1, 1], [1, 2]],
      ['an empty block', [DAY], [0], []],
      ['ordinals that do not ascend', [DAY], [2], [2, 2]],
      ['an ordinal below 0', [DAY], [1], [-1]],
      ['a block longer than the ordinals', [DAY], [2], [1]],
      ['ordinals without a date', [DAY], [1], [1, 2]],
    ];
    for (const [what, ...content] of sections) {
      const bytes = writeSnapshot(
        form,
        content.map((words) => Int32Array.from(words)),
      );
      assert.throws(() => DateBlocks.restore(bytes), isDamaged, what);
    }
    assert.deepEqual(
      entriesOf(
        DateBlocks.restore(
          writeSnapshot(
            form,
            [[DAY], [1], [1]].map((words) => Int32Array.from(words)),
          ),
        ),
      ),
      [[DAY, 1]],
    );
  });

  it('stop the program that hands in what is no entry', () => {
    const blocks = new DateBlocks();
    for (const ordinal of [-1, 1.5, 2 ** 31 - 1, Number.NaN])
      assert.throws(() => blocks.add(DAY, ordinal), { name: 'AssertionFailure' });
    assert.throws(() => blocks.add(birthDateOf(1974, 2, 30), 1), { name: 'AssertionFailure' });
    assert.throws(() => DateBlocks.build([[birthDateOf(1974, 0, 1), 1]]), { name: 'AssertionFailure' });
  });
});

function entriesOf(blocks: DateBlocks): DateEntry[] {
  const entries: DateEntry[] = [];
  blocks.forEachIn(FIRST, LAST, (ordinal, date) => entries.push([date, ordinal]));
  return entries;
}

function datesOf(year: number): BirthDate[] {
  return [birthDateOf(year, 0, 0), birthDateOf(year, 3, 0), birthDateOf(year, 3, 1), birthDateOf(year, 3, 31)];
}

function isOf1971([date]: DateEntry): boolean {
  return date >>> 9 === 1971;
}

/** Spread over 70 years, in an order that has nothing to do with the dates. */
function* manyEntries(count: number): Generator<DateEntry> {
  for (let ordinal = 0; ordinal < count; ordinal += 1) {
    const scattered = Math.imul(ordinal, 0x9e37_79b1) >>> 0;
    yield [birthDateOf(1940 + (scattered % 70), 1 + ((scattered >>> 8) % 12), 1 + ((scattered >>> 16) % 28)), ordinal];
  }
}
