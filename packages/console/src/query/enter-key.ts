// SPDX-License-Identifier: Apache-2.0
// What Enter does in the box: it asks, unless a machine-readable zone is only half there.
// A scanner types like a keyboard and ends every line with Enter, sometimes twice (CR and LF).

export type EnterMeaning = 'ask' | 'new-line' | 'nothing';

export function meaningOfEnter(text: string): EnterMeaning {
  const lines = text.split('\n').map((line) => line.trim());
  const first = lines[0] ?? '';
  if (text.trim() === '') return 'nothing';
  const expected = mrzLineCount(first);
  if (expected === undefined || lines.length >= expected + 1) return 'ask';
  const last = lines.at(-1) ?? '';
  // The second Enter of a scanner that ends its lines with CR and LF: the line is already open.
  if (last === '') return 'nothing';
  return lines.length < expected ? 'new-line' : 'ask';
}

/** How many lines a machine-readable zone has whose first line this is; undefined when it is none (ICAO 9303-4 to -7). */
function mrzLineCount(line: string): number | undefined {
  const upper = line.toUpperCase();
  if (!/^[A-Z][A-Z0-9<]+$/.test(upper) || !upper.includes('<')) return undefined;
  return LINES_BY_LENGTH.find((format) => format.length === upper.length && format.starts.test(upper))?.lines;
}

const LINES_BY_LENGTH = [
  { length: 44, starts: /^[PV]/, lines: 2 },
  { length: 36, starts: /^[ACIPV]/, lines: 2 },
  { length: 30, starts: /^[ACI]/, lines: 3 },
];
