// SPDX-License-Identifier: Apache-2.0
// What it costs to read one letter of a loose form for another, in hundredths (spec/matching.md 7). 100 is a letter that has
// nothing to do with the other.

/** Loose letters have the codes 1-62; letters without a table share those above, where only equal codes agree. */
export const CODES = 256;
export const FOREIGN_FIRST = 64;

/** A letter that has nothing to do with the other, or one too many. */
export const WHOLE_LETTER = 100;
/** Cost of a substitution under `(a << 8) | b`, symmetric. */
export const SUBSTITUTION = new Uint8Array(CODES * CODES).fill(WHOLE_LETTER);
/** Cost of one letter too many. */
export const INSERTION = new Uint8Array(CODES).fill(WHOLE_LETTER);
/** The same at the end of a word. */
export const FINAL_INSERTION = new Uint8Array(CODES).fill(WHOLE_LETTER);
/** The same where the other word is written without vowels. */
export const UNWRITTEN = new Uint8Array(CODES).fill(WHOLE_LETTER);
export const FINAL_UNWRITTEN = new Uint8Array(CODES).fill(WHOLE_LETTER);

export const TRANSPOSITION = 70;

/** The codes of a loose form, for the tables above. */
export function codesOf(form: string): Uint8Array {
  const codes = new Uint8Array(form.length);
  for (let at = 0; at < form.length; at += 1) codes[at] = codeOf(form.charCodeAt(at));
  return codes;
}

/** Whether a letter is of a script without a table: these share codes, so that equal codes need not be equal letters. */
export function isForeign(code: number | undefined): boolean {
  return code !== undefined && code >= FOREIGN_FIRST;
}

function codeOf(unit: number): number {
  if (unit >= 0x61 && unit <= 0x7a) return unit - 0x60;
  if (unit >= 0x41 && unit <= 0x5a) return unit - 0x41 + 27;
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30 + 53;
  return FOREIGN_FIRST + (unit % (CODES - FOREIGN_FIRST));
}

/** Cost, and the pairs of letters that have it. Rows of one letter against several: `a eo` is a/e and a/o. */
const SUBSTITUTIONS: readonly (readonly [number, string])[] = [
  [50, 'a iu, e ou, i ou, g k, v f, s zc, C jhkS, Z C, j gdc, t c, b p, p f, c k'],
  [25, 'g h'],
  [30, 'a eo, e i, Z S'],
  [35, 'u v'],
  [40, 'o u, h k, C c, S s, j z, i j, d t, z c'],
  [60, 'b v, t f, j S'],
  [70, 'm n'],
  [80, 'l r'],
  // Open letters of vowelless scripts.
  [0, 'W vu, Y i, T ts, D dz, J j, Q k, G h, B bv, P pf, K kh, H h, X S, W Y, O b, V f'],
  [5, 'A a, E a, U a, W o, Y e'],
  [10, 'A eiou, E eiou, G g, J g, H C, h a, O p, V v, U he, A U, E U, Y U'],
  [20, 'Q g, X s, J c, A E, h e, K C, T S, J C'],
  [30, 'Y a, Y j, W a, Q h, A Y, A h, E h, D j, X h, T c, W fV, H k, O v, V p, O V, U t'],
];

for (const [cost, rows] of SUBSTITUTIONS) {
  for (const row of rows.split(', ')) {
    const [letter, others] = row.split(' ') as [string, string];
    for (const other of others) setCost(codeOf(letter.charCodeAt(0)), codeOf(other.charCodeAt(0)), cost);
  }
}
for (let code = 0; code < CODES; code += 1) setCost(code, code, 0);
for (const vowel of 'aeiou') {
  const code = codeOf(vowel.charCodeAt(0));
  INSERTION[code] = 60;
  FINAL_INSERTION[code] = 50;
  UNWRITTEN[code] = 12;
  FINAL_UNWRITTEN[code] = 25;
}
setInsertion('i', 45);
setInsertion('h', 40);
setInsertion('A', 20);
setInsertion('E', 8);
setInsertion('U', 8);
setInsertion('W', 35);
setInsertion('Y', 25);
FINAL_INSERTION[codeOf('v'.charCodeAt(0))] = 80;

function setCost(a: number, b: number, cost: number): void {
  SUBSTITUTION[(a << 8) | b] = cost;
  SUBSTITUTION[(b << 8) | a] = cost;
}

function setInsertion(letter: string, cost: number): void {
  const code = codeOf(letter.charCodeAt(0));
  INSERTION[code] = cost;
  FINAL_INSERTION[code] = Math.min(cost, FINAL_INSERTION[code]!);
  UNWRITTEN[code] = Math.min(cost, UNWRITTEN[code]!);
  FINAL_UNWRITTEN[code] = Math.min(cost, FINAL_UNWRITTEN[code]!);
}
