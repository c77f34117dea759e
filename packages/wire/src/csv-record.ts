// SPDX-License-Identifier: Apache-2.0
// One record of CSV after RFC 4180: cells, quotes, separators. Formulas are text; `="0123"`, by which Excel keeps a zero, is the text inside.

/** What may divide cells. */
export const SEPARATORS = [',', ';', '\t', '|'] as const;
/** One of SEPARATORS. */
export type Separator = (typeof SEPARATORS)[number];

/** One record of a text. */
export interface CsvRecord {
  /** Undefined when the record breaks the rules of quotes. */
  readonly cells: readonly string[] | undefined;
  /** Where the next one begins. */
  readonly end: number;
  /** Lines that it takes. */
  readonly lines: number;
}

/** One record; undefined when the text ends before it does. `isLast`: nothing follows, so the end of the text ends it. */
export function readRecord(text: string, from: number, separator: Separator, isLast: boolean): CsvRecord | undefined {
  const lineEnd = endOfLine(text, from, isLast);
  if (lineEnd === undefined) return readQuoted(text, from, separator, isLast);
  const line = withoutCarriageReturn(text, from, lineEnd);
  if (line.includes('"')) return readQuoted(text, from, separator, isLast);
  return { cells: line.split(separator), end: lineEnd + 1, lines: 1 };
}

/** A record with quotes, or one whose first line has not ended. */
function readQuoted(text: string, from: number, separator: Separator, isLast: boolean): CsvRecord | undefined {
  const cells: string[] = [];
  let lines = 1;
  // Looked for once a line, not once a cell: a line may hold half a million of them.
  let lineEnd = endOfLine(text, from, isLast);
  for (let at = from; ; ) {
    const begin = text.startsWith('="', at) ? at + 1 : at;
    if (begin >= text.length && !isLast) return undefined;
    if (text[begin] !== '"') {
      const next = text.indexOf(separator, at);
      const end = next >= 0 && (lineEnd === undefined || next < lineEnd) ? next : lineEnd;
      if (end === undefined) return undefined;
      const lineEnds = end === lineEnd;
      const cell = lineEnds ? withoutCarriageReturn(text, at, end) : text.slice(at, end);
      if (cell.includes('"')) return brokenRecord(text, end, lines, isLast);
      cells.push(cell);
      at = end + 1;
      if (lineEnds) return { cells, end: at, lines };
      continue;
    }
    const quoted = readQuotedCell(text, begin, isLast);
    if (quoted === undefined) return undefined;
    lines += quoted.breaks;
    if (lineEnd !== undefined && quoted.end > lineEnd) lineEnd = endOfLine(text, quoted.end, isLast);
    cells.push(EXCEL_TEXT.exec(quoted.text)?.[1] ?? quoted.text);
    const after = text[quoted.end];
    if (after === separator) {
      at = quoted.end + 1;
      continue;
    }
    const end = after === '\r' && text[quoted.end + 1] === '\n' ? quoted.end + 1 : quoted.end;
    if (end >= text.length && isLast) return { cells, end, lines };
    if (after === undefined || (after === '\r' && quoted.end + 1 >= text.length && !isLast)) return undefined;
    if (text[end] === '\n') return { cells, end: end + 1, lines };
    return brokenRecord(text, quoted.end, lines, isLast);
  }
}

/** The text between quotes, `""` standing for one; undefined while the closing quote has not come. */
function readQuotedCell(
  text: string,
  quote: number,
  isLast: boolean,
): { readonly text: string; readonly end: number; readonly breaks: number } | undefined {
  for (let at = quote + 1; ; ) {
    const closing = text.indexOf('"', at);
    // A quote at the very end may be the first of two.
    if (closing < 0 || (closing + 1 >= text.length && !isLast)) return undefined;
    if (text[closing + 1] === '"') {
      at = closing + 2;
      continue;
    }
    const inside = text.slice(quote + 1, closing);
    return {
      text: inside.includes('"') ? inside.replaceAll('""', '"') : inside,
      end: closing + 1,
      breaks: breaksIn(inside),
    };
  }
}

/** Refused up to the end of the line in which it broke. */
function brokenRecord(text: string, from: number, lines: number, isLast: boolean): CsvRecord | undefined {
  const end = endOfLine(text, from, isLast);
  return end === undefined ? undefined : { cells: undefined, end: end + 1, lines };
}

function endOfLine(text: string, from: number, isLast: boolean): number | undefined {
  const end = text.indexOf('\n', from);
  if (end >= 0) return end;
  return isLast ? text.length : undefined;
}

function withoutCarriageReturn(text: string, from: number, end: number): string {
  return text.slice(from, end > from && text[end - 1] === '\r' ? end - 1 : end);
}

function breaksIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** What divides the cells: what `sep=;` says, else the separator that the line holds most often outside quotes. */
export function separatorOf(firstLine: string): Separator {
  const told = SEPARATOR_LINE.exec(firstLine)?.[1];
  if (told !== undefined) return told as Separator;
  const outside = firstLine.replace(/"(?:[^"]|"")*"/g, '');
  const counts = SEPARATORS.map((separator) => outside.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))]!;
}

/** The line before the header in which Excel names the separator. */
export const SEPARATOR_LINE = /^sep=([,;\t|])\r?\n?$/i;
const EXCEL_TEXT = /^="(.*)"$/s;
