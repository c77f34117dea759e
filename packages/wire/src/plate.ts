// SPDX-License-Identifier: Apache-2.0
// Registration plates: no check digit and no common shape, so only a test for what may be one. Their form is that of `canonicalNumber`.

/** Whether a canonical number may be a plate: 2 to 10 characters, at least one of them a digit. */
export function isPlateLike(canonical: string): boolean {
  return isPlateLong(canonical) && DIGIT.test(canonical);
}

/** The same of one that may be letters alone. */
export function isPlateLong(canonical: string): boolean {
  return canonical.length >= PLATE_CHARACTERS_MIN && canonical.length <= PLATE_CHARACTERS_MAX;
}

const PLATE_CHARACTERS_MIN = 2;
const PLATE_CHARACTERS_MAX = 10;
const DIGIT = /[0-9]/;
