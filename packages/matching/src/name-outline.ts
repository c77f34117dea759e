// SPDX-License-Identifier: Apache-2.0
// What is seen of a name of two words as a whole, in one number: the letters of each, and a sum of all as they are written.
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

/** Letters of the first word, or of the second, of a name with such an outline. */
export function lettersOfFirst(outline: number): number {
  return outline & LENGTH_MASK;
}

export function lettersOfSecond(outline: number): number {
  return (outline >>> LENGTH_BITS) & LENGTH_MASK;
}

/** Of the units of both words. */
export function sumOfOutline(outline: number): number {
  return outline >>> (2 * LENGTH_BITS);
}

const LENGTH_BITS = 5;
export const LENGTH_MASK = (1 << LENGTH_BITS) - 1;
export const SUM_MASK = (1 << UNITS_SUM_BITS) - 1;
