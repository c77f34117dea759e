// SPDX-License-Identifier: Apache-2.0
// The first look at a name: whether a word of it may be similar to a word of the query at all, by what is seen of it in two numbers. Most
// names of a register are told to be others here, in some nanoseconds each; never one whose words are similar.
import { codesOf, FINAL_INSERTION, FOREIGN_FIRST, INSERTION } from './letter-costs.ts';
import type { PreparedToken } from './prepare-token.ts';
import { SIGNATURE_PART_BITS, signatureDistance } from './skeleton.ts';
import { leastCosts } from './token-distance.ts';
import { DISTANCE_SHARE_MAX, EQUIVALENT, SAME, SHORTENED, SHORTENED_BY, SHORTENED_FROM } from './token-similarity.ts';

/** Of each reading of a word. */
export interface SeenReading {
  readonly signature: number;
  readonly codes: Uint8Array;
}

/**
 * The signature of a word's first reading, and above it by how many consonants its other readings differ from that at most; SPREAD_ANY
 * where that is unknown.
 */
export function shapeOf(readings: readonly SeenReading[]): number {
  const first = readings[0]!.signature;
  let spread = 0;
  for (const { signature } of readings) spread = Math.max(spread, signatureDistance(first, signature));
  return first | (Math.min(spread, SPREAD_ANY) << SIGNATURE_BITS);
}

/**
 * The letters that stand in every reading, a bit for each of LETTERS; above them the letters of the longest (0: anything may be similar),
 * how many more kinds of letters a reading has at most, and whether the word is of a group of given names.
 */
export function lettersOf(readings: readonly SeenReading[], hasGroup: boolean): number {
  let common = LETTERS_MASK;
  let longest = 0;
  for (const { codes } of readings) {
    common &= lettersAmong(codes);
    longest = Math.max(longest, codes.length);
  }
  let more = 0;
  for (const { codes } of readings) more = Math.max(more, bitsIn(lettersAmong(codes) & ~common));
  if (longest > LONGEST_SEEN || more > MORE_MAX) return ANY_LETTERS;
  return common | (longest << LENGTH_SHIFT) | (more << MORE_SHIFT) | (hasGroup ? GROUP_BIT : 0);
}

/** What words are held against, for one word of a query. */
export class NearWord {
  /** How far each part of a signature is from the nearest reading's; PARTS tables, one behind the other. A sum of parts may be too small, never too large. */
  readonly distances: Uint8Array;
  /** What each part of the letters costs at least, in hundredths of a letter. */
  readonly costs: Uint16Array;
  /** By the other word's length, what the letters cost that it has too few, and what may be spent for the others. */
  readonly #lacking: Uint16Array;
  readonly #limits: Int32Array;
  /** By the other word's length, thousandths that a hundredth of a letter is of the longer word, as fractions of 2 ** SHARE_BITS. */
  readonly #shares: Int32Array;
  /** Letters of the longest reading; COST_MAX where they tell nothing. */
  readonly longest: number;
  /** Of whom a longer word may be the whole: from which length on, and with which letters. */
  readonly #wholeFrom: number;
  readonly #wholeLetters: number;
  /** Of whom a shorter word may be the beginning: its letters are among these. */
  readonly #cutLetters: number;
  readonly #hasGroup: boolean;
  /** A letter alone may stand for any word. */
  readonly #isAny: boolean;

  constructor({ letters, forms, group }: PreparedToken) {
    this.#isAny = letters === 1;
    this.#hasGroup = group > 0;
    this.distances = this.#isAny ? NO_DISTANCES : distancesByPart(forms.map(({ signature }) => signature));
    this.costs = costsByPart(forms.map(leastCosts));
    // What is written without vowels costs otherwise.
    const isTold = forms.every(({ vowelless, codes }) => !vowelless && codes.every((code) => code < FOREIGN_FIRST));
    const longest = isTold ? Math.max(...forms.map(({ length }) => length)) : COST_MAX;
    this.longest = longest;
    this.#lacking = lackingByLength(isTold ? forms : []);
    this.#limits = Int32Array.from(this.#lacking, (lacking, length) =>
      length === 0 ? COST_MAX : Math.min(COST_MAX, DISTANCE_SHARE_MAX * Math.max(longest, length)) - lacking,
    );
    this.#shares = Int32Array.from(this.#lacking, (_, length) =>
      Math.floor((10 << SHARE_BITS) / Math.max(1, longest, length)),
    );
    const whole = forms.filter(({ length }) => length >= SHORTENED_FROM);
    this.#wholeFrom = Math.min(LONGEST_SEEN + 1, ...whole.map(({ length }) => length + SHORTENED_BY));
    const cut = forms.filter(({ length }) => length >= SHORTENED_FROM + SHORTENED_BY);
    this.#cutLetters = cut.reduce((all, { codes }) => all | lettersAmong(codes), 0);
    this.#wholeLetters = whole.reduce((common, { codes }) => common & lettersAmong(codes), LETTERS_MASK);
  }

  /** Whether one of the words whose shapes and letters stand in turns from `at` to before `end` may be similar. */
  isAnyNear(seen: Int32Array, at: number, end: number): boolean {
    for (let word = at; word < end; word += 2) if (this.isNear(seen[word]!, seen[word + 1]!)) return true;
    return false;
  }

  isNear(shape: number, letters: number): boolean {
    return this.hasShape(shape) && this.hasLetters(letters);
  }

  /** Whether the consonants of a reading may be so near. */
  hasShape(shape: number): boolean {
    return hasShape(this.distances, shape);
  }

  /** Whether the letters of a reading may be so near, or the word may be a longer, a shorter or another form of the same name. */
  hasLetters(letters: number): boolean {
    if (this.#isAny) return true;
    const length = longestOf(letters);
    if (leastCostOf(this.costs, letters) <= this.#limits[length]!) return true;
    return this.#mayBeShortened(letters, length) || (this.#hasGroup && letters < 0);
  }

  /** How similar a word with such letters can be at most, in thousandths; 0 where `hasLetters` is false. */
  most(letters: number): number {
    return this.mostAt(leastCostOf(this.costs, letters), letters);
  }

  /** The same where what the letters cost at least is known. */
  mostAt(least: number, letters: number): number {
    const length = longestOf(letters);
    if (this.#isAny || this.longest === COST_MAX || length === 0) return SAME;
    const most =
      least > this.#limits[length]!
        ? 0
        : SAME - (((least + this.#lacking[length]!) * this.#shares[length]!) >>> SHARE_BITS);
    if (most < EQUIVALENT && this.#hasGroup && letters < 0) return EQUIVALENT;
    return most < SHORTENED && this.#mayBeShortened(letters, length) ? SHORTENED : most;
  }

  /** Whether one of the words may be the other cut short. */
  #mayBeShortened(letters: number, length: number): boolean {
    if (length >= SHORTENED_FROM && (letters & LETTERS_MASK & ~this.#cutLetters) === 0) return true;
    if (length < this.#wholeFrom) return false;
    const missing = this.#wholeLetters & ~letters & LETTERS_MASK;
    return missing === 0 || bitsIn(missing) <= ((letters >>> MORE_SHIFT) & MORE_MAX);
  }
}

/** The `distances` of the nearest of several words. */
export function nearestOf(words: readonly NearWord[]): Uint8Array {
  const nearest = new Uint8Array(NO_DISTANCES.length).fill(FAR);
  for (const { distances } of words)
    for (let at = 0; at < nearest.length; at += 1) nearest[at] = Math.min(nearest[at]!, distances[at]!);
  return nearest;
}

/** Whether one of the words whose shapes and letters stand in turns from `at` to before `end` has a shape that may be near. */
export function hasAnyShape(distances: Uint8Array, seen: Int32Array, at: number, end: number): boolean {
  for (let word = at; word < end; word += 2) if (hasShape(distances, seen[word]!)) return true;
  return false;
}

function hasShape(distances: Uint8Array, shape: number): boolean {
  return consonantsApart(distances, shape) <= CONSONANTS_APART_MAX + (shape >>> SIGNATURE_BITS);
}

/** By how many consonants the nearest reading differs at least. */
export function consonantsApart(distances: Uint8Array, shape: number): number {
  return (
    distances[shape & PART_MASK]! +
    distances[PART_VALUES + ((shape >>> SIGNATURE_PART_BITS) & PART_MASK)]! +
    distances[2 * PART_VALUES + ((shape >>> (2 * SIGNATURE_PART_BITS)) & PART_MASK)]!
  );
}

function distancesByPart(signatures: readonly number[]): Uint8Array {
  const distances = new Uint8Array(PARTS * PART_VALUES);
  for (let part = 0; part < PARTS; part += 1) {
    const own = signatures.map((signature) => (signature >>> (part * SIGNATURE_PART_BITS)) & PART_MASK);
    for (let value = 0; value < PART_VALUES; value += 1) {
      let least = FAR;
      for (const one of own) least = Math.min(least, signatureDistance(one, value));
      distances[part * PART_VALUES + value] = least;
    }
  }
  return distances;
}

/** Each letter that stands in a word costs so much at least; a letter that stands there twice is counted once. */
export function costsByPart(leastOfForms: readonly Uint8Array[]): Uint16Array {
  const byLetter = LETTERS.map((codes) =>
    Math.min(...codes.flatMap((code) => leastOfForms.map((costs) => costs[code]!))),
  );
  const costs = new Uint16Array(PARTS * LETTERS_PART_VALUES);
  for (let part = 0; part < PARTS; part += 1) {
    for (let value = 1; value < LETTERS_PART_VALUES; value += 1) {
      const lowest = 31 - Math.clz32(value & -value);
      const at = part * LETTERS_PART_VALUES;
      costs[at + value] = costs[at + (value & (value - 1))]! + byLetter[part * LETTERS_PART_BITS + lowest]!;
    }
  }
  return costs;
}

/** What it costs at least that a word is so many letters long and not as long as these, the least of them. */
function lackingByLength(forms: readonly { readonly codes: Uint8Array }[]): Uint16Array {
  const all = forms.map(({ codes }) => leastToLack(codes));
  return Uint16Array.from({ length: LONGEST_SEEN + 1 }, (_, length) =>
    length === 0 || all.length === 0
      ? 0
      : Math.min(...all.map((costs) => costs[Math.max(0, costs.length - 1 - length)]!)),
  );
}

/** By number of letters, what they cost at least where the other word lacks them: as the cheapest of the codes. */
export function leastToLack(codes: Uint8Array): Uint16Array {
  const sums = new Uint16Array(codes.length + 1);
  const costs = codes.map((code) => Math.min(INSERTION[code]!, FINAL_INSERTION[code]!)).sort();
  for (const [at, cost] of costs.entries()) sums[at + 1] = sums[at]! + cost;
  return sums;
}

/** What the letters cost at least, by `costsByPart`. */
export function leastCostOf(costs: Uint16Array, letters: number): number {
  return (
    costs[letters & LETTERS_PART_MASK]! +
    costs[LETTERS_PART_VALUES + ((letters >>> LETTERS_PART_BITS) & LETTERS_PART_MASK)]! +
    costs[2 * LETTERS_PART_VALUES + ((letters >>> (2 * LETTERS_PART_BITS)) & LETTERS_PART_MASK)]!
  );
}

/** Letters of the longest reading. */
export function longestOf(letters: number): number {
  return (letters >>> LENGTH_SHIFT) & LONGEST_SEEN;
}

/** Whether all readings have the same letters, which are then told whole. */
export function hasOneSetOfLetters(letters: number): boolean {
  return ((letters >>> MORE_SHIFT) & MORE_MAX) === 0;
}

/** Whether each of the codes from `first` to before `end` is one of LETTERS. */
export function areAllSeen(codes: Uint8Array, first: number, end: number): boolean {
  for (let at = first; at < end; at += 1) if (BIT_OF_CODE[codes[at]!] === 0) return false;
  return true;
}

export function lettersAmong(codes: Uint8Array): number {
  let letters = 0;
  for (let at = 0; at < codes.length; at += 1) letters |= BIT_OF_CODE[codes[at]!]!;
  return letters;
}

export function bitsIn(mask: number): number {
  let bits = 0;
  for (let left = mask; left !== 0; left &= left - 1) bits += 1;
  return bits;
}

/** Words whose consonants differ by more are far from each other anyway. */
export const CONSONANTS_APART_MAX = 3;
/** Anything may be similar. */
export const ANY_LETTERS = 0;
export const PARTS = 3;
export const PART_VALUES = 1 << SIGNATURE_PART_BITS;
export const PART_MASK = PART_VALUES - 1;
export const SIGNATURE_BITS = PARTS * SIGNATURE_PART_BITS;
/** So far or farther: nothing is known. */
const SPREAD_ANY = 31;
/** No part counts for more, so that SPREAD_ANY outweighs all of them. */
const FAR = 11;
const NO_DISTANCES = new Uint8Array(PARTS * PART_VALUES);

/** The letters of loose forms as they are seen: two that are one sound share a bit. Others are not looked at. */
export const LETTERS: readonly (readonly number[])[] = 'a e i o u b c d f g h j k l m n p r s t v z SZ C'
  .split(' ')
  .map((letters) => [...codesOf(letters)]);
export const LETTERS_PART_BITS = 8;
export const LETTERS_PART_VALUES = 1 << LETTERS_PART_BITS;
export const LETTERS_PART_MASK = LETTERS_PART_VALUES - 1;
export const LETTERS_MASK = (1 << (PARTS * LETTERS_PART_BITS)) - 1;
const BIT_OF_CODE = new Int32Array(256);
for (const [bit, codes] of LETTERS.entries()) for (const code of codes) BIT_OF_CODE[code] = 1 << bit;
const LENGTH_SHIFT = PARTS * LETTERS_PART_BITS;
/** Five bits. */
const LONGEST_SEEN = 31;
const MORE_SHIFT = LENGTH_SHIFT + 5;
/** Two bits. */
const MORE_MAX = 3;
export const GROUP_BIT = 1 << 31;
const COST_MAX = 0xffff;
/** So few that the costs of two whole words fit beside them. */
const SHARE_BITS = 14;
