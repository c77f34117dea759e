// SPDX-License-Identifier: Apache-2.0
// How one word became another, by the rules for words of (EU) 2023/333, Annex II, 3.1: (a), (e), (f), (h).
import type { PreparedToken } from './prepare-token.ts';

/** The rules for words: known transliteration, two letters inverted, one character edited, truncated. */
export type WordRule = 'a' | 'e' | 'f' | 'h';

/** Every rule that alone makes the one word of the other; none where they are equal or further apart. Symmetric. */
export function wordRules(a: PreparedToken, b: PreparedToken): WordRule[] {
  if (a.word === b.word) return [];
  const rules: WordRule[] = isTransliterated(a, b) ? ['a'] : [];
  return a.script === b.script ? [...rules, ...editRules(a.word, b.word)] : rules;
}

/** Words of two scripts whose readings differ by one rule more; which of them was edited nobody knows. */
export function readingRules(a: PreparedToken, b: PreparedToken): WordRule[] {
  for (const { text } of a.forms) {
    for (const other of b.forms) {
      const edits = editRules(text, other.text);
      if (edits.length > 0) return ['a', ...edits];
    }
  }
  return [];
}

/** The same name by another rule of transliteration or in another language's form. */
function isTransliterated(a: PreparedToken, b: PreparedToken): boolean {
  if (a.group > 0 && a.group === b.group) return true;
  return a.forms.some(({ text }) => b.forms.some((other) => isSameSound(text, other.text)));
}

/** Rules of transliteration differ in g and h (г), sh and shch (щ), u and v (ў), and in where they write an i. */
function isSameSound(a: string, b: string): boolean {
  let left = 0;
  let right = 0;
  for (;;) {
    while (a.charCodeAt(left) === LETTER_I) left += 1;
    while (b.charCodeAt(right) === LETTER_I) right += 1;
    if (left === a.length || right === b.length) return left === a.length && right === b.length;
    if (soundOf(a.charCodeAt(left)) !== soundOf(b.charCodeAt(right))) return false;
    left += 1;
    right += 1;
  }
}

function soundOf(unit: number): number {
  return SOUNDS.get(unit) ?? unit;
}

/** The same of two words as they are written. */
export function editRules(a: string, b: string): WordRule[] {
  const rules: WordRule[] = [];
  // A letter has two units at most.
  if (Math.abs(a.length - b.length) <= 2) {
    const [left, right] = [lettersOf(a), lettersOf(b)];
    if (isSwapped(left, right)) rules.push('e');
    if (isOneEdit(left, right)) rules.push('f');
  }
  if (a !== b && (a.startsWith(b) || b.startsWith(a))) rules.push('h');
  return rules;
}

/** Code points. Most words have no letter of two units. */
function lettersOf(word: string): ArrayLike<string> {
  return HAS_PAIRS.test(word) ? [...word] : word;
}

/** Two letters changed places, wherever they stand. */
function isSwapped(a: ArrayLike<string>, b: ArrayLike<string>): boolean {
  if (a.length !== b.length) return false;
  let first = 0;
  while (first < a.length && a[first] === b[first]) first += 1;
  let second = a.length - 1;
  while (second > first && a[second] === b[second]) second -= 1;
  if (second <= first || a[first] !== b[second] || a[second] !== b[first]) return false;
  for (let at = first + 1; at < second; at += 1) if (a[at] !== b[at]) return false;
  return true;
}

/** One letter more, less or other. */
function isOneEdit(a: ArrayLike<string>, b: ArrayLike<string>): boolean {
  // Of a word of one letter nothing would be left.
  if (Math.abs(a.length - b.length) > 1 || Math.max(a.length, b.length) < 2) return false;
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let left = a.length - 1;
  let right = b.length - 1;
  while (left >= start && right >= start && a[left] === b[right]) {
    left -= 1;
    right -= 1;
  }
  return left - start < 1 && right - start < 1 && Math.max(left, right) >= start;
}

const HAS_PAIRS = /[\ud800-\udfff]/;
const LETTER_I = 'i'.charCodeAt(0);
const SOUNDS: ReadonlyMap<number, number> = new Map(
  ['hg', 'ZS', 'vu'].map((pair) => [pair.charCodeAt(0), pair.charCodeAt(1)]),
);
