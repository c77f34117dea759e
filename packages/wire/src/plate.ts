// SPDX-License-Identifier: Apache-2.0
// Registration plates: no check digit and no common shape, so only a canonical form and a test for what may be one.
import { canonicalNumber } from './number-form.ts';

/** Canonical plate: capitals and digits, look-alike Cyrillic letters as Latin. */
export function canonicalPlate(text: string): string {
  return canonicalNumber(text);
}

/** Whether a canonical number may be a plate: 2 to 10 characters, at least one of them a digit. */
export function isPlateLike(canonical: string): boolean {
  return canonical.length >= PLATE_CHARACTERS_MIN && canonical.length <= PLATE_CHARACTERS_MAX && DIGIT.test(canonical);
}

const PLATE_CHARACTERS_MIN = 2;
const PLATE_CHARACTERS_MAX = 10;
const DIGIT = /[0-9]/;
