// SPDX-License-Identifier: Apache-2.0
// Which words of two names stand for each other: best first, each word once (spec/matching.md 11).
import type { PreparedName } from './prepare-name.ts';
import { joinedForms, type LooseForm, type PreparedToken } from './prepare-token.ts';
import { signatureDistance } from './skeleton.ts';
import { formSimilarity, tokenSimilarity } from './token-similarity.ts';
import { TOKENS_MAX } from './tokens.ts';

/** Words of the one name that stand for words of the other: one for one, or one for several that are written apart there. */
export interface TokenPair {
  /** Index of the first word, and how many. */
  readonly a: number;
  readonly aWords: number;
  readonly b: number;
  readonly bWords: number;
  /** Thousandths. */
  readonly similarity: number;
}

/** Pairs in the order in which they were chosen. Ties go to the earlier word of `a`, then of `b`. */
export function pairTokens(a: PreparedName, b: PreparedName): TokenPair[] {
  const rows = a.tokens.length;
  const columns = b.tokens.length;
  const pairs: TokenPair[] = [];
  fillSimilarities(a, b);
  if (rows !== columns || !isWellPaired(rows, columns)) {
    pairJoined(a, b, false, pairs);
    pairJoined(b, a, true, pairs);
  }
  for (;;) {
    let best = PAIRED_FROM - 1;
    let at = -1;
    for (let index = 0; index < rows * columns; index += 1) {
      if (similarities[index]! > best) {
        best = similarities[index]!;
        at = index;
      }
    }
    if (at < 0) return pairs;
    const row = Math.floor(at / columns);
    const column = at % columns;
    pairs.push({ a: row, aWords: 1, b: column, bWords: 1, similarity: best });
    clear(row, column, rows, columns);
  }
}

function fillSimilarities(a: PreparedName, b: PreparedName): void {
  const columns = b.tokens.length;
  for (let row = 0; row < a.tokens.length; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      similarities[row * columns + column] = similarityInPlace(a, row, b, column);
    }
  }
}

/**
 * Patronymics are compared by the fathers' names. A father's name is seldom somebody's own: less so where the other name has a
 * father's name, too.
 */
function similarityInPlace(a: PreparedName, row: number, b: PreparedName, column: number): number {
  const [left, right] = [a.tokens[row]!, b.tokens[column]!];
  const isFather = a.parts[row] === 'patronymic';
  const isOtherFather = b.parts[column] === 'patronymic';
  if (!isFather && !isOtherFather) return tokenSimilarity(left, right);
  if (isFather && isOtherFather) return tokenSimilarity(left.father ?? left, right.father ?? right);
  const father = isFather ? (left.father ?? left) : left;
  const otherFather = isOtherFather ? (right.father ?? right) : right;
  const similarity = Math.max(tokenSimilarity(left, right), tokenSimilarity(father, otherFather));
  const other = isFather ? b : a;
  if (other.parts.includes('patronymic')) return Math.floor((similarity * 6) / 10);
  // Between a given name and a surname a third name may be the father's without its ending.
  return other.names >= 3 ? similarity : Math.floor((similarity * 8) / 10);
}

function isWellPaired(rows: number, columns: number): boolean {
  for (let row = 0; row < rows; row += 1) {
    let best = 0;
    for (let column = 0; column < columns; column += 1) best = Math.max(best, similarities[row * columns + column]!);
    if (best < WELL_PAIRED_FROM) return false;
  }
  return true;
}

/** One word of `single` for two or three neighbours of `several`, where they are more alike than any of them alone. */
function pairJoined(single: PreparedName, several: PreparedName, isTurned: boolean, pairs: TokenPair[]): void {
  for (let one = 0; one < single.tokens.length; one += 1) {
    const token = single.tokens[one]!;
    if (token.letters < JOINED_LETTERS_MIN) continue;
    let best: TokenPair | undefined;
    for (let count = 2; count <= JOINED_WORDS_MAX; count += 1) {
      for (let first = 0; first + count <= several.tokens.length; first += 1) {
        const alone = bestAlone(one, first, count, single.tokens.length, several.tokens.length, isTurned);
        if (alone < 0) continue;
        if (!mayBeJoined(token, several, first, count)) continue;
        const similarity = joinedSimilarity(token.forms, joinedOf(several, first, count));
        if (similarity < JOINED_FROM || similarity <= alone || similarity <= (best?.similarity ?? 0)) continue;
        best = isTurned
          ? { a: first, aWords: count, b: one, bWords: 1, similarity }
          : { a: one, aWords: 1, b: first, bWords: count, similarity };
      }
    }
    if (best === undefined) continue;
    pairs.push(best);
    const [rows, columns] = isTurned
      ? [several.tokens.length, single.tokens.length]
      : [single.tokens.length, several.tokens.length];
    for (let row = best.a; row < best.a + best.aWords; row += 1) {
      for (let column = best.b; column < best.b + best.bWords; column += 1) clear(row, column, rows, columns);
    }
  }
}

/** The best that these words reach alone; -1 where one of them is paired already. */
function bestAlone(
  one: number,
  first: number,
  count: number,
  singles: number,
  severals: number,
  isTurned: boolean,
): number {
  let best = 0;
  for (let other = 0; other < severals; other += 1) {
    const similarity = similarities[isTurned ? other * singles + one : one * severals + other]!;
    if (similarity === PAIRED) return -1;
    if (similarity > best) best = similarity;
  }
  for (let at = first; at < first + count; at += 1) {
    if (similarities[isTurned ? at * singles + one : one * severals + at] === PAIRED) return -1;
  }
  return best;
}

/** Joining costs more than comparing: the signatures tell beforehand. A count that overflows only lets a pair pass or not. */
function mayBeJoined(token: PreparedToken, several: PreparedName, first: number, count: number): boolean {
  let signature = 0;
  let letters = 0;
  for (let at = first; at < first + count; at += 1) {
    const form = several.tokens[at]!.forms[0]!;
    signature += form.signature;
    letters += form.text.length;
  }
  const differenceMax = Math.floor((letters * JOINED_DIFFERENCE_PERCENT) / 100);
  return token.forms.some((form) => signatureDistance(form.signature, signature) <= differenceMax);
}

/** The name that is looked for is compared with many: what is joined of a name that comes again is kept. */
function joinedOf(name: PreparedName, first: number, count: number): readonly LooseForm[] {
  const isAgain = name === again || name === last || name === lastButOne;
  if (!isAgain) {
    lastButOne = last;
    last = name;
    return joinedForms(name.tokens.slice(first, first + count));
  }
  if (name !== again) kept.clear();
  again = name;
  const key = first * JOINED_WORDS_MAX + count - 1;
  const forms = kept.get(key) ?? joinedForms(name.tokens.slice(first, first + count));
  kept.set(key, forms);
  return forms;
}

let last: PreparedName | undefined;
let lastButOne: PreparedName | undefined;
let again: PreparedName | undefined;
const kept = new Map<number, readonly LooseForm[]>();

function joinedSimilarity(forms: readonly LooseForm[], joined: readonly LooseForm[]): number {
  let best = 0;
  for (const form of forms) for (const other of joined) best = Math.max(best, formSimilarity(form, other, JOINED_FROM));
  return best;
}

function clear(row: number, column: number, rows: number, columns: number): void {
  for (let other = 0; other < columns; other += 1) similarities[row * columns + other] = PAIRED;
  for (let other = 0; other < rows; other += 1) similarities[other * columns + column] = PAIRED;
}

/** Row by row: each word of `a` against each word of `b`. Kept, so that a comparison allocates little. */
const similarities = new Int16Array(TOKENS_MAX * TOKENS_MAX * 4);
const PAIRED = -1;

export const PAIRED_FROM = 600;
const WELL_PAIRED_FROM = 900;
export const JOINED_FROM = 800;
const JOINED_WORDS_MAX = 3;
export const JOINED_LETTERS_MIN = 4;
/** Consonants that may differ, of a hundred letters. */
export const JOINED_DIFFERENCE_PERCENT = 40;
