// SPDX-License-Identifier: Apache-2.0
// How alike two prepared names are: what their pairs of words say, weighed against what is left over
// (spec/matching.md 9-11).
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
    if (a.parts[pair.a] === 'name' && b.parts[pair.b] === 'name') {
      wordsA += pair.aWords;
      wordsB += pair.bWords;
    }
  }
  if (weights === 0) return 0;
  let penalty = leftOver(a, pairedA, b, pairedB, weights);
  if (wordsA < 2 && wordsB < 2 && a.names >= 2 && b.names >= 2) penalty += ONE_WORD_ONLY;
  const score = Math.floor(values / (weights + penalty));
  return isInverted(a, b, pairs) ? Math.max(0, score - INVERTED) : score;
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
    case 'name':
      return Math.min(WORD_WEIGHT_MAX, 60 + 10 * name.tokens[index]!.forms[0]!.text.length);
    case 'patronymic':
      return 70;
    case 'initial':
      return 40;
    case 'particle':
    case 'title':
      return 20;
  }
}

/** What a pair says for one person. Below about two thirds it speaks against. */
function worthOf(a: PreparedName, b: PreparedName, pair: TokenPair): number {
  const { similarity } = pair;
  if (a.parts[pair.a] === 'initial' || b.parts[pair.b] === 'initial') return similarity === SAME ? SAME : INITIAL_VALUE;
  if (similarity >= 990) return SAME;
  if (similarity > 900) return similarity;
  if (similarity > 750) return similarity - 20;
  if (similarity > 650) return similarity - 120;
  return Math.max(0, similarity - 500);
}

/** Words left over on one side may be missing on the other; left over on both sides they contradict each other. */
function leftOver(a: PreparedName, pairedA: number, b: PreparedName, pairedB: number, weights: number): number {
  const left = unpaired(a, pairedA);
  const right = unpaired(b, pairedB);
  const both = Math.min(left, right);
  if (both < CONTRADICTION_FROM) return Math.floor(((left + right) * ONE_SIDED_PERCENT) / 100);
  const fathers = hasUnpairedFather(a, pairedA) && hasUnpairedFather(b, pairedB) ? TWO_FATHERS : 0;
  const share = Math.floor((weights * Math.min(both, WORD_LOST) * CONTRADICTION_PERCENT) / (100 * WORD_LOST));
  return left + right - both + Math.floor((both * BOTH_SIDED_PERCENT) / 100) + share + fathers;
}

function hasUnpairedFather(name: PreparedName, paired: number): boolean {
  const index = name.parts.indexOf('patronymic');
  return index >= 0 && ((paired >> index) & 1) === 0;
}

function unpaired(name: PreparedName, paired: number): number {
  let sum = 0;
  for (let index = 0; index < name.parts.length; index += 1) {
    if ((paired >> index) & 1) continue;
    switch (name.parts[index]!) {
      case 'name':
        sum += name.tokens[index]!.forms[0]!.text.length > 2 ? WORD_LOST : 20;
        break;
      case 'patronymic':
        sum += 25;
        break;
      case 'initial':
        sum += 20;
        break;
      case 'particle':
      case 'title':
        sum += 5;
        break;
    }
  }
  return sum;
}

const WORD_WEIGHT_MAX = 120;
const WORD_LOST = 70;
const INITIAL_VALUE = 500;
const ONE_WORD_ONLY = 50;
/** Two fathers' names that have nothing to do with each other. */
const TWO_FATHERS = 30;
const ONE_SIDED_PERCENT = 35;
const BOTH_SIDED_PERCENT = 40;
/** Half a word is left over on both sides. */
const CONTRADICTION_FROM = 20;
/** The more was found alike, the less may a contradiction drown in it. */
const CONTRADICTION_PERCENT = 20;
/** Another order is neither a reason to exclude nor the same. */
const INVERTED = 10;
