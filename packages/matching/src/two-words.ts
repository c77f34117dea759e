// SPDX-License-Identifier: Apache-2.0
// What a name of two words, as most are, can score at most against another of two: two words that are similar one by one say little where
// both are half alike. Most who were found by that are told here to be others; never one that `compareNames` lets pass.

import { JoinedWords, type WordOfTwo } from './joined-words.ts';
import { LENGTH_MASK, lettersOfFirst, lettersOfSecond, SUM_MASK, sumOfOutline } from './name-outline.ts';
import { nameWeight, worthOfNames } from './name-score.ts';
import {
  areAllSeen,
  CONSONANTS_APART_MAX,
  GROUP_BIT,
  LETTERS_PART_BITS,
  LETTERS_PART_MASK,
  LETTERS_PART_VALUES,
  PART_MASK,
  PART_VALUES,
  SIGNATURE_BITS,
} from './near-words.ts';
import { PAIRED_FROM } from './pair-tokens.ts';
import type { PreparedToken } from './prepare-token.ts';
import { COMPARE_FROM } from './profile.ts';
import { isCountedWhole, SIGNATURE_PART_BITS } from './skeleton.ts';
import { SAME } from './token-similarity.ts';

/** Whether a word is nothing but a name whose letters are all seen (near-words.ts). */
export function isPlainName({ kind, forms }: PreparedToken): boolean {
  return (
    kind === 'name' &&
    forms[0]!.length <= LENGTH_MASK &&
    forms.every(
      ({ vowelless, codes, signature }) =>
        !vowelless && codes.length > 0 && areAllSeen(codes, 0, codes.length) && isCountedWhole(signature),
    )
  );
}

/** The two words of a query's name, in either order. What both are held against lies in one number: of `one` in the lower half. */
export class TwoWords<Word extends WordOfTwo> {
  readonly one: Word;
  readonly other: Word;
  /** One word of the one name for both of the other. */
  readonly joined: JoinedWords;
  /** For who looks at names: whether the last one was passed over. */
  isPassedOver = false;
  readonly #weight: number;
  readonly #weightOfOther: number;
  readonly #sumOfUnits: number;
  /** The `distances` and the `costs` of both. */
  readonly #distances: Int32Array;
  readonly #costs: Int32Array;

  /** `one` and `other` are the words of `tokens`, in either order; both are `isPlainName`. `sumOfUnits`: of both. */
  constructor(one: Word, other: Word, tokens: readonly PreparedToken[], sumOfUnits: number) {
    this.one = one;
    this.other = other;
    this.#weight = weightOfToken(one.token);
    this.#weightOfOther = weightOfToken(other.token);
    this.#sumOfUnits = sumOfUnits & SUM_MASK;
    this.joined = new JoinedWords(one, other, tokens, this.#weight + this.#weightOfOther);
    this.#distances = bothOf(one.near.distances, other.near.distances);
    this.#costs = bothOf(one.near.costs, other.near.costs);
  }

  /** Whether each word may be near one of those with these shapes. */
  areShapesNear(shape: number, shapeOfSecond: number): boolean {
    // Without a branch for each: which of them is near nobody foresees.
    return (this.#nearShape(shape) | this.#nearShape(shapeOfSecond)) === BOTH_NEAR;
  }

  /**
   * Which words may be near which of the name whose shapes and letters stand in turns from `at` on, a sum of ONE_NEAR and its like; notes how similar each is at most.
   * 0 where not each word may be near one.
   */
  look(seen: Int32Array, at: number, most: MostSimilar): number {
    const shape = seen[at]!;
    const letters = seen[at + 1]!;
    const shapeOfSecond = seen[at + 2]!;
    const lettersOfSecond = seen[at + 3]!;
    const costs = this.#leastCosts(letters);
    const costsOfSecond = this.#leastCosts(lettersOfSecond);
    const near = this.#nearShape(shape);
    const nearSecond = this.#nearShape(shapeOfSecond);
    most.other = this.other.near.mostAt(costs >>> HALF_BITS, letters);
    most.otherSecond = this.other.near.mostAt(costsOfSecond >>> HALF_BITS, lettersOfSecond);
    const nearOther =
      (most.other > 0 && near > HALF_MASK ? OTHER_NEAR : 0) |
      (most.otherSecond > 0 && nearSecond > HALF_MASK ? OTHER_NEAR_SECOND : 0);
    if (nearOther === 0) return 0;
    most.one = this.one.near.mostAt(costs & HALF_MASK, letters);
    most.oneSecond = this.one.near.mostAt(costsOfSecond & HALF_MASK, lettersOfSecond);
    const nearOne =
      (most.one > 0 && (near & HALF_MASK) > 0 ? ONE_NEAR : 0) |
      (most.oneSecond > 0 && (nearSecond & HALF_MASK) > 0 ? ONE_NEAR_SECOND : 0);
    return nearOne === 0 ? 0 : nearOne | nearOther;
  }

  /**
   * Whether the names may reach `least`, which is COMPARE_FROM or more, by how similar each word is at most to each of the name whose words
   * are seen from `at` on, behind its outline. False only where `compareNames` gives less.
   */
  mayReach(seen: Int32Array, at: number, least: number, most: MostSimilar): boolean {
    return this.mayBePaired(seen, at, least, most) || this.joined.mayBe(seen, at, least);
  }

  /** The same, but for one word that stands for two. */
  mayBePaired(
    seen: Int32Array,
    at: number,
    least: number,
    { one, other, oneSecond, otherSecond }: MostSimilar,
  ): boolean {
    const outline = seen[at - 1]!;
    const weight = weightOf(lettersOfFirst(outline), seen[at + 1]!);
    const weightOfSecond = weightOf(lettersOfSecond(outline), seen[at + 3]!);
    return (
      mayPair(one, Math.min(this.#weight, weight), otherSecond, Math.min(this.#weightOfOther, weightOfSecond), least) ||
      mayPair(oneSecond, Math.min(this.#weight, weightOfSecond), other, Math.min(this.#weightOfOther, weight), least) ||
      // What a rule of Annex II raises has COMPARE_FROM and no more.
      (least === COMPARE_FROM && this.hasSumOf(outline))
    );
  }

  /** Whether a name with such an outline may be written with the same letters. */
  hasSumOf(outline: number): boolean {
    return sumOfOutline(outline) === this.#sumOfUnits;
  }

  /** A bit of BOTH_NEAR for each word that may be near one with this shape. */
  #nearShape(shape: number): number {
    const distances = this.#distances;
    const apart =
      distances[shape & PART_MASK]! +
      distances[PART_VALUES + ((shape >>> SIGNATURE_PART_BITS) & PART_MASK)]! +
      distances[2 * PART_VALUES + ((shape >>> (2 * SIGNATURE_PART_BITS)) & PART_MASK)]!;
    const limit = CONSONANTS_APART_MAX + (shape >>> SIGNATURE_BITS);
    // The bit of a half goes where more is taken from it than the limit.
    return (BOTH_NEAR + limit * BOTH_HALVES - apart) & BOTH_NEAR;
  }

  #leastCosts(letters: number): number {
    const costs = this.#costs;
    return (
      costs[letters & LETTERS_PART_MASK]! +
      costs[LETTERS_PART_VALUES + ((letters >>> LETTERS_PART_BITS) & LETTERS_PART_MASK)]! +
      costs[2 * LETTERS_PART_VALUES + ((letters >>> (2 * LETTERS_PART_BITS)) & LETTERS_PART_MASK)]!
    );
  }
}

/** Of the words of a query and of a stored name: thousandths that their similarity does not exceed. */
export interface MostSimilar {
  one: number;
  oneSecond: number;
  other: number;
  otherSecond: number;
}

/** Two pairs of words. One pair alone with a word left over on both sides never reaches COMPARE_FROM, but by a rule, and then it is the same word. */
function mayPair(one: number, weight: number, other: number, otherWeight: number, least: number): boolean {
  if (least === COMPARE_FROM && (one === SAME || other === SAME)) return true;
  if (one < PAIRED_FROM || other < PAIRED_FROM) return false;
  return weight * (worthOfNames(one) - least) + otherWeight * (worthOfNames(other) - least) >= 0;
}

/** Two tables in one. */
function bothOf(one: Uint8Array | Uint16Array, other: Uint8Array | Uint16Array): Int32Array {
  const both = new Int32Array(one.length);
  for (let at = 0; at < both.length; at += 1) both[at] = one[at]! | (other[at]! << HALF_BITS);
  return both;
}

function weightOfToken({ forms, group }: PreparedToken): number {
  return nameWeight(forms[0]!.length, group > 0);
}

/** Of a stored word with so many letters in its first reading. */
function weightOf(length: number, letters: number): number {
  return nameWeight(length, (letters & GROUP_BIT) !== 0);
}

const HALF_BITS = 16;
const HALF_MASK = (1 << HALF_BITS) - 1;
const BOTH_HALVES = 1 | (1 << HALF_BITS);
/** Of each half a bit above all distances. */
const BOTH_NEAR = BOTH_HALVES << 14;
/** Of the words of a query and of a stored name: which may be near which. */
export const ONE_NEAR = 1;
export const ONE_NEAR_SECOND = 2;
export const OTHER_NEAR = 4;
export const OTHER_NEAR_SECOND = 8;
