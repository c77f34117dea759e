// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NumberRows } from './number-rows.ts';

const ROWS = 6;
const NUMBERS = 40;

test('rows hold what was put in and not taken out, ascending, also after they were laid out or kept', () => {
  const change = fc.record({ isIn: fc.boolean(), row: fc.nat(ROWS - 1), number: fc.nat(NUMBERS - 1) });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 300 }), ([...changes]) => {
      let rows = new NumberRows();
      const model = Array.from({ length: ROWS }, () => new Set<number>());
      for (let row = 0; row < ROWS; row += 1) {
        rows.add(row, 0);
        model[row]!.add(0);
      }
      for (const [at, { isIn, row, number }] of changes.entries()) {
        if (isIn) rows.add(row, number);
        else rows.remove(row, number);
        if (isIn) model[row]!.add(number);
        else model[row]!.delete(number);
        if (at % 50 === 20) rows.trim();
        if (at % 50 === 40) rows = NumberRows.restore([...rows.sections()], NUMBERS);
      }
      for (const [row, expected] of model.entries()) {
        assert.deepEqual(
          contentOf(rows, row),
          [...expected].sort((one, other) => one - other),
        );
        assert.equal(rows.countOf(row), expected.size);
      }
    }),
  );
});

test('rows are made the other way round from the row of each number', () => {
  const rows = NumberRows.inverse(Int32Array.of(2, 0, 2, 2), 4);
  assert.deepEqual(
    [0, 1, 2, 3].map((row) => contentOf(rows, row)),
    [[1], [], [0, 2, 3], []],
  );
  assert.equal(rows.firstOf(2), 0);
  rows.add(1, 4);
  assert.deepEqual(
    [1, 2].map((row) => contentOf(rows, row)),
    [[4], [0, 2, 3]],
  );
});

test('rows that lead out of their limit, or do not add up, are refused', () => {
  for (const [lengths, numbers] of [
    [[1], [7]],
    [[1], [-1]],
    [[2], [1]],
    [[-1, 2], [1]],
  ] as const) {
    assert.throws(() => NumberRows.restore([Int32Array.from(lengths), Int32Array.from(numbers)], 7), {
      code: 'index.damaged',
    });
  }
});

function contentOf(rows: NumberRows, row: number): number[] {
  const numbers: number[] = [];
  rows.forEach(row, (number) => numbers.push(number));
  return numbers;
}
