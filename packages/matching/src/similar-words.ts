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
  return a.forms.some(({ text }) => b.forms.some((other) => soundOf(other.text) === soundOf(text)));
}

/** Rules of transliteration differ in g and h (г), sh and shch (щ), u and v (ў), and in where they write an i. */
function soundOf(form: string): string {
  return form.replace(/h/g, 'g').replace(/Z/g, 'S').replace(/v/g, 'u').replace(/i/g, '');
}

/** The same of two words as they are written. */
export function editRules(a: string, b: string): WordRule[] {
  const [left, right] = [[...a], [...b]];
  const rules: WordRule[] = [];
  if (isSwapped(left, right)) rules.push('e');
  if (isOneEdit(left, right)) rules.push('f');
  if (a !== b && (a.startsWith(b) || b.startsWith(a))) rules.push('h');
  return rules;
}

/** Two letters changed places, wherever they stand. */
function isSwapped(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  const places = a.flatMap((letter, index) => (letter === b[index] ? [] : [index]));
  if (places.length !== 2) return false;
  const [first, second] = places as [number, number];
  return a[first] === b[second] && a[second] === b[first];
}

/** One letter more, less or other. */
function isOneEdit(a: readonly string[], b: readonly string[]): boolean {
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
