// SPDX-License-Identifier: Apache-2.0
// Why two names are alike: which words stand for each other, how, and what is left over (spec/matching.md 17).
import type { TokenPair } from './pair-tokens.ts';
import type { PreparedName } from './prepare-name.ts';
import { SAME } from './token-similarity.ts';

/** `a` and `b` are the words as they were read; either is absent where a word has no counterpart. */
export interface Reason {
  readonly how: 'same' | 'transliterated' | 'equivalent' | 'initial' | 'joined' | 'alike' | 'missing';
  readonly a?: string;
  readonly b?: string;
  /** Thousandths; 0 for a missing word. */
  readonly score: number;
}

/** One reason for each pair in the order of `a`, then one for each word left over. */
export function explainPairs(a: PreparedName, b: PreparedName, pairs: readonly TokenPair[]): Reason[] {
  const reasons = [...pairs].sort((one, other) => one.a - other.a).map((pair) => explainPair(a, b, pair));
  const left = leftOver(a, (index) => pairs.some((pair) => index >= pair.a && index < pair.a + pair.aWords));
  const right = leftOver(b, (index) => pairs.some((pair) => index >= pair.b && index < pair.b + pair.bWords));
  for (const word of left) reasons.push({ how: 'missing', a: word, score: 0 });
  for (const word of right) reasons.push({ how: 'missing', b: word, score: 0 });
  return reasons;
}

function explainPair(a: PreparedName, b: PreparedName, pair: TokenPair): Reason {
  const left = wordsOf(a, pair.a, pair.aWords);
  const right = wordsOf(b, pair.b, pair.bWords);
  return { how: howOf(a, b, pair, left === right), a: left, b: right, score: pair.similarity };
}

function howOf(a: PreparedName, b: PreparedName, pair: TokenPair, isEqual: boolean): Reason['how'] {
  if (pair.aWords > 1 || pair.bWords > 1) return 'joined';
  if (isEqual) return 'same';
  const [left, right] = [a.tokens[pair.a]!, b.tokens[pair.b]!];
  if (pair.similarity === SAME) return 'transliterated';
  if (left.group > 0 && left.group === right.group) return 'equivalent';
  return left.letters === 1 || right.letters === 1 ? 'initial' : 'alike';
}

function wordsOf(name: PreparedName, first: number, count: number): string {
  return name.tokens
    .slice(first, first + count)
    .map(({ word }) => word)
    .join(' ');
}

function leftOver(name: PreparedName, isPaired: (index: number) => boolean): string[] {
  return name.tokens.flatMap(({ word }, index) => (isPaired(index) ? [] : [word]));
}
