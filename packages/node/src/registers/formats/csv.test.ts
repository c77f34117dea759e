// SPDX-License-Identifier: Apache-2.0
// CSV: every rule of quotes, however the text is cut into portions, and what a broken file may cost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type CsvRow, ROW_CHARACTERS_MAX, readCsv } from './csv.ts';

const read = (text: string, portion = text.length): [number, readonly string[] | undefined][] =>
  [...readCsv(portions(text, portion))].map(({ line, cells }: CsvRow) => [line, cells]);

function* portions(text: string, size: number): Generator<string> {
  for (let from = 0; from < text.length; from += Math.max(size, 1)) yield text.slice(from, from + Math.max(size, 1));
}

const TRICKY = 'a,b\r\n"x ""y"", z","line\nbreak"\r\n\r\n1,"2"\n="007",""\n"end","of text"';

test('records are read alike however the text is cut', () => {
  const whole = read(TRICKY);
  assert.deepEqual(whole, [
    [1, ['a', 'b']],
    [2, ['x "y", z', 'line\nbreak']],
    [5, ['1', '2']],
    [6, ['007', '']],
    [7, ['end', 'of text']],
  ]);
  for (let size = 1; size < TRICKY.length; size += 1)
    assert.deepEqual(read(TRICKY, size), whole, `portions of ${size}`);
});

test('whatever is written by the rules is read back', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', 'ї', ' ', '=', ';') });
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1 }), fc.nat(9), (rows, size) => {
      const text = rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join('\n');
      const cells = [...readCsv(portions(text, size + 1), ',')].map((row) => row.cells);
      // An Excel text is the one cell that is not read as it stands.
      assert.deepEqual(
        cells,
        rows.map((row) => row.map((value) => /^="(.*)"$/s.exec(value)?.[1] ?? value)),
      );
    }),
  );
});

test('a record with broken quotes is refused, and the next line is read', () => {
  for (const size of [1, 4, 1_000]) {
    assert.deepEqual(read('a,b\n"x"y,1\nc,d\ne,f"g\nh,i\n', size), [
      [1, ['a', 'b']],
      [2, undefined],
      [3, ['c', 'd']],
      [4, undefined],
      [5, ['h', 'i']],
    ]);
  }
});

test('quotes that are never closed refuse the file, with the line where they open', () => {
  assert.throws(() => read('a,b\nc,d\ne,"f\ng,h\n', 3), { code: 'import.quotes', field: 'line 3' });
});

test('the separator is what the first line says', () => {
  assert.deepEqual(read('a;b;"c,d"\n1;2;3')[1], [2, ['1', '2', '3']]);
  assert.deepEqual(read('sep=;\r\na;b\n'), [[2, ['a', 'b']]]);
  assert.deepEqual(read('a\tb\n', 1), [[1, ['a', 'b']]]);
});

test('formulas are text', () => {
  assert.deepEqual(read('=1+1,"=HYPERLINK(""x"")"\n', 2), [[1, ['=1+1', '=HYPERLINK("x")']]]);
});

test('a line without end is refused after the bound, not after the file', () => {
  let given = 0;
  function* endless(): Generator<string> {
    for (;;) {
      given += 1;
      yield 'x'.repeat(65_536);
    }
  }
  assert.throws(() => [...readCsv(endless())], { code: 'import.line-too-long', field: 'line 1' });
  assert.ok(given * 65_536 <= ROW_CHARACTERS_MAX + 2 * 65_536);
  function* open(): Generator<string> {
    yield 'a,b\n1,"';
    yield* endless();
  }
  assert.throws(() => [...readCsv(open())], { code: 'import.line-too-long', field: 'line 2' });
});

test('a record of half a million cells is read in one pass over its line', () => {
  const cells = 500_000;
  const startedAt = performance.now();
  const [row] = readCsv([`"a"${',b'.repeat(cells - 1)}\n`]);
  assert.equal(row?.cells?.length, cells);
  // A look for the end of the line from every cell takes a hundred times as long.
  assert.ok(performance.now() - startedAt < 3_000);
});
