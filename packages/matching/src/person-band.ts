// SPDX-License-Identifier: Apache-2.0
// From the likeness of names and what the dates of birth say to a band (spec/person-index.md, 6). Integers only.
import { BIRTH_DATE_CODES, type BirthDateCode } from './birth-date-rules.ts';
import { COMPARE_FROM } from './profile.ts';

/** `hit`: act by the alert. `compare`: somebody looks at a second key first. */
export type PersonBand = 'hit' | 'compare' | 'no';

/**
 * `score` in thousandths; `rarity` in bits, as `NameTable.rarityOf` gives it. A name alone is never more than `compare`, and a common
 * name alone must be all but equal for that.
 */
export function bandOfPerson(score: number, date: BirthDateCode, rarity: number): PersonBand {
  if (score < COMPARE_FROM) return 'no';
  switch (date) {
    case 'birth-date-equal':
      return 'hit';
    case 'birth-date-inverted':
    case 'birth-date-converted':
    case 'birth-date-edited':
      return 'compare';
    case 'birth-date-month-equal':
    case 'birth-date-year-equal':
    case 'birth-date-first-of-january':
      return score >= PARTIAL_DATE_FROM ? 'compare' : 'no';
    case 'birth-date-missing':
      return score >= (rarity >= RARE_BITS ? NAME_ALONE_FROM : COMMON_NAME_ALONE_FROM) ? 'compare' : 'no';
    case 'birth-date-different':
      return 'no';
  }
}

/** The least score that is more than `no` beside such a date, however rare the name. */
export function leastScoreFor(date: BirthDateCode): number {
  switch (date) {
    case 'birth-date-month-equal':
    case 'birth-date-year-equal':
    case 'birth-date-first-of-january':
      return PARTIAL_DATE_FROM;
    case 'birth-date-missing':
      return NAME_ALONE_FROM;
    default:
      return COMPARE_FROM;
  }
}

/** 0 for the most telling. */
export function rankOfEvidence(code: BirthDateCode): number {
  return BIRTH_DATE_CODES.indexOf(code);
}

const PARTIAL_DATE_FROM = 800;
const NAME_ALONE_FROM = 850;
const COMMON_NAME_ALONE_FROM = 950;
/** A name of which the register expects less than one in a thousand by chance. */
const RARE_BITS = 10;
