// SPDX-License-Identifier: Apache-2.0
// How alike two words of names are, in thousandths (spec/matching.md 7-8).
import { isForeign, WHOLE_LETTER } from './letter-costs.ts';
import type { PreparedToken, Reading, Sounds } from './prepare-token.ts';
import { signatureDistance } from './skeleton.ts';
import { tokenDistance } from './token-distance.ts';

/** 1000 for words with a reading in common, 0 for words that have nothing to do with each other. Symmetric. */
export function tokenSimilarity(a: PreparedToken, b: PreparedToken): number {
  return a === b || a.word === b.word ? SAME : soundSimilarity(a.sounds, b.sounds);
}

/**
 * The same of two words that are not written alike. What is below `least` may come out lower: it is given up earlier. `costs` are the
 * `leastCosts` of each reading of `a`, where they are at hand.
 */
export function soundSimilarity(a: Sounds, b: Sounds, least = 0, costs: readonly Uint8Array[] = NO_COSTS): number {
  if (a.isInitial || b.isInitial) return beginAlike(a, b) ? INITIAL : 0;
  let best = 0;
  for (let one = 0; one < a.count; one += 1) {
    const reading = a.readings[one]!;
    for (let two = 0; two < b.count; two += 1) {
      const other = b.readings[two]!;
      if (isSameReading(reading, other)) return SAME;
      const similarity = formSimilarity(reading, other, least, costs[one]);
      if (similarity > best) best = similarity;
      if (best < SHORTENED && isShortened(reading, other)) best = SHORTENED;
    }
  }
  return best < EQUIVALENT && a.group > 0 && a.group === b.group ? EQUIVALENT : best;
}

/** The same of two readings; 0 for what no pair of words is made of. */
export function formSimilarity(a: Reading, b: Reading, least = 0, costs?: Uint8Array): number {
  const length = comparedLength(a, b);
  const most = length * DISTANCE_SHARE_MAX;
  if (signatureDistance(a.signature, b.signature) * CONSONANT_COST_LEAST > most) return 0;
  const limit = Math.min(most, Math.floor(((SAME - least) * length) / 10));
  let distance = tokenDistance(a, b, limit, a.vowelless === b.vowelless ? costs : undefined);
  // Letters without a table share codes; only equal words are equal.
  if (distance === 0 && a.length > 0 && isForeign(a.codes[a.from])) distance = WHOLE_LETTER;
  if (distance > limit) return 0;
  const similarity = SAME - Math.ceil((distance * 10) / length);
  return length <= SHORT_LETTERS && distance > SHORT_DISTANCE_MAX ? Math.floor((similarity * 7) / 10) : similarity;
}

/** Where one side writes no vowels, both count by what it writes. */
function comparedLength(a: Reading, b: Reading): number {
  if (a.vowelless === b.vowelless) return Math.max(a.length, b.length);
  const [bare, full] = a.vowelless ? [a, b] : [b, a];
  return Math.max(bare.length, full.consonants + ((full.length - full.consonants) >> 1));
}

/** Vlad for Vladimir: a word cut short, not one with another ending. */
function isShortened(a: Reading, b: Reading): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= SHORTENED_FROM && long.length >= short.length + SHORTENED_BY && begins(long, short);
}

function isSameReading(a: Reading, b: Reading): boolean {
  return a.length === b.length && begins(a, b);
}

/** Letters without a table share codes, so that equal codes need not be equal letters: their texts tell. */
function begins(whole: Reading, start: Reading): boolean {
  if (start.text !== undefined && whole.text !== undefined) return whole.text.startsWith(start.text);
  for (let at = 0; at < start.length; at += 1) {
    if (whole.codes[whole.from + at] !== start.codes[start.from + at]) return false;
  }
  return true;
}

function beginAlike(a: Sounds, b: Sounds): boolean {
  if (a.firstUnit === b.firstUnit) return true;
  for (let one = 0; one < a.count; one += 1) {
    const reading = a.readings[one]!;
    for (let two = 0; two < b.count; two += 1) {
      const other = b.readings[two]!;
      if (isSameLetter(reading, other)) return true;
    }
  }
  return false;
}

/** The first letters of two readings; of one without letters there is none. */
function isSameLetter(a: Reading, b: Reading): boolean {
  if (a.text !== undefined && b.text !== undefined) return a.text[0] === b.text[0];
  return a.length === 0 || b.length === 0 ? a.length === b.length : a.codes[a.from] === b.codes[b.from];
}

const NO_COSTS: readonly Uint8Array[] = [];

export const SAME = 1000;
/** Another language's form of one given name: not quite the same, so that the same ranks first. */
export const EQUIVALENT = 960;
const INITIAL = 600;
export const SHORTENED = 760;
export const SHORTENED_FROM = 4;
export const SHORTENED_BY = 3;
/** A distance is given up beyond this many hundredths for each letter. */
export const DISTANCE_SHARE_MAX = 40;
/** Consonants of another class cost hardly less than this each. */
const CONSONANT_COST_LEAST = 40;
const SHORT_LETTERS = 3;
const SHORT_DISTANCE_MAX = 50;
