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

/**
 * The distance, or `limit + 1` once it is beyond the limit. Symmetric. Letters beyond `LETTERS_MAX` do not count. `costs` are the `leastCosts`
 * of `a`, where they are at hand: what is left of `b` costs so much at least, which ends most comparisons sooner.
 */
export function tokenDistance(a: Letters, b: Letters, limit: number, costs?: Uint8Array): number {
  const rows = Math.min(a.length, LETTERS_MAX);
  const columns = Math.min(b.length, LETTERS_MAX);
  const codes = a.codes;
  const others = b.codes;
  // So that the letter of a row or a column, which are counted from 1, stands at its sum.
  const beforeA = a.from - 1;
  const beforeB = b.from - 1;
  const fromA = b.vowelless && !a.vowelless ? UNWRITTEN : INSERTION;
  const fromB = a.vowelless && !b.vowelless ? UNWRITTEN : INSERTION;
  let before = ROW_1;
  let above = ROW_2;
  let current = ROW_3;
  above[0] = 0;
  for (let column = 1; column <= columns; column += 1) {
    const added = addedCost(fromB, others[beforeB + column]!, column === columns);
    ADDED[column] = added;
    above[column] = above[column - 1]! + added;
  }
  const rest = costs === undefined ? NO_REST : restOf(costs, others, beforeB, columns);
  if (rest[0]! > limit) return limit + 1;
  let leastAbove = 0;
  let previous = NO_CODE;
  for (let row = 1; row <= rows; row += 1) {
    const code = codes[beforeA + row]!;
    const removal = addedCost(fromA, code, row === rows);
    const substitutions = code << 8;
    let diagonal = above[0]!;
    let left = diagonal + removal;
    let least = left + rest[0]!;
    let otherBefore = NO_CODE;
    current[0] = left;
    for (let column = 1; column <= columns; column += 1) {
      const other = others[beforeB + column]!;
      const over = above[column]!;
      let cost = diagonal + SUBSTITUTION[substitutions | other]!;
      if (over + removal < cost) cost = over + removal;
      left += ADDED[column]!;
      if (left < cost) cost = left;
      if (code === otherBefore && previous === other && code !== other) {
        const swapped = before[column - 2]! + TRANSPOSITION;
        if (swapped < cost) cost = swapped;
      }
      current[column] = cost;
      const whole = cost + rest[column]!;
      if (whole < least) least = whole;
      diagonal = over;
      left = cost;
      otherBefore = other;
    }
    // A transposition reaches back over one row. Its two letters stand in both words, so that nothing of `rest` was for them.
    if (least > limit && leastAbove + TRANSPOSITION > limit) return limit + 1;
    leastAbove = least;
    previous = code;
    const spare = before;
    before = above;
    above = current;
    current = spare;
  }
  return Math.min(above[columns]!, limit + 1);
}

/** For each code what it costs at least opposite a word, as a letter of it or as one too many, where both sides write vowels or neither does. */
export function leastCosts({ codes, from, length }: Letters): Uint8Array {
  const costs = INSERTION.map((cost, code) => Math.min(cost, FINAL_INSERTION[code]!));
  for (let at = from; at < from + Math.min(length, LETTERS_MAX); at += 1) {
    const substitutions = codes[at]! << 8;
    for (let code = 0; code < costs.length; code += 1) {
      const cost = SUBSTITUTION[substitutions | code]!;
      if (cost < costs[code]!) costs[code] = cost;
    }
  }
  return costs;
}

function restOf(costs: Uint8Array, others: Uint8Array, before: number, columns: number): Int32Array {
  REST[columns] = 0;
  for (let column = columns; column > 0; column -= 1)
    REST[column - 1] = REST[column]! + costs[others[before + column]!]!;
  return REST;
}

/** Of a letter too many, by the costs of its side; the last letter of a word has costs of its own. */
function addedCost(costs: Uint8Array, code: number, isLast: boolean): number {
  if (!isLast) return costs[code]!;
  return (costs === UNWRITTEN ? FINAL_UNWRITTEN : FINAL_INSERTION)[code]!;
}

/** Three rows of the table are alive at a time; they are kept, so that a comparison allocates nothing. */
const ROW_1 = new Int32Array(LETTERS_MAX + 1);
const ROW_2 = new Int32Array(LETTERS_MAX + 1);
const ROW_3 = new Int32Array(LETTERS_MAX + 1);
/** What each letter of a column costs where it is one too many. */
const ADDED = new Int32Array(LETTERS_MAX + 1);
/** What the letters behind a column cost at least. */
const REST = new Int32Array(LETTERS_MAX + 1);
const NO_REST = new Int32Array(LETTERS_MAX + 1);
/** No letter has this code, so that nothing before a word is part of a transposition. */
const NO_CODE = -1;
