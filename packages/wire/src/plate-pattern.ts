// SPDX-License-Identifier: Apache-2.0
// A plate of which a part is known: `?` stands for one character, `*` for any number of them (spec/plate-pattern.md).
import { canonicalNumber, confusionFold } from './number-form.ts';
import type { Question } from './query.ts';

/** Characters that are known: with fewer, thousands of plates of people who have nothing to do with it would fit. */
export const PLATE_PATTERN_KNOWN_MIN = 3;
/** Places of a pattern, its `*` included. */
export const PLATE_PATTERN_CHARACTERS_MAX = 12;
/** More of them tell nothing, and cost time. */
const ANY_NUMBER_MAX = 2;

/** Whether a text is meant as a part of a plate: letters, digits and separators, one character unknown at least. */
export function looksLikePlatePattern(text: string): boolean {
  return ANY.test(text) && PATTERN_TEXT.test(text);
}

/** The canonical form: capitals and digits without separators, Cyrillic look-alikes in Latin letters, with `?` and `*`. Undefined where it breaks a rule. */
export function readPlatePattern(text: string): string | undefined {
  if (!PATTERN_TEXT.test(text)) return undefined;
  const pattern = text.replace(KNOWN_PART, (part) => canonicalNumber(part)).replaceAll(SEVERAL_ANY, '*');
  return isPlatePattern(pattern) ? pattern : undefined;
}

/** Whether a text is a pattern in canonical form. */
export function isPlatePattern(pattern: string): boolean {
  const known = pattern.replaceAll(WILD, '');
  return (
    pattern.length <= PLATE_PATTERN_CHARACTERS_MAX &&
    [...known].length >= PLATE_PATTERN_KNOWN_MIN &&
    known.length < pattern.length &&
    pattern.split('*').length - 1 <= ANY_NUMBER_MAX &&
    CANONICAL.test(pattern)
  );
}

/** Tells whether a plate fits, which is given with the confusion fold: characters that readers confuse count as the same. */
export function plateMatcher(pattern: string): (folded: string) => boolean {
  const expression = [...pattern].map((character) =>
    character === '?' ? '.' : character === '*' ? '.*' : confusionFold(character),
  );
  const matching = new RegExp(`^${expression.join('')}$`, 'u');
  return (folded) => matching.test(folded);
}

/** Whether a question asks by a part of a plate. */
export function asksByPartOfPlate({ subjects }: Pick<Question, 'subjects'>): boolean {
  return subjects.some((subject) => subject.kind === 'vehicle' && subject.platePattern !== undefined);
}

const ANY = /[?*]/;
const WILD = /[?*]/g;
const SEVERAL_ANY = /\*+/g;
const KNOWN_PART = /[^?*]+/g;
const PATTERN_TEXT = /^[\p{L}\p{Nd} .?*-]+$/u;
const CANONICAL = /^[\p{Lu}\p{Lo}\p{Nd}?*]+$/u;
