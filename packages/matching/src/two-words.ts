// SPDX-License-Identifier: Apache-2.0
// What a name of two words, as most are, can score at most against another of two: two words that are similar one by one say little where
// both are half alike. Most who were found by that are told here to be others; never one that `compareNames` lets pass.
import { codesOf, FINAL_INSERTION, INSERTION, SUBSTITUTION, WHOLE_LETTER } from './letter-costs.ts';
import { nameWeight, worthOfNames } from './name-score.ts';
import {
  areAllSeen,
  bitsIn,
  consonantsApart,
  costsByPart,
  GROUP_BIT,
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
  SIGNATURE_BITS,
} from './near-words.ts';
import { JOINED_DIFFERENCE_PERCENT, JOINED_FROM, JOINED_LETTERS_MIN, PAIRED_FROM } from './pair-tokens.ts';
import type { PreparedToken } from './prepare-token.ts';
import { COMPARE_FROM } from './profile.ts';
import { CLASS_BITS, CLASS_COUNT_MAX, isCountedWhole, signatureDistance, signatureOf } from './skeleton.ts';
import { leastCosts } from './token-distance.ts';
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

/** The two words of a query's name, in either order. */
export class TwoWords {
  readonly #one: OneOfTwo;
  readonly #other: OneOfTwo;
  readonly #sumOfUnits: number;
  readonly #joined: JoinedWord;

  /** `one` and `other` are the words of `tokens`, in either order; both are `isPlainName`. `sumOfUnits`: of both. */
  constructor(
    one: { readonly token: PreparedToken; readonly near: NearWord },
    other: { readonly token: PreparedToken; readonly near: NearWord },
    tokens: readonly PreparedToken[],
    sumOfUnits: number,
  ) {
    this.#one = new OneOfTwo(one.token, one.near);
    this.#other = new OneOfTwo(other.token, other.near);
    this.#sumOfUnits = sumOfUnits & SUM_MASK;
    this.#joined = new JoinedWord(tokens);
  }

  /**
   * Whether the names may reach COMPARE_FROM, by how similar each word is at most to each of the name whose outline, letters and shapes
   * these are. False only where `compareNames` gives less.
   */
  mayReach(
    shapes: Int32Array,
    letters: Int32Array,
    outline: number,
    first: number,
    { one, other, oneSecond, otherSecond }: MostSimilar,
  ): boolean {
    const [lettersOfFirst, lettersOfSecond] = [letters[first]!, letters[first + 1]!];
    const weight = weightOf(outline & LENGTH_MASK, lettersOfFirst);
    const weightOfSecond = weightOf((outline >>> LENGTH_BITS) & LENGTH_MASK, lettersOfSecond);
    return (
      mayPair(one, Math.min(this.#one.weight, weight), otherSecond, Math.min(this.#other.weight, weightOfSecond)) ||
      mayPair(oneSecond, Math.min(this.#one.weight, weightOfSecond), other, Math.min(this.#other.weight, weight)) ||
      outline >>> (2 * LENGTH_BITS) === this.#sumOfUnits ||
      this.#mayBeJoined(outline, lettersOfFirst, lettersOfSecond, shapes[first]!, shapes[first + 1]!)
    );
  }

  /** Whether one word of the one name may stand for both of the other. */
  #mayBeJoined(
    outline: number,
    letters: number,
    lettersOfSecond: number,
    shape: number,
    shapeOfSecond: number,
  ): boolean {
    if (this.#joined.mayBe(letters, shape) || this.#joined.mayBe(lettersOfSecond, shapeOfSecond)) return true;
    const length = (outline & LENGTH_MASK) + ((outline >>> LENGTH_BITS) & LENGTH_MASK);
    const both = (letters | lettersOfSecond) & LETTERS_MASK;
    const signature = (shape & SIGNATURE_MASK) + (shapeOfSecond & SIGNATURE_MASK);
    const consonants = consonantsIn(shape) + consonantsIn(shapeOfSecond);
    const isWhole = hasOneSetOfLetters(letters) && hasOneSetOfLetters(lettersOfSecond);
    const soft = isWhole ? softIn(both, shape) + softIn(both, shapeOfSecond) : consonants;
    return (
      this.#one.mayBeBoth(length, both, signature, consonants, soft) ||
      this.#other.mayBeBoth(length, both, signature, consonants, soft)
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

  /**
   * Whether the word may stand for two of so many letters together, which hold `letters` at least and have these consonants, of which `soft`
   * at most may be a vowel here or be left out for little.
   */
  mayBeBoth(length: number, letters: number, signature: number, consonants: number, soft: number): boolean {
    if (!this.#isLong) return false;
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
class JoinedWord {
  readonly #length: number;
  readonly #signature: number;
  readonly #costs: Uint16Array;
  /** See `leastToLack`; and what so many of its consonants cost at least that are opposite no consonant. */
  readonly #lacking: Uint16Array;
  readonly #alone: Uint16Array;

  constructor(tokens: readonly PreparedToken[]) {
    const forms = tokens.map(({ forms }) => forms[0]!);
    const codes = Uint8Array.from(forms.flatMap(({ codes }) => [...codes]));
    this.#length = codes.length;
    this.#signature = forms.reduce((sum, { signature }) => sum + signature, 0);
    this.#costs = costsByPart([leastCosts({ codes, from: 0, length: codes.length, vowelless: false })]);
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
    const lacking = this.#lacking[Math.max(0, this.#length - longest)]!;
    const limit = JOINED_COST_MAX * Math.max(this.#length, longest);
    if (lacking > limit || lacking + leastCostOf(this.#costs, letters) > limit) return false;
    const alone = Math.max(0, this.#alone.length - 1 - consonantsIn(shape) - (shape >>> SIGNATURE_BITS));
    const lackingVowels = Math.max(0, this.#length - longest - alone);
    if (this.#alone[alone]! + LEAST_SOFT * lackingVowels > limit) return false;
    const apartMax = Math.floor((this.#length * JOINED_DIFFERENCE_PERCENT) / 100);
    return signatureDistance(shape, this.#signature) <= apartMax + (shape >>> SIGNATURE_BITS);
  }
}

/** Two pairs of words. One pair alone with a word left over on both sides never reaches COMPARE_FROM, but by a rule, and then it is the same word. */
function mayPair(one: number, weight: number, other: number, otherWeight: number): boolean {
  if (one === SAME || other === SAME) return true;
  if (one < PAIRED_FROM || other < PAIRED_FROM) return false;
  return weight * (worthOfNames(one) - COMPARE_FROM) + otherWeight * (worthOfNames(other) - COMPARE_FROM) >= 0;
}

/** Of the first reading. */
function consonantsIn(shape: number): number {
  let consonants = 0;
  for (let left = shape & SIGNATURE_MASK; left !== 0; left >>>= CLASS_BITS) consonants += left & CLASS_COUNT_MAX;
  return consonants;
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
const SUM_MASK = (1 << UNITS_SUM_BITS) - 1;
const SIGNATURE_MASK = (1 << SIGNATURE_BITS) - 1;
/** Hundredths for each letter. */
const JOINED_COST_MAX = Math.floor((SAME - JOINED_FROM) / 10);
/** Of all LETTERS. */
const LEAST_INSERTION = Math.min(...LETTERS.flat().map((code) => Math.min(INSERTION[code]!, FINAL_INSERTION[code]!)));
/** Nor does a consonant that is opposite a vowel. */
const LEAST_SOFT = Math.min(LEAST_INSERTION, ...[...codesOf(CONSONANTS)].map(costAlone));
