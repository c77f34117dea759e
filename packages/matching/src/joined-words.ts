// SPDX-License-Identifier: Apache-2.0
// Whether one word of the one name may stand for both of the other, where both have two: beside it a word is left over, so that it must be all but
// the same. By what is seen of the words alone (near-words.ts, two-words.ts); no pair is told to be apart that `compareNames` lets pass.
import { codesOf, FINAL_INSERTION, INSERTION, SUBSTITUTION, WHOLE_LETTER } from './letter-costs.ts';
import { lettersOfFirst, lettersOfSecond } from './name-outline.ts';
import { apartWhereJoined, WORD_WEIGHT_MAX } from './name-score.ts';
import {
  bitsIn,
  consonantsApart,
  costsByPart,
  hasOneSetOfLetters,
  LETTERS,
  LETTERS_MASK,
  LETTERS_PART_BITS,
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
import { JOINED_DIFFERENCE_PERCENT, JOINED_FROM, JOINED_LETTERS_MIN } from './pair-tokens.ts';
import type { PreparedToken } from './prepare-token.ts';
import { CLASS_COUNT_MAX, SIGNATURE_PART_BITS, signatureDistance, signatureOf } from './skeleton.ts';
import { type Letters, leastCosts, tokenDistance } from './token-distance.ts';
import { SAME } from './token-similarity.ts';

export interface WordOfTwo {
  readonly token: PreparedToken;
  readonly near: NearWord;
  /** The `leastCosts` of its readings. */
  readonly costs: readonly Uint8Array[];
}

/** Of a query's name of two words against stored names of two; all are nothing but names. */
export class JoinedWords {
  readonly #words: readonly OneForTwo[];
  readonly #whole: WholeOfTwo;
  /** What both words of the query weigh. */
  readonly #weight: number;
  /** For which `least` the limits below are: thousandths that words may be apart. */
  #least = -1;
  #apartOfWhole = 0;
  #apartOfWholeBesideShort = 0;

  constructor(one: WordOfTwo, other: WordOfTwo, tokens: readonly PreparedToken[], weight: number) {
    this.#words = [new OneForTwo(one, other), new OneForTwo(other, one)];
    this.#whole = new WholeOfTwo(tokens);
    this.#weight = Math.max(weight, WORD_WEIGHT_MAX);
  }

  /** Whether it may be so, and the whole reach `least`, for the name whose words are seen from `at` on, behind its outline. */
  mayBe(seen: Int32Array, at: number, least: number): boolean {
    if (least !== this.#least) this.#limitTo(least);
    const outline = seen[at - 1]!;
    const shape = seen[at]!;
    const letters = seen[at + 1]!;
    const shapeOfSecond = seen[at + 2]!;
    const lettersSecond = seen[at + 3]!;
    const apart = this.#apartFor(outline);
    if (this.#whole.mayBe(letters, shape, apart) || this.#whole.mayBe(lettersSecond, shapeOfSecond, apart)) return true;
    const length = lettersOfFirst(outline) + lettersOfSecond(outline);
    const both = (letters | lettersSecond) & LETTERS_MASK;
    const [one, other] = this.#words as [OneForTwo, OneForTwo];
    const mayOne = one.hasLettersOfBoth(length, both);
    const mayOther = other.hasLettersOfBoth(length, both);
    if (!mayOne && !mayOther) return false;
    const signature = (shape & SIGNATURE_MASK) + (shapeOfSecond & SIGNATURE_MASK);
    const consonants = consonantsIn(shape) + consonantsIn(shapeOfSecond);
    const isWhole = hasOneSetOfLetters(letters) && hasOneSetOfLetters(lettersSecond);
    const soft = isWhole ? softIn(both, shape) + softIn(both, shapeOfSecond) : consonants;
    return (
      (mayOne && one.mayBeBoth(length, both, signature, consonants, soft)) ||
      (mayOther && other.mayBeBoth(length, both, signature, consonants, soft))
    );
  }

  /** Whether a word that has this reading is so near both words of the query, in a name with such an outline, for which `mayBe` was asked. */
  isWhole(reading: Letters, outline: number): boolean {
    return isApartAtMost(this.#apartFor(outline), this.#whole, reading, this.#whole.costs);
  }

  /** The same of one of the words of the query and both of the other name, read as one. */
  isBoth(reading: Letters): boolean {
    return this.#words.some(({ word: { token, costs }, apart }) =>
      token.forms.some((form, index) => isApartAtMost(apart, form, reading, costs[index]!)),
    );
  }

  #limitTo(least: number): void {
    this.#least = least;
    this.#apartOfWhole = apartFrom(this.#weight, LONG, least);
    this.#apartOfWholeBesideShort = apartFrom(this.#weight, 0, least);
    for (const word of this.#words) word.limitTo(least);
  }

  /** Which of the other name's words is left over is not asked. */
  #apartFor(outline: number): number {
    const isShort = Math.min(lettersOfFirst(outline), lettersOfSecond(outline)) < LONG;
    return isShort ? this.#apartOfWholeBesideShort : this.#apartOfWhole;
  }
}

/** A word of the query that may stand for both of a stored name. */
class OneForTwo {
  readonly word: WordOfTwo;
  /** Thousandths. */
  apart = 0;
  readonly #lettersLeft: number;
  readonly #isLong: boolean;
  /** Of the reading with the most. */
  readonly #consonants: number;
  /** Letters of LETTERS that cost something, as they stand in none of the readings. */
  readonly #others: number;

  constructor(word: WordOfTwo, left: WordOfTwo) {
    const { forms, letters } = word.token;
    this.word = word;
    this.#lettersLeft = left.token.forms[0]!.length;
    this.#isLong = letters >= JOINED_LETTERS_MIN;
    this.#consonants = Math.max(...forms.map(({ consonants }) => consonants));
    this.#others = costlyLetters(word.near.costs);
  }

  limitTo(least: number): void {
    this.apart = apartFrom(2 * WORD_WEIGHT_MAX, this.#lettersLeft, least);
  }

  /** A first look at what `mayBeBoth` looks at: the letters alone. */
  hasLettersOfBoth(length: number, letters: number): boolean {
    return this.#isLong && 10 * leastCostOf(this.word.near.costs, letters) <= this.#limit(length);
  }

  /**
   * Whether the word may stand for two of so many letters together, which hold `letters` at least and have these consonants, of which `soft`
   * at most may be a vowel here or be left out for little.
   */
  mayBeBoth(length: number, letters: number, signature: number, consonants: number, soft: number): boolean {
    const { distances, longest, costs } = this.word.near;
    const apartMax = Math.floor((length * JOINED_DIFFERENCE_PERCENT) / 100);
    if (consonantsApart(distances, signature) > apartMax) return false;
    const limit = this.#limit(length);
    const tooMany = Math.max(0, length - longest);
    const consonantsTooMany = Math.max(0, consonants - this.#consonants);
    const hard = Math.max(0, consonantsTooMany - soft);
    if (10 * (WHOLE_LETTER * hard + LEAST_SOFT * (Math.max(tooMany, consonantsTooMany) - hard)) > limit) return false;
    // Those that cost as letters of no reading are counted already.
    const counted = bitsIn(letters & this.#others);
    return 10 * (leastCostOf(costs, letters) + LEAST_INSERTION * Math.max(0, tooMany - counted)) <= limit;
  }

  /** In thousandths of a letter. */
  #limit(length: number): number {
    return this.apart * Math.max(length, this.word.near.longest);
  }
}

/** Both words of the query written as one. */
class WholeOfTwo implements Letters {
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

  /** Whether a word with such letters and such a shape may stand for it, so many thousandths apart. */
  mayBe(letters: number, shape: number, apart: number): boolean {
    const longest = longestOf(letters);
    const lacking = this.#lacking[Math.max(0, this.length - longest)]!;
    const limit = apart * Math.max(this.length, longest);
    if (10 * lacking > limit || 10 * (lacking + leastCostOf(this.#costs, letters)) > limit) return false;
    const alone = Math.max(0, this.#alone.length - 1 - consonantsIn(shape) - (shape >>> SIGNATURE_BITS));
    const lackingVowels = Math.max(0, this.length - longest - alone);
    if (10 * (this.#alone[alone]! + LEAST_SOFT * lackingVowels) > limit) return false;
    const apartMax = Math.floor((this.length * JOINED_DIFFERENCE_PERCENT) / 100);
    return signatureDistance(shape, this.#signature) <= apartMax + (shape >>> SIGNATURE_BITS);
  }
}

/** Thousandths, and none that no pair is made of. */
function apartFrom(weight: number, lettersLeft: number, least: number): number {
  return Math.min(SAME - JOINED_FROM, apartWhereJoined(weight, lettersLeft, least));
}

/** `costs`: the `leastCosts` of `a`. */
function isApartAtMost(apart: number, a: Letters, b: Letters, costs: Uint8Array): boolean {
  const limit = Math.floor((apart * Math.max(a.length, b.length)) / 10);
  return limit >= 0 && tokenDistance(a, b, limit, costs) <= limit;
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

function costlyLetters(costs: Uint16Array): number {
  let letters = 0;
  for (let bit = 0; bit < LETTERS.length; bit += 1) {
    const part = Math.floor(bit / LETTERS_PART_BITS);
    if (costs[part * LETTERS_PART_VALUES + (1 << (bit % LETTERS_PART_BITS))]! > 0) letters |= 1 << bit;
  }
  return letters;
}

/** Of a name that is left over: more letters than one that hardly counts. */
const LONG = 3;
const VOWELS = [...codesOf('aeiou')];
/** Of LETTERS. */
const CONSONANTS = 'bcdfghjklmnprstvzSZC';
/** Consonants that cost less than a whole letter where they are opposite no consonant, with their class. */
const SOFT = [...CONSONANTS]
  .filter((letter) => costAlone(codesOf(letter)[0]!) < WHOLE_LETTER)
  .map((letter) => ({ bit: lettersAmong(codesOf(letter)), shift: 31 - Math.clz32(signatureOf(letter)) }));
const CONSONANTS_IN_PART = Uint8Array.from({ length: PART_VALUES }, (_, part) => signatureDistance(part, 0));
const SIGNATURE_MASK = (1 << SIGNATURE_BITS) - 1;
/** Of all LETTERS. */
const LEAST_INSERTION = Math.min(...LETTERS.flat().map((code) => Math.min(INSERTION[code]!, FINAL_INSERTION[code]!)));
/** Nor does a consonant that is opposite a vowel. */
const LEAST_SOFT = Math.min(LEAST_INSERTION, ...[...codesOf(CONSONANTS)].map(costAlone));
