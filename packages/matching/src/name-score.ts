// SPDX-License-Identifier: Apache-2.0
// How alike two prepared names are: what their pairs of words say, weighed against what is left over
// (spec/matching.md 12-14).
import type { NamePart } from './name-parts.ts';
import { pairTokens, type TokenPair } from './pair-tokens.ts';
import type { PreparedName } from './prepare-name.ts';
import { isInverted } from './similar-names.ts';
import { SAME } from './token-similarity.ts';

export interface NameScore {
  /** Thousandths. */
  readonly score: number;
  readonly pairs: readonly TokenPair[];
}

/** Symmetric: names are put in one order before ties are broken. */
export function scoreNames(a: PreparedName, b: PreparedName): NameScore {
  if (a.tokens.length === 0 || b.tokens.length === 0) return { score: 0, pairs: [] };
  if (comesFirst(a, b)) {
    const pairs = pairTokens(a, b);
    return { score: weigh(a, b, pairs), pairs };
  }
  const pairs = pairTokens(b, a);
  return { score: weigh(b, a, pairs), pairs: pairs.map(turned) };
}

function turned({ a, aWords, b, bWords, similarity }: TokenPair): TokenPair {
  return { a: b, aWords: bWords, b: a, bWords: aWords, similarity };
}

function comesFirst(a: PreparedName, b: PreparedName): boolean {
  if (a.tokens.length !== b.tokens.length) return a.tokens.length < b.tokens.length;
  for (let index = 0; index < a.tokens.length; index += 1) {
    const [left, right] = [a.tokens[index]!.word, b.tokens[index]!.word];
    if (left !== right) return left < right;
  }
  return true;
}

/** Score = what the pairs are worth / (what they weigh + what is left over), both in hundredths of a word. */
function weigh(a: PreparedName, b: PreparedName, pairs: readonly TokenPair[]): number {
  let weights = 0;
  let values = 0;
  let wordsA = 0;
  let wordsB = 0;
  let pairedA = 0;
  let pairedB = 0;
  for (const pair of pairs) {
    const weight = pairWeight(a, b, pair);
    weights += weight;
    values += weight * worthOf(a, b, pair);
    pairedA |= ((1 << pair.aWords) - 1) << pair.a;
    pairedB |= ((1 << pair.bWords) - 1) << pair.b;
    wordsA += namesAmong(a, pair.a, pair.aWords);
    wordsB += namesAmong(b, pair.b, pair.bWords);
  }
  if (weights === 0) return 0;
  let penalty = leftOver(a, pairedA, b, pairedB, weights);
  if (wordsA < 2 && wordsB < 2 && a.names >= 2 && b.names >= 2) penalty += ONE_WORD_ONLY;
  const score = Math.floor(values / (weights + penalty));
  return isInverted(a, b, pairs, true) ? Math.max(0, score - INVERTED) : score;
}

function namesAmong(name: PreparedName, first: number, count: number): number {
  let names = 0;
  for (let index = first; index < first + count; index += 1) if (name.parts[index] === 'name') names += 1;
  return names;
}

function pairWeight(a: PreparedName, b: PreparedName, pair: TokenPair): number {
  let left = 0;
  for (let index = pair.a; index < pair.a + pair.aWords; index += 1) left += wordWeight(a, index);
  let right = 0;
  for (let index = pair.b; index < pair.b + pair.bWords; index += 1) right += wordWeight(b, index);
  return pair.aWords === pair.bWords ? Math.min(left, right) : Math.max(left, right);
}

/** A long word tells more than a short one. */
function wordWeight(name: PreparedName, index: number): number {
  switch (name.parts[index]!) {
    case 'name': {
      const { forms, group } = name.tokens[index]!;
      return nameWeight(forms[0]!.text.length, group > 0);
    }
    case 'patronymic':
      return 70;
    case 'initial':
      return 40;
    case 'particle':
    case 'title':
      return 20;
  }
}

/** Of a word with so many letters in loose form. A common given name is shared by many. */
export function nameWeight(letters: number, isCommon: boolean): number {
  const weight = Math.min(WORD_WEIGHT_MAX, 60 + 10 * letters);
  return isCommon ? Math.floor((weight * COMMON_PERCENT) / 100) : weight;
}

/** What a pair says for one person. Doubt grows faster than the distance: half a word alike says next to nothing. */
function worthOf(a: PreparedName, b: PreparedName, pair: TokenPair): number {
  const { similarity } = pair;
  if (a.parts[pair.a] === 'initial' || b.parts[pair.b] === 'initial') return similarity === SAME ? SAME : INITIAL_VALUE;
  return worthOfNames(similarity);
}

/** The same of two names. The more similar, the more. */
export function worthOfNames(similarity: number): number {
  if (similarity >= ALL_BUT_SAME) return SAME;
  if (similarity >= CLEARLY_ALIKE) return similarity;
  return Math.max(0, CLEARLY_ALIKE - Math.floor(((CLEARLY_ALIKE - similarity) * DOUBT_PERCENT) / 100));
}

/**
 * By how many thousandths one word may be apart from two that it stands for, where the pair weighs so much, a name of so many letters is
 * left over beside it, and the whole reaches `least`; below 0 where it does not.
 */
export function apartWhereJoined(weight: number, lettersLeft: number, least: number): number {
  const missing = lettersLeft <= SHORT_LETTERS_MAX ? MISSING.initial : MISSING.name;
  const penalty = Math.floor((missing * ONE_SIDED_PERCENT) / 100);
  return SAME - similarityWorth(Math.ceil((least * (weight + penalty)) / weight));
}

/** The least similarity of two names that is worth so much; more than SAME where none is. */
function similarityWorth(worth: number): number {
  if (worth > SAME) return SAME + 1;
  if (worth > CLEARLY_ALIKE) return Math.min(worth, ALL_BUT_SAME);
  return CLEARLY_ALIKE - Math.floor(((CLEARLY_ALIKE - worth) * 100) / DOUBT_PERCENT);
}

/** Words left over on one side may be missing on the other; left over on both sides they contradict each other. */
function leftOver(a: PreparedName, pairedA: number, b: PreparedName, pairedB: number, weights: number): number {
  const left = unpaired(a, pairedA, CONTRADICTING);
  const right = unpaired(b, pairedB, CONTRADICTING);
  const both = Math.min(left, right);
  if (both < CONTRADICTION_FROM) {
    const missing = unpaired(a, pairedA, MISSING) + unpaired(b, pairedB, MISSING);
    return Math.floor((missing * ONE_SIDED_PERCENT) / 100);
  }
  const share = Math.floor((weights * both * CONTRADICTION_PERCENT) / (100 * CONTRADICTING.name));
  return Math.max(left, right) + Math.floor((both * BOTH_SIDED_PERCENT) / 100) + Math.min(share, weights);
}

function unpaired(name: PreparedName, paired: number, loss: Loss): number {
  let sum = 0;
  for (let index = 0; index < name.parts.length; index += 1) {
    if ((paired >> index) & 1) continue;
    const part = name.parts[index]!;
    const isShort = part === 'name' && name.tokens[index]!.forms[0]!.text.length <= SHORT_LETTERS_MAX;
    sum += isShort ? loss.initial : loss[part];
  }
  return sum;
}

/** In hundredths of a word. */
type Loss = Readonly<Record<NamePart, number>>;

/** Fathers' names and second names are often left out. */
const MISSING: Loss = { name: 70, patronymic: 25, initial: 20, particle: 5, title: 5 };
/** Another father is another person, as far as names tell. */
const CONTRADICTING: Loss = { name: 70, patronymic: 50, initial: 40, particle: 5, title: 5 };
const SHORT_LETTERS_MAX = 2;

export const WORD_WEIGHT_MAX = 120;
const COMMON_PERCENT = 80;
const ALL_BUT_SAME = 990;
const CLEARLY_ALIKE = 900;
const DOUBT_PERCENT = 200;
const INITIAL_VALUE = 500;
const ONE_WORD_ONLY = 50;
const ONE_SIDED_PERCENT = 35;
const BOTH_SIDED_PERCENT = 40;
/** Less is left over than a letter that stands for a name. */
const CONTRADICTION_FROM = 20;
/** The more was found alike, the less may a contradiction drown in it. */
const CONTRADICTION_PERCENT = 15;
/** Another order is neither a reason to exclude nor the same. */
const INVERTED = 10;
