// SPDX-License-Identifier: Apache-2.0
// CSV after RFC 4180, strictly: a record that breaks the rules of quotes is refused with its line, and the file goes on after that
// line; quotes that are never closed refuse the file. Formulas are text. `="0123"`, by which Excel keeps a zero, is the text inside.
import { readRecord, SEPARATOR_LINE, type Separator, separatorOf } from '@iims/wire/csv-record';
import { fileRefused } from './file-refused.ts';

/** Cells of one record, and the line where it begins, from 1. */
export interface CsvRow {
  readonly line: number;
  /** Undefined when the record breaks the rules of quotes. */
  readonly cells: readonly string[] | undefined;
}

/**
 * The records of a text that comes in portions; empty lines are left out. Memory is bounded by ROW_CHARACTERS_MAX.
 * Without a separator the first line tells it: `sep=;` as Excel writes it, else the one that it holds most often.
 * @throws IimsError `import.line-too-long`, `import.quotes` with the line
 */
export function* readCsv(texts: Iterable<string>, given?: Separator): Generator<CsvRow> {
  let separator = given;
  let text = '';
  let line = 1;
  for (const portion of texts) {
    text = text === '' ? portion : text + portion;
    let at = 0;
    if (separator === undefined) {
      const end = text.indexOf('\n');
      if (end < 0) {
        checkLength(text.length, line);
        continue;
      }
      const first = text.slice(0, end);
      separator = separatorOf(first);
      if (SEPARATOR_LINE.test(first)) [at, line] = [end + 1, 2];
    }
    for (;;) {
      const record = readRecord(text, at, separator, false);
      if (record === undefined) break;
      checkLength(record.end - at, line);
      if (record.cells === undefined || record.cells.length > 1 || record.cells[0] !== '')
        yield { line, cells: record.cells };
      line += record.lines;
      at = record.end;
    }
    text = text.slice(at);
    checkLength(text.length, line);
  }
  yield* readRest(text, line, separator ?? separatorOf(text));
}

function* readRest(rest: string, firstLine: number, separator: Separator): Generator<CsvRow> {
  // Files of old systems end with Ctrl-Z.
  const text = rest.endsWith('\x1a') ? rest.slice(0, -1) : rest;
  let line = firstLine;
  for (let at = SEPARATOR_LINE.test(text) ? text.length : 0; at < text.length; ) {
    const record = readRecord(text, at, separator, true);
    if (record === undefined) {
      throw fileRefused(
        'import.quotes',
        line,
        'quotes that open are closed',
        'Close the quotes in this line, or export the file again.',
      );
    }
    if (record.cells === undefined || record.cells.length > 1 || record.cells[0] !== '')
      yield { line, cells: record.cells };
    line += record.lines;
    at = record.end;
  }
}

function checkLength(characters: number, line: number): void {
  if (characters <= ROW_CHARACTERS_MAX) return;
  throw fileRefused(
    'import.line-too-long',
    line,
    `a record has at most ${ROW_CHARACTERS_MAX} characters`,
    'Look for quotes that are not closed, and check that this is a CSV file.',
  );
}

/** The longest rows of the public lists have 3,000. */
export const ROW_CHARACTERS_MAX = 1_048_576;
