// SPDX-License-Identifier: Apache-2.0
// The lines of a list of travellers as they come from a paste, a file or a scanner (spec/manifest.md, 1).
import { readRecord, type Separator } from './csv-record.ts';
import { IimsError } from './errors.ts';

/** One line that is not empty. */
export interface ManifestLine {
  /** From 1, as an editor counts. */
  readonly number: number;
  readonly text: string;
}

/** Characters of one line. */
export const LINE_CHARACTERS_MAX = 1_024;

/** The lines that are not empty, without what scanners and old systems put at their ends. */
export function* manifestLines(text: string): Generator<ManifestLine> {
  let number = 1;
  let at = text.startsWith('\ufeff') ? 1 : 0;
  while (at < text.length) {
    LINE_END.lastIndex = at;
    const end = LINE_END.exec(text);
    const line = withoutJunk(text.slice(at, end?.index));
    at = end === null ? text.length : LINE_END.lastIndex;
    if (line.trim() !== '') yield { number, text: line };
    number += 1;
  }
}

/** Refuses what hides what is read, or is no line of a list. @throws IimsError `input.too-long`, `input.control-character` */
export function checkLine(text: string): void {
  if (text.length > LINE_CHARACTERS_MAX)
    throw new IimsError('input.too-long', {
      message: 'The line is too long.',
      field: 'line',
      rule: `at most ${LINE_CHARACTERS_MAX} characters`,
      fix: 'Check that each traveller has a line of their own.',
    });
  if (HIDDEN.test(text) || !text.isWellFormed())
    throw new IimsError('input.control-character', {
      message: 'The line holds a hidden character.',
      field: 'line',
      rule: 'text, without control characters and characters that turn its direction',
      fix: 'Scan or type the line again.',
    });
}

/** The cells of a line without blanks at their ends; undefined where it breaks the rules of quotes. */
export function cellsOf(text: string, separator: Separator): string[] | undefined {
  const record = readRecord(text, 0, separator, true);
  return record?.cells?.map((cell) => cell.trim());
}

function withoutJunk(line: string): string {
  let start = 0;
  let end = line.length;
  while (start < end && isJunk(line.charCodeAt(start))) start += 1;
  while (end > start && isJunk(line.charCodeAt(end - 1))) end -= 1;
  return line.slice(start, end);
}

/** Control characters but the tab, which divides cells: an empty first cell begins with one. */
function isJunk(code: number): boolean {
  return (code < 0x20 && code !== TAB) || code === 0x7f;
}

const TAB = 0x09;
const LINE_END = /\r\n|\n|\r/g;
const HIDDEN = /[^\P{Cc}\t]|[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffd]/u;
