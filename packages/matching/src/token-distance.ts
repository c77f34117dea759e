// SPDX-License-Identifier: Apache-2.0
// The weighted Damerau distance of two loose forms, in hundredths of a letter (spec/matching.md 7).
import { FINAL_INSERTION, FINAL_UNWRITTEN, INSERTION, SUBSTITUTION, TRANSPOSITION, UNWRITTEN } from './letter-costs.ts';
import { TOKEN_LETTERS_MAX } from './tokens.ts';

/** One side of a comparison: `length` codes of `codesOf` from `from` on. */
export interface Letters {
  readonly codes: Uint8Array;
  readonly from: number;
  readonly length: number;
  /** Written without vowels: the other side's vowels are then nearly free. */
  readonly vowelless: boolean;
}

/** A form may be longer than its word, and words are joined. */
export const LETTERS_MAX = TOKEN_LETTERS_MAX * 2;

/** The distance, or `limit + 1` once it is beyond the limit. Symmetric. Letters beyond `LETTERS_MAX` do not count. */
export function tokenDistance(a: Letters, b: Letters, limit: number): number {
  const rows = Math.min(a.length, LETTERS_MAX);
  const columns = Math.min(b.length, LETTERS_MAX);
  const [codes, others] = [a.codes, b.codes];
  // So that the letter of a row or a column, which are counted from 1, stands at its sum.
  const [beforeA, beforeB] = [a.from - 1, b.from - 1];
  const isMixed = a.vowelless !== b.vowelless;
  const fromA = isMixed && b.vowelless ? UNWRITTEN : INSERTION;
  const fromB = isMixed && a.vowelless ? UNWRITTEN : INSERTION;
  const lastOfA = isMixed && b.vowelless ? FINAL_UNWRITTEN : FINAL_INSERTION;
  const lastOfB = isMixed && a.vowelless ? FINAL_UNWRITTEN : FINAL_INSERTION;

  let before = ROW_1;
  let above = ROW_2;
  let current = ROW_3;
  above[0] = 0;
  let leastAbove = 0;
  for (let column = 1; column <= columns; column += 1) {
    const code = others[beforeB + column]!;
    above[column] = above[column - 1]! + (column === columns ? lastOfB[code]! : fromB[code]!);
  }
  for (let row = 1; row <= rows; row += 1) {
    const code = codes[beforeA + row]!;
    const previous = row > 1 ? codes[beforeA + row - 1]! : 0;
    const removal = row === rows ? lastOfA[code]! : fromA[code]!;
    const substitutions = code << 8;
    let least = above[0]! + removal;
    current[0] = least;
    for (let column = 1; column <= columns; column += 1) {
      const other = others[beforeB + column]!;
      let cost = above[column - 1]! + SUBSTITUTION[substitutions | other]!;
      const removed = above[column]! + removal;
      if (removed < cost) cost = removed;
      const added = current[column - 1]! + (column === columns ? lastOfB[other]! : fromB[other]!);
      if (added < cost) cost = added;
      if (column > 1 && code === others[beforeB + column - 1]! && previous === other && code !== other) {
        const swapped = before[column - 2]! + TRANSPOSITION;
        if (swapped < cost) cost = swapped;
      }
      current[column] = cost;
      if (cost < least) least = cost;
    }
    // A transposition reaches back over one row.
    if (least > limit && leastAbove > limit) return limit + 1;
    leastAbove = least;
    const spare = before;
    before = above;
    above = current;
    current = spare;
  }
  return Math.min(above[columns]!, limit + 1);
}

/** Three rows of the table are alive at a time; they are kept, so that a comparison allocates nothing. */
const ROW_1 = new Int32Array(LETTERS_MAX + 1);
const ROW_2 = new Int32Array(LETTERS_MAX + 1);
const ROW_3 = new Int32Array(LETTERS_MAX + 1);
