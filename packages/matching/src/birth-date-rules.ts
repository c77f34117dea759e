// SPDX-License-Identifier: Apache-2.0
// What two dates of birth say about each other, in the words of (EU) 2023/333, Annex II, 3.2. Weights are the profile's affair.
import {
  type BirthDate,
  birthDateOf,
  dayOf,
  isGregorian,
  isWholeDate,
  monthOf,
  UNKNOWN_BIRTH_DATE,
  yearOf,
} from './birth-date.ts';
import { dayNumberOf, firstDayNumberOf, HIJRA_CALENDARS, hasDate, lastDayNumberOf } from './birth-date-calendars.ts';

/** Annex II, 3.2: (a) month and day inverted, (b) a known conversion between calendars, (c) a single character edit. */
export type BirthDateRule = 'a' | 'b' | 'c';

/** What a comparison found, most telling first (spec/birth-date.md, 3). Explanations and the profile name these codes. */
export const BIRTH_DATE_CODES = [
  'birth-date-equal',
  'birth-date-inverted',
  'birth-date-converted',
  'birth-date-edited',
  'birth-date-month-equal',
  'birth-date-year-equal',
  'birth-date-first-of-january',
  'birth-date-missing',
  'birth-date-different',
] as const;
export type BirthDateCode = (typeof BIRTH_DATE_CODES)[number];

/** One code, and every rule of similarity that holds. */
export interface BirthDateEvidence {
  readonly code: BirthDateCode;
  /** In the order of the letters; empty where no rule is needed to say what the code says. */
  readonly rules: readonly BirthDateRule[];
}

/** How telling a code is: 0 for the most. */
export function rankOfBirthDate(code: BirthDateCode): number {
  return RANKS.get(code)!;
}

/** Compares two dates of birth. The order of the two does not matter; nothing is allocated. */
export function compareBirthDates(one: BirthDate, other: BirthDate): BirthDateEvidence {
  if (one === UNKNOWN_BIRTH_DATE || other === UNKNOWN_BIRTH_DATE) return MISSING;
  if (isGregorian(one) !== isGregorian(other))
    return isGregorian(one) ? compareCalendars(other, one) : compareCalendars(one, other);
  if (isWholeDate(one) && isWholeDate(other)) {
    if (one === other) return EQUAL;
    const rules = similarityOf(one, other);
    if (rules !== 0) return SIMILAR[rules]!;
  }
  if (yearOf(one) !== yearOf(other)) return DIFFERENT;
  if (isFirstOfYear(one) || isFirstOfYear(other)) return FIRST_OF_YEAR;
  if (monthOf(one) === 0 || monthOf(other) === 0) return YEAR_EQUAL;
  if (monthOf(one) !== monthOf(other)) return DIFFERENT;
  return isWholeDate(one) && isWholeDate(other) ? DIFFERENT : MONTH_EQUAL;
}

/** Whether the date is one that many States write where only the year is known: 1 January, or the first day of a year of the Hijra. */
export function isFirstOfYear(date: BirthDate): boolean {
  return monthOf(date) === 1 && dayOf(date) === 1;
}

/** The year alone, where the date may stand for that; otherwise the date. */
export function widestMeaningOf(date: BirthDate): BirthDate {
  return isFirstOfYear(date) ? birthDateOf(yearOf(date), 0, 0) : date;
}

/** Rule (b) between the Hijra and the Gregorian calendar, of which only days can be compared, not digits. */
function compareCalendars(hijra: BirthDate, gregorian: BirthDate): BirthDateEvidence {
  if (isWholeDate(hijra) && isWholeDate(gregorian) && mayShareDay(hijra, gregorian)) return SIMILAR[RULE_B]!;
  if (!mayShareDay(widestMeaningOf(hijra), widestMeaningOf(gregorian))) return DIFFERENT;
  if (isFirstOfYear(hijra) || isFirstOfYear(gregorian)) return FIRST_OF_YEAR_CONVERTED;
  return monthOf(hijra) === 0 || monthOf(gregorian) === 0 ? YEAR_CONVERTED : MONTH_CONVERTED;
}

function mayShareDay(hijra: BirthDate, gregorian: BirthDate): boolean {
  const first = firstDayNumberOf('gregorian', gregorian);
  const last = lastDayNumberOf('gregorian', gregorian);
  return HIJRA_CALENDARS.some(
    ({ calendar, toleranceDays }) =>
      hasDate(calendar, hijra) &&
      firstDayNumberOf(calendar, hijra) - toleranceDays <= last &&
      first <= lastDayNumberOf(calendar, hijra) + toleranceDays,
  );
}

/** All three rules are always checked (Annex II, 3): a sum of RULE_A, RULE_B and RULE_C, for two whole dates of like calendars. */
function similarityOf(one: BirthDate, other: BirthDate): number {
  return (
    (isInverted(one, other) ? RULE_A : 0) + (isJulian(one, other) ? RULE_B : 0) + (isEdited(one, other) ? RULE_C : 0)
  );
}

function isInverted(one: BirthDate, other: BirthDate): boolean {
  return yearOf(one) === yearOf(other) && monthOf(one) === dayOf(other) && dayOf(one) === monthOf(other);
}

/** One day, written in the Julian and in the Gregorian calendar. Half a month apart at most: most pairs are told by their years. */
function isJulian(one: BirthDate, other: BirthDate): boolean {
  if (!isGregorian(one) || Math.abs(yearOf(one) - yearOf(other)) > 1) return false;
  return (
    dayNumberOf('julian', one) === dayNumberOf('gregorian', other) ||
    dayNumberOf('julian', other) === dayNumberOf('gregorian', one)
  );
}

/** One of year, month and day differs, and by one character as it is written, with or without a leading zero. */
function isEdited(one: BirthDate, other: BirthDate): boolean {
  const sameYear = yearOf(one) === yearOf(other);
  const sameMonth = monthOf(one) === monthOf(other);
  const sameDay = dayOf(one) === dayOf(other);
  if (sameMonth && sameDay) return digitsThatDiffer(yearOf(one), yearOf(other)) === 1;
  if (sameYear && sameDay) return isShortEdit(monthOf(one), monthOf(other));
  return sameYear && sameMonth && isShortEdit(dayOf(one), dayOf(other));
}

/** For months and days: 02 and 12 differ by a substitution, 1 and 12 by an insertion. */
function isShortEdit(one: number, other: number): boolean {
  if (digitsThatDiffer(one, other) === 1) return true;
  const [shorter, longer] = one < other ? [one, other] : [other, one];
  return shorter < 10 && longer >= 10 && Math.trunc(longer / 10) === shorter;
}

function digitsThatDiffer(one: number, other: number): number {
  let count = 0;
  for (let a = one, b = other; a !== b; a = Math.trunc(a / 10), b = Math.trunc(b / 10)) {
    if (a % 10 !== b % 10) count += 1;
  }
  return count;
}

const RULE_A = 1;
const RULE_B = 2;
const RULE_C = 4;

const RANKS: ReadonlyMap<BirthDateCode, number> = new Map(BIRTH_DATE_CODES.map((code, rank) => [code, rank]));

const plain = (code: BirthDateCode): BirthDateEvidence => Object.freeze({ code, rules: Object.freeze([]) });
const converted = (code: BirthDateCode): BirthDateEvidence =>
  Object.freeze({ code, rules: Object.freeze(['b'] as const) });
const EQUAL = plain('birth-date-equal');
const MONTH_EQUAL = plain('birth-date-month-equal');
const YEAR_EQUAL = plain('birth-date-year-equal');
const FIRST_OF_YEAR = plain('birth-date-first-of-january');
const MONTH_CONVERTED = converted('birth-date-month-equal');
const YEAR_CONVERTED = converted('birth-date-year-equal');
const FIRST_OF_YEAR_CONVERTED = converted('birth-date-first-of-january');
const MISSING = plain('birth-date-missing');
const DIFFERENT = plain('birth-date-different');

/** By the sum of the rules; the rule that fewest dates meet by chance gives the code. */
const SIMILAR: readonly BirthDateEvidence[] = Array.from({ length: RULE_A + RULE_B + RULE_C + 1 }, (_, sum) => {
  const rules: BirthDateRule[] = [];
  if (sum & RULE_A) rules.push('a');
  if (sum & RULE_B) rules.push('b');
  if (sum & RULE_C) rules.push('c');
  const code: BirthDateCode =
    sum & RULE_A ? 'birth-date-inverted' : sum & RULE_B ? 'birth-date-converted' : 'birth-date-edited';
  return Object.freeze({ code, rules: Object.freeze(rules) });
});
