// SPDX-License-Identifier: Apache-2.0
// A date of birth as one integer, whole or in part. The order of the integers is the order of the dates, and what is known in
// part stands before the days that it may mean: '1974' < '1974-08' < '1974-08-12'.
import { assert } from '@iims/wire/assert';
import { isDateOf } from './birth-date-calendars.ts';

declare const brand: unique symbol;
/** year x 512 + month x 32 + day; month and day are 0 where they are not known (spec/birth-date.md, 1). */
export type BirthDate = number & { readonly [brand]: 'BirthDate' };

/** Stands for an alert without a date of birth. */
export const UNKNOWN_BIRTH_DATE = 0 as BirthDate;

/** Years that a date of birth may name, in whatever calendar. */
export const BIRTH_YEAR_MIN = 1000;
export const BIRTH_YEAR_MAX = 2999;

/** Dates before this year are written in a calendar of the Hijra: nobody sought was born in 1599 by the Gregorian one. */
export const FIRST_GREGORIAN_YEAR = 1600;

/** Reads YYYY, YYYY-MM or YYYY-MM-DD. Undefined where no calendar has such a date, or its year is out of range. */
export function parseBirthDate(text: string): BirthDate | undefined {
  const parts = WRITTEN_DATE.exec(text);
  if (parts === null) return undefined;
  const [year, month, day] = [Number(parts[1]), Number(parts[2] ?? 0), Number(parts[3] ?? 0)];
  const isZeroWritten = (parts[2] !== undefined && month === 0) || (parts[3] !== undefined && day === 0);
  if (isZeroWritten || month > 12 || day > 31) return undefined;
  const date = birthDateOf(year, month, day);
  return isBirthDate(date) ? date : undefined;
}

/** Writes YYYY, YYYY-MM or YYYY-MM-DD. */
export function formatBirthDate(date: BirthDate): string {
  assert(date !== UNKNOWN_BIRTH_DATE, 'a date that is not known has no written form');
  const year = String(yearOf(date)).padStart(4, '0');
  const month = monthOf(date) === 0 ? '' : `-${String(monthOf(date)).padStart(2, '0')}`;
  const day = dayOf(date) === 0 ? '' : `-${String(dayOf(date)).padStart(2, '0')}`;
  return `${year}${month}${day}`;
}

/** Puts the parts together without asking whether such a date exists. Month (to 15) and day (to 31) are 0 where not known. */
export function birthDateOf(year: number, month: number, day: number): BirthDate {
  return (year * 512 + month * 32 + day) as BirthDate;
}

/** Whether the integer is a date that exists, whole or in part, in the calendar that its year belongs to. */
export function isBirthDate(value: number): value is BirthDate {
  const date = value as BirthDate;
  const year = yearOf(date);
  const month = monthOf(date);
  const day = dayOf(date);
  if (!Number.isInteger(value) || year < BIRTH_YEAR_MIN || year > BIRTH_YEAR_MAX || month > 12) return false;
  if (day === 0) return true;
  if (month === 0) return false;
  return isGregorian(date) ? isDateOf('gregorian', date) : isDateOf('solar-hijri', date) || isDateOf('hijri', date);
}

/** Whether the date is written in the Gregorian calendar, or in the Julian one, which has the same years. */
export function isGregorian(date: BirthDate): boolean {
  return yearOf(date) >= FIRST_GREGORIAN_YEAR;
}

/** Whether year, month and day are all known. */
export function isWholeDate(date: BirthDate): boolean {
  return dayOf(date) !== 0;
}

/** The year, in whatever calendar the date is written. */
export function yearOf(date: BirthDate): number {
  return date >>> 9;
}

/** 0 where it is not known. */
export function monthOf(date: BirthDate): number {
  return (date >>> 5) & 15;
}

/** 0 where it is not known. */
export function dayOf(date: BirthDate): number {
  return date & 31;
}

const WRITTEN_DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
