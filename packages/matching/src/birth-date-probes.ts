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
import { dateOfDayNumber, dayNumberOf } from './birth-date-calendars.ts';
import {
  type BirthDateEvidence,
  compareBirthDates,
  isFirstOfJanuary,
  LUNAR_TOLERANCE_DAYS,
  rankOfBirthDate,
} from './birth-date-rules.ts';

/** A stretch of dates that all say the same about the date that was asked. Most are one date long. */
export interface BirthDateProbe {
  /** Of a longer stretch neither end need be a date that exists: the integers between them count. */
  readonly first: BirthDate;
  /** Included. */
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
  const single = new Map<BirthDate, BirthDateEvidence>();
  for (const candidate of [date, ...candidatesFor(date)]) {
    const evidence = compareBirthDates(date, candidate);
    const isInReach = yearOf(candidate) === yearOf(date) || isPlausibleYear(yearOf(candidate), latestYear);
    if (isInReach && isBirthDate(candidate) && evidence.code !== 'birth-date-different')
      single.set(candidate, evidence);
  }
  const dates = [...single.keys()].sort((one, other) => one - other);
  const probes = dates.map((found): BirthDateProbe => ({ first: found, last: found, evidence: single.get(found)! }));
  for (const { first, last } of stretchesFor(date)) {
    for (const gap of gapsBetween(dates, first, last)) {
      probes.push({ ...gap, evidence: compareBirthDates(date, gap.last) });
    }
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

interface Stretch {
  readonly first: BirthDate;
  readonly last: BirthDate;
}

/** Every date that may be similar, and some that are not: the comparison decides. */
function candidatesFor(date: BirthDate): BirthDate[] {
  const [year, month, day] = [yearOf(date), monthOf(date), dayOf(date)];
  const partial = [birthDateOf(year, 0, 0), birthDateOf(year, month, 0), birthDateOf(year, 1, 1)];
  if (!isWholeDate(date)) return partial;
  const candidates = [...partial, birthDateOf(year, day, month), ...conversionsOf(date)];
  for (let otherMonth = 1; otherMonth <= 12; otherMonth += 1) candidates.push(birthDateOf(year, otherMonth, day));
  for (let otherDay = 1; otherDay <= 31; otherDay += 1) candidates.push(birthDateOf(year, month, otherDay));
  for (const place of [1, 10, 100, 1000]) {
    const zeroed = year - (Math.trunc(year / place) % 10) * place;
    for (let digit = 0; digit <= 9; digit += 1) candidates.push(birthDateOf(zeroed + digit * place, month, day));
  }
  return candidates;
}

function conversionsOf(date: BirthDate): BirthDate[] {
  const dates: BirthDate[] = [];
  if (isGregorian(date)) {
    const dayNumber = dayNumberOf('gregorian', date);
    dates.push(dateOfDayNumber('julian', dayNumber), dateOfDayNumber('gregorian', dayNumberOf('julian', date)));
    dates.push(dateOfDayNumber('solar-hijri', dayNumber));
    for (const off of LUNAR_DAYS_OFF) dates.push(dateOfDayNumber('hijri', dayNumber + off));
  } else {
    dates.push(dateOfDayNumber('gregorian', dayNumberOf('solar-hijri', date)));
    const dayNumber = dayNumberOf('hijri', date);
    for (const off of LUNAR_DAYS_OFF) dates.push(dateOfDayNumber('gregorian', dayNumber + off));
  }
  return dates;
}

/** Where the day or the month is not known, or 1 January may stand for that, many dates mean the same. */
function stretchesFor(date: BirthDate): readonly Stretch[] {
  const [year, month] = [yearOf(date), monthOf(date)];
  if (month === 0 || isFirstOfJanuary(date))
    return [{ first: birthDateOf(year, 0, 0), last: birthDateOf(year, 12, 31) }];
  return isWholeDate(date) ? [] : [{ first: birthDateOf(year, month, 0), last: birthDateOf(year, month, 31) }];
}

/** What is left of a stretch beside single dates, which are in order. */
function* gapsBetween(dates: readonly BirthDate[], first: BirthDate, last: BirthDate): Generator<Stretch> {
  let start: number = first;
  for (const date of dates) {
    if (date < start || date > last) continue;
    if (date > start) yield { first: start as BirthDate, last: (date - 1) as BirthDate };
    start = date + 1;
  }
  if (start <= last) yield { first: start as BirthDate, last };
}

const LUNAR_DAYS_OFF = Array.from({ length: 2 * LUNAR_TOLERANCE_DAYS + 1 }, (_, i) => i - LUNAR_TOLERANCE_DAYS);
/** A Solar Hijri year begins 621 years behind the Gregorian one that it begins in, of which 79 days are then over. */
const HIJRA_YEARS_LESS_MAX = 622;
/** The lunar Hijri catches up by one year in 33: 1448 begins in 2026, 1477 in 2054. */
const HIJRA_YEARS_LESS_MIN = 577;
