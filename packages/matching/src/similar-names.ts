// SPDX-License-Identifier: Apache-2.0
// Which rules of (EU) 2023/333, Annex II, 3.1 make one name similar to another (spec/matching.md 15-16).
import type { TokenPair } from './pair-tokens.ts';
import type { PreparedName } from './prepare-name.ts';
import type { PreparedToken } from './prepare-token.ts';
import { ARABIC_ARTICLE } from './romanise/arabic.ts';
import { editRules, readingRules, type WordRule, wordRules } from './similar-words.ts';
import { SAME } from './token-similarity.ts';

/**
 * (a) known transliteration, (b) surname and first-name fields inverted, (c) fields regrouped in one, (d) two words inverted,
 * (e) two letters inverted, (f) one character edited, (g) hyphens, commas or apostrophes, (h) truncated.
 */
export type NameRule = WordRule | 'b' | 'c' | 'd' | 'g';

/** A quick look whether names below the threshold are worth the whole of `similarNames`: at most one word without a partner. */
export function mayBeSimilar(a: PreparedName, b: PreparedName, pairs: readonly TokenPair[]): boolean {
  if (a.tokens.length !== b.tokens.length && lettersInOrder(a) === lettersInOrder(b)) return true;
  if (pairs.length === 0) return false;
  let left = a.tokens.length;
  let right = b.tokens.length;
  for (const { aWords, bWords } of pairs) {
    left -= aWords;
    right -= bWords;
  }
  return left <= 1 || right <= 1;
}

/**
 * Whether one word changed by one of the rules, or the cut end of a name, is all that keeps the names apart. `a` and `b` are symmetric;
 * `pairs` are theirs.
 */
export function isOneChange(a: PreparedName, b: PreparedName, pairs: readonly TokenPair[]): boolean {
  let unlike = 0;
  for (const { similarity } of pairs) if (similarity !== SAME) unlike += 1;
  if (unlike <= 1 && addWordRules(a, b, pairs, new Set())) return true;
  if (isTruncated(a.tokens, b.tokens) || isTruncated(b.tokens, a.tokens)) return true;
  const letters = lettersInOrder(a);
  const otherLetters = lettersInOrder(b);
  return letters === otherLetters || editsOf(a, b, letters, otherLetters).length > 0;
}

/** In the order of the alphabet, each once. All rules are always checked. */
export function similarNames(a: PreparedName, b: PreparedName, pairs: readonly TokenPair[]): readonly NameRule[] {
  const rules = new Set<NameRule>();
  addWordRules(a, b, pairs, rules);
  const letters = lettersInOrder(a);
  const otherLetters = lettersInOrder(b);
  for (const rule of editsOf(a, b, letters, otherLetters)) rules.add(rule);
  if (isTruncated(a.tokens, b.tokens) || isTruncated(b.tokens, a.tokens)) rules.add('h');
  if (isInverted(a, b, pairs, false)) rules.add('d');
  if (isFieldInverted(a, b, pairs)) rules.add('b');
  if (a.surnameWords > 0 !== b.surnameWords > 0) rules.add('c');
  const isRegrouped = letters === otherLetters;
  if (isRegrouped && a.tokens.length !== b.tokens.length) rules.add('c');
  if (isRegrouped && a.marks !== b.marks) rules.add('g');
  return [...rules].sort();
}

/** The letters that changed places may stand in two words. */
function editsOf(a: PreparedName, b: PreparedName, letters: string, otherLetters: string): readonly WordRule[] {
  return [...oneEditedWord(a, b), ...editRules(letters, otherLetters).filter((rule) => rule === 'e')];
}

/** Adds the rules of each pair of words; says whether one changed word is all that keeps the names apart. */
function addWordRules(a: PreparedName, b: PreparedName, pairs: readonly TokenPair[], rules: Set<NameRule>): boolean {
  let changed = 0;
  let unlike = 0;
  const last = loosePair(a, b, pairs);
  for (const pair of last === undefined ? pairs : [...pairs, last]) {
    if (pair.aWords > 1 || pair.bWords > 1) {
      rules.add('c');
      if (pair.similarity < SAME) unlike += 1;
      continue;
    }
    const [left, right] = [a.tokens[pair.a]!, b.tokens[pair.b]!];
    const own = rulesOf(left, right);
    for (const rule of own) rules.add(rule);
    // Words of two scripts that stand for each other are a transliteration, whatever is not written in the one of them.
    if (left.script !== right.script) rules.add('a');
    if (pair.similarity === SAME) continue;
    if (own.length > 0) changed += 1;
    else unlike += 1;
  }
  if (last === undefined && (hasUnpairedName(a, pairs, 'a') || hasUnpairedName(b, pairs, 'b'))) return false;
  return changed <= 1 && unlike === 0;
}

function rulesOf(a: PreparedToken, b: PreparedToken): readonly WordRule[] {
  const rules = wordRules(a, b);
  return rules.length > 0 || a.script === b.script ? rules : readingRules(a, b);
}

/** The one word of each name that found no partner, where exactly one is left of each and a rule makes the one of the other. */
function loosePair(a: PreparedName, b: PreparedName, pairs: readonly TokenPair[]): TokenPair | undefined {
  const left = unpaired(a, pairs, 'a');
  const right = unpaired(b, pairs, 'b');
  if (left.length !== 1 || right.length !== 1 || pairs.length === 0) return undefined;
  const pair = { a: left[0]!, aWords: 1, b: right[0]!, bWords: 1, similarity: 0 };
  return rulesOf(a.tokens[pair.a]!, b.tokens[pair.b]!).length > 0 ? pair : undefined;
}

/** The rules that made one word of another, where all words but that one are equal as they are written. */
function oneEditedWord(a: PreparedName, b: PreparedName): readonly WordRule[] {
  const left = writtenWords(a);
  const right = writtenWords(b);
  if (left.length !== right.length || left.length < 2) return [];
  const other = left.flatMap((word, index) => (word === right[index] ? [] : [index]));
  return other.length === 1 ? editRules(left[other[0]!]!, right[other[0]!]!) : [];
}

/** The article and its word as one again. */
function writtenWords({ tokens }: PreparedName): string[] {
  const words: string[] = [];
  let article = '';
  for (const { word } of tokens) {
    if (word === ARABIC_ARTICLE) article = word;
    else {
      words.push(article + word);
      article = '';
    }
  }
  return words;
}

function unpaired(name: PreparedName, pairs: readonly TokenPair[], side: 'a' | 'b'): number[] {
  const words = side === 'a' ? 'aWords' : 'bWords';
  return name.tokens.flatMap((_, index) =>
    pairs.some((pair) => index >= pair[side] && index < pair[side] + pair[words]) ? [] : [index],
  );
}

function hasUnpairedName(name: PreparedName, pairs: readonly TokenPair[], side: 'a' | 'b'): boolean {
  return unpaired(name, pairs, side).some((index) => {
    const part = name.parts[index];
    return part === 'name' || part === 'patronymic' || part === 'initial';
  });
}

/** The shorter name is the beginning of the longer, and at least half of it, with more than one word. */
function isTruncated(short: readonly PreparedToken[], long: readonly PreparedToken[]): boolean {
  if (short.length < 2 || short.length > long.length) return false;
  const last = short.length - 1;
  for (let index = 0; index < last; index += 1) if (!isSameWord(short[index]!, long[index]!)) return false;
  const isWholeWord = isSameWord(short[last]!, long[last]!);
  if (!isWholeWord && !begins(long[last]!, short[last]!)) return false;
  if (isWholeWord && short.length === long.length) return false;
  return lettersOf(short) * 2 >= lettersOf(long);
}

function isSameWord(a: PreparedToken, b: PreparedToken): boolean {
  return a.word === b.word || a.forms.some(({ text }) => b.forms.some((other) => other.text === text));
}

function begins(whole: PreparedToken, cut: PreparedToken): boolean {
  if (whole.word.startsWith(cut.word)) return true;
  return whole.forms.some(({ text }) => cut.forms.some((form) => text.startsWith(form.text)));
}

function lettersOf(tokens: readonly PreparedToken[]): number {
  return tokens.reduce((sum, { forms }) => sum + forms[0]!.text.length, 0);
}

/** Whether words come in another order; of small words only where they are not passed over. */
export function isInverted(a: PreparedName, b: PreparedName, pairs: readonly TokenPair[], namesOnly: boolean): boolean {
  if (a.surnameWords > 0 !== b.surnameWords > 0) return false;
  for (const one of pairs) {
    if (namesOnly && !isNamePair(a, b, one)) continue;
    for (const other of pairs) {
      if (one.a < other.a && one.b > other.b && !(namesOnly && !isNamePair(a, b, other))) return true;
    }
  }
  return false;
}

/** A surname stands among the given names; without fields, the last word of the one is the first of the other. */
function isFieldInverted(a: PreparedName, b: PreparedName, pairs: readonly TokenPair[]): boolean {
  if (a.surnameWords > 0 !== b.surnameWords > 0) return false;
  if (a.surnameWords > 0) return pairs.some((pair) => pair.a < a.surnameWords !== pair.b < b.surnameWords);
  const [firstA, lastA] = [firstWord(a), a.tokens.length - 1];
  const [firstB, lastB] = [firstWord(b), b.tokens.length - 1];
  if (firstA >= lastA || firstB >= lastB) return false;
  return pairs.some((pair) => (pair.a === lastA && pair.b === firstB) || (pair.b === lastB && pair.a === firstA));
}

/** The article before a surname is no word of its own here. */
function firstWord({ tokens }: PreparedName): number {
  return tokens.findIndex(({ kind }) => kind !== 'article');
}

function isNamePair(a: PreparedName, b: PreparedName, pair: TokenPair): boolean {
  return a.parts[pair.a] === 'name' && b.parts[pair.b] === 'name';
}

/** What is left of a name without what stands between its words. */
function lettersInOrder({ tokens }: PreparedName): string {
  let letters = '';
  for (const { word } of tokens) letters += word;
  return letters;
}
