// SPDX-License-Identifier: Apache-2.0
// Calendar dates as text: '1974-08-12', and partial ones ('1974-08', '1974') for birth dates that are not fully known.

/** Whether the text is a day of the Gregorian calendar, written YYYY-MM-DD. */
export function isCalendarDate(text: string): boolean {
  return text.length === 10 && isPartialDate(text);
}

/** Whether the text is a year, a month or a day of the Gregorian calendar, written YYYY, YYYY-MM or YYYY-MM-DD. */
export function isPartialDate(text: string): boolean {
  const parts = PARTIAL_DATE.exec(text);
  if (parts === null) return false;
  const year = Number(parts[1]);
  const month = parts[2] === undefined ? 1 : Number(parts[2]);
  const day = parts[3] === undefined ? 1 : Number(parts[3]);
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

const PARTIAL_DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
