// SPDX-License-Identifier: Apache-2.0
// How public lists write dates, names and numbers of papers, in the words of an alert.
import type { AlertName } from '@iims/wire/alert-person';
import { isPartialDate } from '@iims/wire/calendar-date';
import type { NameQuality, Script } from '@iims/wire/code-lists';
import { NAME_CHARACTERS_MAX, NUMBER_CHARACTERS_MAX } from '@iims/wire/subject';

/**
 * The dates that a text of a list stands for: `27 Mar 1978`, `Mar 1978`, `1978`, `1978-03-27`; of a date that is only about right its year;
 * of a span (`1953 to 1957`) every year, or its two ends where they lie further apart. Empty for what is no date.
 */
export function datesOf(text: string): readonly string[] {
  const said = text.trim();
  if (said.length > DATE_CHARACTERS_MAX) return [];
  const span = SPAN.exec(said);
  if (span) return yearsBetween(yearOf(span[1]!), yearOf(span[2]!));
  const about = ABOUT.exec(said);
  if (about) {
    const year = yearOf(about[1]!);
    return year === undefined ? [] : [year];
  }
  const date = dateOf(said);
  return date === undefined ? [] : [date];
}

/** Every year from one to the other. */
export function yearsBetween(from: string | undefined, to: string | undefined): readonly string[] {
  if (from === undefined || to === undefined || to < from) return [];
  const years = Number(to) - Number(from) + 1;
  if (years > SPAN_YEARS_MAX) return [from, to];
  return Array.from({ length: years }, (_, i) => String(Number(from) + i));
}

/** The year of anything that `dateOf` reads. */
export function yearOf(text: string): string | undefined {
  return dateOf(text.trim())?.slice(0, 4);
}

function dateOf(text: string): string | undefined {
  const words = WORDY_DATE.exec(text);
  if (words) {
    const [, day, monthName, year] = words;
    const month = MONTHS.indexOf(monthName!.slice(0, 3).toLowerCase()) + 1;
    if (month === 0) return undefined;
    return checked([year!, two(month), ...(day === undefined ? [] : [two(Number(day))])].join('-'));
  }
  return checked(text.slice(0, 'YYYY-MM-DD'.length));
}

function checked(date: string): string | undefined {
  return isPartialDate(date) && date >= '1800' ? date : undefined;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

/** `SURNAME, Given Names` as lists write it; a name without a comma is not divided. */
export function nameWithComma(text: string, quality: NameQuality): AlertName | undefined {
  const [surname, ...given] = text.split(',');
  return nameFrom(surname!, given.join(' '), quality);
}

/** A name in the order in which it is spoken: its last word counts as the surname. */
export function nameInOrder(text: string, quality: NameQuality): AlertName | undefined {
  const words = withoutSigns(text).split(' ');
  return nameFrom(words.at(-1)!, words.slice(0, -1).join(' '), quality);
}

function nameFrom(surnameText: string, givenText: string, quality: NameQuality): AlertName | undefined {
  const surname = withoutSigns(surnameText);
  const given = withoutSigns(givenText);
  if (!LETTER.test(surname) || surname.length > NAME_CHARACTERS_MAX || given.length > NAME_CHARACTERS_MAX)
    return undefined;
  const script = scriptOf(surname + given);
  return { script, form: script === 'Latn' ? 'national' : 'original', surname, given, quality };
}

/** Blanks made one, and without what turns the direction of text or controls it. */
export function withoutSigns(text: string): string {
  return text
    .replace(UNSEEN, '')
    .replace(/[\s\u00a0]+/gu, ' ')
    .trim();
}

function scriptOf(text: string): Script {
  let best: Script = 'Zyyy';
  let most = 0;
  for (const [script, letters] of LETTERS_OF) {
    const count = text.match(letters)?.length ?? 0;
    if (count > most) [best, most] = [script, count];
  }
  return best;
}

/** The number of a paper in what a list says of it: `French passport number 05AT521433`, `563210184 (Expires 2018)`. */
export function paperNumber(text: string): string | undefined {
  const said = withoutSigns(text.replace(/\([^)]*\)?/g, ' '));
  const named = /(?:\bno\.?|\bnumber|\bnum[eé]ro|#)[ :.]*(.+)$/iu.exec(said)?.[1] ?? said;
  if (/^[A-Z0-9][A-Z0-9 ./-]*$/i.test(named) && /\d/.test(named) && named.length <= NUMBER_CHARACTERS_MAX) return named;
  const words = named.split(/[ ,;:]+/).filter((word) => /\d/.test(word) && /^[A-Z0-9][A-Z0-9./-]{3,}$/i.test(word));
  return words[0]?.slice(0, NUMBER_CHARACTERS_MAX);
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WORDY_DATE = /^(?:(\d{1,2})\.? )?([A-Za-z]{3,9})\.? (\d{4})$/;
const SPAN = /^(?:circa |between )?(.*?\d{4})(?: to | and |-)(.*?\d{4})$/i;
const ABOUT = /^(?:circa|approximately|about|c\.|ca\.) ?(.+)$/i;
const SPAN_YEARS_MAX = 8;
/** No date is longer, and what looks for spans takes the square of its time. */
const DATE_CHARACTERS_MAX = 100;
const LETTER = /[\p{L}\p{N}]/u;
const UNSEEN = /[\p{Cs}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]|(?![\s])\p{Cc}/gu;
const LETTERS_OF: readonly (readonly [Script, RegExp])[] = [
  ['Latn', /\p{Script=Latin}/gu],
  ['Cyrl', /\p{Script=Cyrillic}/gu],
  ['Arab', /\p{Script=Arabic}/gu],
  ['Geor', /\p{Script=Georgian}/gu],
  ['Armn', /\p{Script=Armenian}/gu],
  ['Grek', /\p{Script=Greek}/gu],
  ['Hebr', /\p{Script=Hebrew}/gu],
  ['Hans', /\p{Script=Han}/gu],
];
