// SPDX-License-Identifier: Apache-2.0
// Dates, times and ages as numbers and codes. The words come from the catalogues: Chromium's own tables lack Georgian
// and have no Azerbaijani, so `Intl` formats nothing here.

export interface Age {
  readonly unit: 'seconds' | 'minutes' | 'hours' | 'days';
  readonly count: number;
}

/** How old something is, in the largest unit that fits; a clock that runs ahead gives an age of nothing. */
export function ageBetween(fromMs: number, toMs: number): Age {
  const seconds = Math.max(0, Math.floor((toMs - fromMs) / 1000));
  if (seconds < MINUTE_S) return { unit: 'seconds', count: seconds };
  if (seconds < HOUR_S) return { unit: 'minutes', count: Math.floor(seconds / MINUTE_S) };
  if (seconds < 2 * DAY_S) return { unit: 'hours', count: Math.floor(seconds / HOUR_S) };
  return { unit: 'days', count: Math.floor(seconds / DAY_S) };
}

export interface DateParts {
  readonly year: string;
  /** 1 to 12 */
  readonly month?: number;
  readonly day?: string;
}

/** Parts of `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, also at the head of an ISO 8601 time; undefined for anything else. */
export function datePartsOf(iso: string): DateParts | undefined {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T.*)?)?)?$/.exec(iso);
  if (match === null) return undefined;
  const [, year = '', month, day] = match;
  const monthNumber = Number(month);
  if (month !== undefined && (monthNumber < 1 || monthNumber > 12)) return undefined;
  return { year, ...(month === undefined ? {} : { month: monthNumber }), ...(day === undefined ? {} : { day }) };
}

/** Time of day on a 24-hour clock in the reader's time zone: `14:03:27`, or `14:03` without seconds. */
export function clockOf(ms: number, seconds = true): string {
  const time = new Date(ms);
  const parts = [time.getHours(), time.getMinutes(), ...(seconds ? [time.getSeconds()] : [])];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** The day in the reader's time zone, as `YYYY-MM-DD`. */
export function dayOf(ms: number): string {
  const time = new Date(ms);
  const pad = (part: number) => String(part).padStart(2, '0');
  return `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`;
}

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;
