// SPDX-License-Identifier: Apache-2.0
// Which dates of birth to look under for the one that was asked: the date itself, every date that is similar to it, and the
// dates that are known in part and may mean the same day.
import { assert } from '@iims/wire/assert';
import {
  type BirthDate,
  birthDateOf,
  dayOf,
  isBirthDate,
  isGregorian,
  isWholeDate,
  monthOf,
  UNKNOWN_BIRTH_DATE,
  yearOf,
} from './birth-date.ts';
import {
  type Calendar,
  dateOfDayNumber,
  dayNumberOf,
  firstDayNumberOf,
  HIJRA_CALENDARS,
  hasDate,
  lastDayNumberOf,
} from './birth-date-calendars.ts';
import { type BirthDateEvidence, compareBirthDates, rankOfBirthDate, widestMeaningOf } from './birth-date-rules.ts';

/** A stretch of dates that all say the same about the date that was asked. */
export interface BirthDateProbe {
  readonly first: BirthDate;
  /** Included. What lies between the two as an integer and is no date counts for nothing. */
  readonly last: BirthDate;
  readonly evidence: BirthDateEvidence;
}

/**
 * The dates to probe for the date of a query, most telling first, then by date. No two overlap, so an alert is met once for each
 * of its dates. Together they hold every date of a plausible year and of the year asked, whole or in part, that
 * `compareBirthDates` does not call different; alerts without a date are not among them.
 * `latestYear` is the Gregorian year of the query: nobody sought was born after it.
 */
export function birthDateProbes(date: BirthDate, latestYear: number): readonly BirthDateProbe[] {
  assert(date !== UNKNOWN_BIRTH_DATE, 'a query without a date of birth probes no date');
  const probes: { first: BirthDate; last: BirthDate; evidence: BirthDateEvidence }[] = [];
  let before = UNKNOWN_BIRTH_DATE;
  let isOpen = false;
  for (const candidate of [...candidatesFor(date)].sort((one, other) => one - other)) {
    isOpen &&= candidate === before + 1;
    before = candidate;
    if (!isBirthDate(candidate)) continue;
    const isInReach = yearOf(candidate) === yearOf(date) || isPlausibleYear(yearOf(candidate), latestYear);
    const evidence = compareBirthDates(date, candidate);
    const isAsked = isInReach && evidence.code !== 'birth-date-different';
    if (isAsked && isOpen && probes.at(-1)!.evidence === evidence) probes.at(-1)!.last = candidate;
    else if (isAsked) probes.push({ first: candidate, last: candidate, evidence });
    isOpen = isAsked;
  }
  return probes.sort(
    (one, other) =>
      rankOfBirthDate(one.evidence.code) - rankOfBirthDate(other.evidence.code) || one.first - other.first,
  );
}

/** Whether somebody sought in `latestYear` may have been born in the year, which may be one of the Hijra. */
export function isPlausibleYear(year: number, latestYear: number): boolean {
  if (year >= EARLIEST_YEAR) return year <= latestYear;
  return year >= EARLIEST_YEAR - HIJRA_YEARS_LESS_MAX && year <= latestYear - HIJRA_YEARS_LESS_MIN;
}

/** Born earlier, nobody is sought. */
export const EARLIEST_YEAR = 1900;

/** Every date that may be similar, and some that are not: the comparison decides. */
function candidatesFor(date: BirthDate): ReadonlySet<BirthDate> {
  const [year, month, day] = [yearOf(date), monthOf(date), dayOf(date)];
  const candidates = new Set([birthDateOf(year, 0, 0), birthDateOf(year, month, 0), birthDateOf(year, 1, 1), date]);
  addMeanings(candidates, widestMeaningOf(date));
  if (isWholeDate(date)) {
    candidates.add(birthDateOf(year, day, month));
    for (let otherMonth = 1; otherMonth <= 12; otherMonth += 1) candidates.add(birthDateOf(year, otherMonth, day));
    addRange(candidates, birthDateOf(year, month, 1), birthDateOf(year, month, 31));
    addOtherYears(candidates, date);
    addJulian(candidates, date);
  }
  for (const meaning of new Set([date, widestMeaningOf(date)])) addConversions(candidates, meaning);
  return candidates;
}

/** What the date may mean in its own calendar. */
function addMeanings(candidates: Set<BirthDate>, date: BirthDate): void {
  const [year, month] = [yearOf(date), monthOf(date)];
  if (month === 0) addRange(candidates, date, birthDateOf(year, 12, 31));
  else if (!isWholeDate(date)) addRange(candidates, date, birthDateOf(year, month, 31));
}

function addOtherYears(candidates: Set<BirthDate>, date: BirthDate): void {
  const year = yearOf(date);
  for (const place of [1, 10, 100, 1000]) {
    const zeroed = year - (Math.trunc(year / place) % 10) * place;
    for (let digit = 0; digit <= 9; digit += 1)
      candidates.add(birthDateOf(zeroed + digit * place, monthOf(date), dayOf(date)));
  }
}

function addJulian(candidates: Set<BirthDate>, date: BirthDate): void {
  if (!isGregorian(date)) return;
  candidates.add(dateOfDayNumber('julian', dayNumberOf('gregorian', date)));
  candidates.add(dateOfDayNumber('gregorian', dayNumberOf('julian', date)));
}

/** What the date, or the days that it may mean, is between the Gregorian calendar and those of the Hijra. */
function addConversions(candidates: Set<BirthDate>, date: BirthDate): void {
  for (const { calendar, toleranceDays } of HIJRA_CALENDARS) {
    const [from, to]: [Calendar, Calendar] = isGregorian(date) ? ['gregorian', calendar] : [calendar, 'gregorian'];
    if (!hasDate(from, date)) continue;
    const first = dateOfDayNumber(to, firstDayNumberOf(from, date) - toleranceDays);
    const last = dateOfDayNumber(to, lastDayNumberOf(from, date) + toleranceDays);
    addRange(candidates, first, last);
    candidates.add(birthDateOf(yearOf(first), monthOf(first), 0));
    for (let year = yearOf(first); year <= yearOf(last); year += 1)
      candidates.add(birthDateOf(year, 0, 0)).add(birthDateOf(year, 1, 1));
  }
}

function addRange(candidates: Set<BirthDate>, first: BirthDate, last: BirthDate): void {
  for (let date: number = first; date <= last; date += 1) candidates.add(date as BirthDate);
}

/** A Solar Hijri year begins 621 years behind the Gregorian one that it begins in, of which 79 days are then over. */
const HIJRA_YEARS_LESS_MAX = 622;
/** The lunar Hijri catches up by one year in 33: 1448 begins in 2026, 1477 in 2054. */
const HIJRA_YEARS_LESS_MIN = 577;
