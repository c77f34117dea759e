// SPDX-License-Identifier: Apache-2.0
// Four calendars, each against the count of days: Gregorian, Julian, the Solar Hijri of Iran and Afghanistan, the lunar Hijri.
// Integers only. Day numbers are Julian day numbers: 2 January 2000 of the Gregorian calendar is 2,451,546.
import type { BirthDate } from './birth-date.ts';

export type Calendar = 'gregorian' | 'julian' | 'solar-hijri' | 'hijri';

/** The day number of a whole date of the calendar. Days that the calendar does not have are counted on into the next month. */
export function dayNumberOf(calendar: Calendar, date: BirthDate): number {
  const year = date >>> 9;
  const month = (date >>> 5) & 15;
  const day = date & 31;
  switch (calendar) {
    case 'gregorian':
    case 'julian': {
      // Years begin in March, so that the leap day is the last.
      const before = month < 3 ? 1 : 0;
      const marchYear = year + YEARS_BEFORE - before;
      const inYear = quotient(153 * (month + 12 * before - 3) + 2, 5);
      const leapDays =
        calendar === 'julian'
          ? quotient(marchYear, 4) - JULIAN_OFFSET_DAYS
          : quotient(marchYear, 4) - quotient(marchYear, 100) + quotient(marchYear, 400) - GREGORIAN_OFFSET_DAYS;
      return day + inYear + 365 * marchYear + leapDays;
    }
    case 'solar-hijri':
      return solarNewYear(year) + (month <= 7 ? 31 * (month - 1) : 30 * (month - 1) + 6) + day - 1;
    case 'hijri':
      return lunarNewYear(year) + 29 * (month - 1) + quotient(month, 2) + day - 1;
  }
}

/** The date that the calendar gives a day. */
export function dateOfDayNumber(calendar: Calendar, dayNumber: number): BirthDate {
  switch (calendar) {
    case 'gregorian': {
      const days = dayNumber + GREGORIAN_OFFSET_DAYS - 1;
      const century = quotient(4 * days + 3, DAYS_IN_400_YEARS);
      return dateInMarchYears(days - quotient(DAYS_IN_400_YEARS * century, 4), 100 * century);
    }
    case 'julian':
      return dateInMarchYears(dayNumber + JULIAN_OFFSET_DAYS - 1, 0);
    case 'solar-hijri': {
      const year = 1 + Math.floor((33 * (dayNumber - SOLAR_EPOCH_DAY + 1) + 3) / DAYS_IN_33_YEARS);
      const inYear = dayNumber - solarNewYear(year);
      const month = inYear < 186 ? quotient(inYear, 31) : quotient(inYear - 6, 30);
      return packed(year, month + 1, (inYear < 186 ? inYear % 31 : (inYear - 6) % 30) + 1);
    }
    case 'hijri': {
      const year = quotient(30 * (dayNumber - LUNAR_EPOCH_DAY) + 10_646, DAYS_IN_30_LUNAR_YEARS);
      const inYear = dayNumber - lunarNewYear(year);
      const month = quotient(11 * inYear + 330, 325);
      return packed(year, month, inYear - 29 * (month - 1) - quotient(month, 2) + 1);
    }
  }
}

/** Whether the calendar has this whole date. */
export function isDateOf(calendar: Calendar, date: BirthDate): boolean {
  return dateOfDayNumber(calendar, dayNumberOf(calendar, date)) === date;
}

/** Whether the calendar has this date, which may be known in part. */
export function hasDate(calendar: Calendar, date: BirthDate): boolean {
  return (date & 31) === 0 || isDateOf(calendar, date);
}

/** The first day that a date of the calendar may mean, where it is known in part. */
export function firstDayNumberOf(calendar: Calendar, date: BirthDate): number {
  return dayNumberOf(calendar, packed(date >>> 9, (date >>> 5) & 15 || 1, date & 31 || 1));
}

/** The last day that it may mean. */
export function lastDayNumberOf(calendar: Calendar, date: BirthDate): number {
  const year = date >>> 9;
  const month = (date >>> 5) & 15;
  if ((date & 31) !== 0) return dayNumberOf(calendar, date);
  const next = month === 0 || month === 12 ? packed(year + 1, 1, 1) : packed(year, month + 1, 1);
  return dayNumberOf(calendar, next) - 1;
}

/** The calendars of the Hijra, and how many days one date of theirs may stand beside the day that was meant. */
export const HIJRA_CALENDARS: readonly { readonly calendar: Calendar; readonly toleranceDays: number }[] = [
  { calendar: 'solar-hijri', toleranceDays: 0 },
  { calendar: 'hijri', toleranceDays: 1 },
];

function dateInMarchYears(days: number, yearsBefore: number): BirthDate {
  const marchYear = quotient(4 * days + 3, DAYS_IN_4_YEARS);
  const inYear = days - quotient(DAYS_IN_4_YEARS * marchYear, 4);
  const marchMonth = quotient(5 * inYear + 2, 153);
  const next = marchMonth >= 10 ? 1 : 0;
  const day = inYear - quotient(153 * marchMonth + 2, 5) + 1;
  return packed(yearsBefore + marchYear - YEARS_BEFORE + next, marchMonth + 3 - 12 * next, day);
}

/** 8 leap years in 33: what Iran's observatories announce, from 1178 to 1501 of the calendar (1799 to 2122). */
function solarNewYear(year: number): number {
  return SOLAR_EPOCH_DAY - 1 + 365 * (year - 1) + Math.floor((8 * year + 21) / 33);
}

/** 11 leap years in 30, the tabular calendar with the civil epoch; the sighting of the moon differs from it by a day. */
function lunarNewYear(year: number): number {
  return LUNAR_EPOCH_DAY + 354 * (year - 1) + quotient(3 + 11 * year, 30);
}

function packed(year: number, month: number, day: number): BirthDate {
  return (year * 512 + month * 32 + day) as BirthDate;
}

function quotient(dividend: number, divisor: number): number {
  return Math.trunc(dividend / divisor);
}

/** Counting from 4801 BCE keeps every intermediate value positive. */
const YEARS_BEFORE = 4_800;
const GREGORIAN_OFFSET_DAYS = 32_045;
const JULIAN_OFFSET_DAYS = 32_083;
const DAYS_IN_4_YEARS = 1_461;
const DAYS_IN_400_YEARS = 146_097;
const DAYS_IN_33_YEARS = 12_053;
const DAYS_IN_30_LUNAR_YEARS = 10_631;
/** 19 March 622 of the Julian calendar. */
const SOLAR_EPOCH_DAY = 1_948_321;
/** 16 July 622 of the Julian calendar. */
const LUNAR_EPOCH_DAY = 1_948_440;
