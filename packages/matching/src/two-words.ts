// SPDX-License-Identifier: Apache-2.0
// What a name of two words, as most are, can score at most against another of two: two words that are similar one by one say little where
// both are half alike. Most who were found by that are told here to be others; never one that `compareNames` lets pass.
import { codesOf, FINAL_INSERTION, INSERTION, SUBSTITUTION, WHOLE_LETTER } from './letter-costs.ts';
import { nameWeight, worthOfNames } from './name-score.ts';
import {
  areAllSeen,
  bitsIn,
  CONSONANTS_APART_MAX,
  consonantsApart,
  costsByPart,
  GROUP_BIT,
  hasOneSetOfLetters,
  LETTERS,
  LETTERS_MASK,
  LETTERS_PART_BITS,
  LETTERS_PART_MASK,
  LETTERS_PART_VALUES,
  leastCostOf,
  leastToLack,
  lettersAmong,
  longestOf,
  type NearWord,
  PART_MASK,
  PART_VALUES,
  SIGNATURE_BITS,
} from './near-words.ts';
import { JOINED_DIFFERENCE_PERCENT, JOINED_FROM, JOINED_LETTERS_MIN, PAIRED_FROM } from './pair-tokens.ts';
import type { PreparedToken } from './prepare-token.ts';
import { COMPARE_FROM } from './profile.ts';
import { CLASS_COUNT_MAX, isCountedWhole, SIGNATURE_PART_BITS, signatureDistance, signatureOf } from './skeleton.ts';
import { type Letters, leastCosts } from './token-distance.ts';
import { SAME } from './token-similarity.ts';
import { UNITS_SUM_BITS } from './word-texts.ts';

/** Letters of the first reading of a word that is nothing but a name, 0 for another; above them the sum of its units. */
export function outlineOfWord(letters: number, sumOfUnits: number): number {
  return letters | (sumOfUnits << LENGTH_BITS);
}

/** Of two words in their order: the letters of both, and the sum of their units; 0 where one of them is not only a name. */
export function outlineOfName(one: number, other: number): number {
  const [letters, otherLetters] = [one & LENGTH_MASK, other & LENGTH_MASK];
  if (letters === 0 || otherLetters === 0) return 0;
  const sum = ((one >>> LENGTH_BITS) + (other >>> LENGTH_BITS)) & SUM_MASK;
  return letters | (otherLetters << LENGTH_BITS) | (sum << (2 * LENGTH_BITS));
}

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

interface WordOfTwo {
  readonly token: PreparedToken;
  readonly near: NearWord;
}

/** The two words of a query's name, in either order. What both are held against lies in one number: of `one` in the lower half. */
export class TwoWords<Word extends WordOfTwo> {
  readonly one: Word;
  readonly other: Word;
  readonly #one: OneOfTwo;
  readonly #other: OneOfTwo;
  readonly #sumOfUnits: number;
  readonly #joined: JoinedWord;
  /** The `distances` and the `costs` of both. */
  readonly #distances: Int32Array;
  readonly #costs: Int32Array;

  /** `one` and `other` are the words of `tokens`, in either order; both are `isPlainName`. `sumOfUnits`: of both. */
  constructor(one: Word, other: Word, tokens: readonly PreparedToken[], sumOfUnits: number) {
    this.one = one;
    this.other = other;
    this.#one = new OneOfTwo(one.token, one.near);
    this.#other = new OneOfTwo(other.token, other.near);
    this.#sumOfUnits = sumOfUnits & SUM_MASK;
    this.#joined = new JoinedWord(tokens);
    this.#distances = bothOf(one.near.distances, other.near.distances);
    this.#costs = bothOf(one.near.costs, other.near.costs);
  }

  /** Whether each word may be near one of those with these shapes. */
  areShapesNear(shape: number, shapeOfSecond: number): boolean {
    const apart = this.#apart(shape);
    const apartOfSecond = this.#apart(shapeOfSecond);
    const limit = CONSONANTS_APART_MAX + (shape >>> SIGNATURE_BITS);
    const limitOfSecond = CONSONANTS_APART_MAX + (shapeOfSecond >>> SIGNATURE_BITS);
    return (
      (apart >>> HALF_BITS <= limit || apartOfSecond >>> HALF_BITS <= limitOfSecond) &&
      ((apart & HALF_MASK) <= limit || (apartOfSecond & HALF_MASK) <= limitOfSecond)
    );
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
    const apart = this.#apart(shape);
    const apartOfSecond = this.#apart(shapeOfSecond);
    const limit = CONSONANTS_APART_MAX + (shape >>> SIGNATURE_BITS);
    const limitOfSecond = CONSONANTS_APART_MAX + (shapeOfSecond >>> SIGNATURE_BITS);
    most.other = this.other.near.mostAt(costs >>> HALF_BITS, letters);
    most.otherSecond = this.other.near.mostAt(costsOfSecond >>> HALF_BITS, lettersOfSecond);
    const nearOther =
      (most.other > 0 && apart >>> HALF_BITS <= limit ? OTHER_NEAR : 0) |
      (most.otherSecond > 0 && apartOfSecond >>> HALF_BITS <= limitOfSecond ? OTHER_NEAR_SECOND : 0);
    if (nearOther === 0) return 0;
    most.one = this.one.near.mostAt(costs & HALF_MASK, letters);
    most.oneSecond = this.one.near.mostAt(costsOfSecond & HALF_MASK, lettersOfSecond);
    const nearOne =
      (most.one > 0 && (apart & HALF_MASK) <= limit ? ONE_NEAR : 0) |
      (most.oneSecond > 0 && (apartOfSecond & HALF_MASK) <= limitOfSecond ? ONE_NEAR_SECOND : 0);
    return nearOne === 0 ? 0 : nearOne | nearOther;
  }

  /**
   * Whether the names may reach `least`, which is COMPARE_FROM or more, by how similar each word is at most to each of the name whose words
   * are seen from `at` on, behind its outline. False only where `compareNames` gives less.
   */
  mayReach(seen: Int32Array, at: number, least: number, most: MostSimilar): boolean {
    return this.mayBePaired(seen, at, least, most) || this.mayBeJoined(seen, at);
  }

  /** The same, but for one word that stands for two. */
  mayBePaired(
    seen: Int32Array,
    at: number,
    least: number,
    { one, other, oneSecond, otherSecond }: MostSimilar,
  ): boolean {
    const outline = seen[at - 1]!;
    const weight = weightOf(outline & LENGTH_MASK, seen[at + 1]!);
    const weightOfSecond = weightOf((outline >>> LENGTH_BITS) & LENGTH_MASK, seen[at + 3]!);
    return (
      mayPair(
        one,
        Math.min(this.#one.weight, weight),
        otherSecond,
        Math.min(this.#other.weight, weightOfSecond),
        least,
      ) ||
      mayPair(
        oneSecond,
        Math.min(this.#one.weight, weightOfSecond),
        other,
        Math.min(this.#other.weight, weight),
        least,
      ) ||
      // What a rule of Annex II raises has COMPARE_FROM and no more.
      (least === COMPARE_FROM && outline >>> (2 * LENGTH_BITS) === this.#sumOfUnits)
    );
  }

  #apart(shape: number): number {
    const distances = this.#distances;
    return (
      distances[shape & PART_MASK]! +
      distances[PART_VALUES + ((shape >>> SIGNATURE_PART_BITS) & PART_MASK)]! +
      distances[2 * PART_VALUES + ((shape >>> (2 * SIGNATURE_PART_BITS)) & PART_MASK)]!
    );
  }

  #leastCosts(letters: number): number {
    const costs = this.#costs;
    return (
      costs[letters & LETTERS_PART_MASK]! +
      costs[LETTERS_PART_VALUES + ((letters >>> LETTERS_PART_BITS) & LETTERS_PART_MASK)]! +
      costs[2 * LETTERS_PART_VALUES + ((letters >>> (2 * LETTERS_PART_BITS)) & LETTERS_PART_MASK)]!
    );
  }

  /** Both words written as one, for `tokenDistance`. */
  get joined(): Letters & { readonly costs: Uint8Array } {
    return this.#joined;
  }

  /** Whether one word of the one name may stand for both of the other. */
  mayBeJoined(seen: Int32Array, at: number): boolean {
    const outline = seen[at - 1]!;
    const shape = seen[at]!;
    const letters = seen[at + 1]!;
    const shapeOfSecond = seen[at + 2]!;
    const lettersOfSecond = seen[at + 3]!;
    if (this.#joined.mayBe(letters, shape) || this.#joined.mayBe(lettersOfSecond, shapeOfSecond)) return true;
    const length = (outline & LENGTH_MASK) + ((outline >>> LENGTH_BITS) & LENGTH_MASK);
    const both = (letters | lettersOfSecond) & LETTERS_MASK;
    const signature = (shape & SIGNATURE_MASK) + (shapeOfSecond & SIGNATURE_MASK);
    const mayOne = this.#one.hasLettersOfBoth(length, both);
    const mayOther = this.#other.hasLettersOfBoth(length, both);
    if (!mayOne && !mayOther) return false;
    const consonants = consonantsIn(shape) + consonantsIn(shapeOfSecond);
    const isWhole = hasOneSetOfLetters(letters) && hasOneSetOfLetters(lettersOfSecond);
    const soft = isWhole ? softIn(both, shape) + softIn(both, shapeOfSecond) : consonants;
    return (
      (mayOne && this.#one.mayBeBoth(length, both, signature, consonants, soft)) ||
      (mayOther && this.#other.mayBeBoth(length, both, signature, consonants, soft))
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

class OneOfTwo {
  readonly weight: number;
  readonly #near: NearWord;
  readonly #isLong: boolean;
  /** Of the reading with the most. */
  readonly #consonants: number;
  /** Letters of LETTERS that cost something, as they stand in none of the readings. */
  readonly #others: number;

  constructor({ forms, group, letters }: PreparedToken, near: NearWord) {
    this.weight = nameWeight(forms[0]!.length, group > 0);
    this.#near = near;
    this.#isLong = letters >= JOINED_LETTERS_MIN;
    this.#consonants = Math.max(...forms.map(({ consonants }) => consonants));
    this.#others = costlyLetters(near.costs);
  }

  /** A first look at what `mayBeBoth` looks at: the letters alone. */
  hasLettersOfBoth(length: number, letters: number): boolean {
    const { longest, costs } = this.#near;
    return this.#isLong && leastCostOf(costs, letters) <= JOINED_COST_MAX * Math.max(length, longest);
  }

  /**
   * Whether the word may stand for two of so many letters together, which hold `letters` at least and have these consonants, of which `soft`
   * at most may be a vowel here or be left out for little.
   */
  mayBeBoth(length: number, letters: number, signature: number, consonants: number, soft: number): boolean {
    const apartMax = Math.floor((length * JOINED_DIFFERENCE_PERCENT) / 100);
    if (consonantsApart(this.#near.distances, signature) > apartMax) return false;
    const { longest, costs } = this.#near;
    const limit = JOINED_COST_MAX * Math.max(length, longest);
    const tooMany = Math.max(0, length - longest);
    const consonantsTooMany = Math.max(0, consonants - this.#consonants);
    const hard = Math.max(0, consonantsTooMany - soft);
    if (WHOLE_LETTER * hard + LEAST_SOFT * (Math.max(tooMany, consonantsTooMany) - hard) > limit) return false;
    // Those that cost as letters of no reading are counted already.
    const counted = bitsIn(letters & this.#others);
    return leastCostOf(costs, letters) + LEAST_INSERTION * Math.max(0, tooMany - counted) <= limit;
  }
}

/** Both words of the query written as one. */
class JoinedWord implements Letters {
  readonly codes: Uint8Array;
  readonly from = 0;
  readonly length: number;
  readonly vowelless = false;
  /** Its `leastCosts`. */
  readonly costs: Uint8Array;
  readonly #signature: number;
  readonly #costs: Uint16Array;
  /** See `leastToLack`; and what so many of its consonants cost at least that are opposite no consonant. */
  readonly #lacking: Uint16Array;
  readonly #alone: Uint16Array;

  constructor(tokens: readonly PreparedToken[]) {
    const forms = tokens.map(({ forms }) => forms[0]!);
    const codes = Uint8Array.from(forms.flatMap(({ codes }) => [...codes]));
    this.codes = codes;
    this.length = codes.length;
    this.costs = leastCosts(this);
    this.#signature = forms.reduce((sum, { signature }) => sum + signature, 0);
    this.#costs = costsByPart([this.costs]);
    this.#lacking = leastToLack(codes);
    const alone = codes
      .filter((code) => !VOWELS.includes(code))
      .map(costAlone)
      .sort();
    this.#alone = new Uint16Array(alone.length + 1);
    for (const [at, cost] of alone.entries()) this.#alone[at + 1] = this.#alone[at]! + cost;
  }

  /** Whether a word with such letters and such a shape may stand for it. */
  mayBe(letters: number, shape: number): boolean {
    const longest = longestOf(letters);
    const lacking = this.#lacking[Math.max(0, this.length - longest)]!;
    const limit = JOINED_COST_MAX * Math.max(this.length, longest);
    if (lacking > limit || lacking + leastCostOf(this.#costs, letters) > limit) return false;
    const alone = Math.max(0, this.#alone.length - 1 - consonantsIn(shape) - (shape >>> SIGNATURE_BITS));
    const lackingVowels = Math.max(0, this.length - longest - alone);
    if (this.#alone[alone]! + LEAST_SOFT * lackingVowels > limit) return false;
    const apartMax = Math.floor((this.length * JOINED_DIFFERENCE_PERCENT) / 100);
    return signatureDistance(shape, this.#signature) <= apartMax + (shape >>> SIGNATURE_BITS);
  }
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

/** Of the first reading. */
function consonantsIn(shape: number): number {
  return (
    CONSONANTS_IN_PART[shape & PART_MASK]! +
    CONSONANTS_IN_PART[(shape >>> SIGNATURE_PART_BITS) & PART_MASK]! +
    CONSONANTS_IN_PART[(shape >>> (2 * SIGNATURE_PART_BITS)) & PART_MASK]!
  );
}

/** How many consonants may be one of SOFT at most, where the letters hold any of these. */
function softIn(letters: number, shape: number): number {
  let soft = 0;
  for (const { bit, shift } of SOFT) if (letters & bit) soft += (shape >>> shift) & CLASS_COUNT_MAX;
  return soft;
}

function costAlone(code: number): number {
  const opposite = VOWELS.map((vowel) => SUBSTITUTION[(code << 8) | vowel]!);
  return Math.min(INSERTION[code]!, FINAL_INSERTION[code]!, ...opposite);
}

function weightOf(length: number, letters: number): number {
  return nameWeight(length, (letters & GROUP_BIT) !== 0);
}

function costlyLetters(costs: Uint16Array): number {
  let letters = 0;
  for (let bit = 0; bit < LETTERS.length; bit += 1) {
    const part = Math.floor(bit / LETTERS_PART_BITS);
    if (costs[part * LETTERS_PART_VALUES + (1 << (bit % LETTERS_PART_BITS))]! > 0) letters |= 1 << bit;
  }
  return letters;
}

const VOWELS = [...codesOf('aeiou')];
/** Of LETTERS. */
const CONSONANTS = 'bcdfghjklmnprstvzSZC';
/** Consonants that cost less than a whole letter where they are opposite no consonant, with their class. */
const SOFT = [...CONSONANTS]
  .filter((letter) => costAlone(codesOf(letter)[0]!) < WHOLE_LETTER)
  .map((letter) => ({ bit: lettersAmong(codesOf(letter)), shift: 31 - Math.clz32(signatureOf(letter)) }));
const LENGTH_BITS = 5;
const LENGTH_MASK = (1 << LENGTH_BITS) - 1;
const HALF_BITS = 16;
const HALF_MASK = (1 << HALF_BITS) - 1;
/** Of the words of a query and of a stored name: which may be near which. */
export const ONE_NEAR = 1;
export const ONE_NEAR_SECOND = 2;
export const OTHER_NEAR = 4;
export const OTHER_NEAR_SECOND = 8;
const CONSONANTS_IN_PART = Uint8Array.from({ length: PART_VALUES }, (_, part) => signatureDistance(part, 0));
const SUM_MASK = (1 << UNITS_SUM_BITS) - 1;
const SIGNATURE_MASK = (1 << SIGNATURE_BITS) - 1;
/** Hundredths for each letter. */
export const JOINED_COST_MAX = Math.floor((SAME - JOINED_FROM) / 10);
/** Of all LETTERS. */
const LEAST_INSERTION = Math.min(...LETTERS.flat().map((code) => Math.min(INSERTION[code]!, FINAL_INSERTION[code]!)));
/** Nor does a consonant that is opposite a vowel. */
const LEAST_SOFT = Math.min(LEAST_INSERTION, ...[...codesOf(CONSONANTS)].map(costAlone));
