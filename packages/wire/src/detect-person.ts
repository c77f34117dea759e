// SPDX-License-Identifier: Apache-2.0
// A person typed as a name with a date of birth: `ERIKSSON, ANNA MARIA 1974-08-12`, `Шевченко Тарас 09.03.1974`, `SURNAME<<GIVEN 740812`,
// with its year or month alone, or as a name whose comma says what it is.
import { isCalendarDate, isPartialDate } from './calendar-date.ts';
import type { Script } from './code-lists.ts';
import type { Detection, DetectOptions, Notice } from './detect.ts';
import { IimsError } from './errors.ts';
import { MRZ_REFERENCE_YEAR } from './mrz.ts';
import { NAME_CHARACTERS_MAX, type PersonName } from './subject.ts';

/**
 * Undefined where the text is no such name.
 * @throws IimsError `input.invalid` where it is one, but the date does not exist or a name is too long
 */
export function detectPerson(text: string, options: DetectOptions): Detection | undefined {
  const parts = splitDate(text, options.referenceYear ?? MRZ_REFERENCE_YEAR);
  return parts === undefined ? personNamed(text) : personNamed(parts.name, parts.birthDate);
}

/**
 * A person by a name and, where it is known, a date of birth: YYYY-MM-DD, YYYY-MM or YYYY. Undefined where the text is no such name.
 * @throws IimsError `input.invalid` where the date does not exist or a name is too long
 */
export function personNamed(text: string, birthDate?: string): Detection | undefined {
  const name = readName(text);
  if (name === undefined || (birthDate === undefined && !(name.orderKnown && name.given !== ''))) return undefined;
  if (name.surname.length > NAME_CHARACTERS_MAX || name.given.length > NAME_CHARACTERS_MAX)
    throw invalid(
      'name',
      `at most ${NAME_CHARACTERS_MAX} characters each for surname and given names`,
      'Shorten the name.',
    );
  if (birthDate !== undefined && !isPartialDate(birthDate))
    throw invalid(
      'birthDate',
      'a date that exists: 1974-08-12, 12.08.1974, 12/08/1974, or 1974-08 or 1974 where no more is known',
      'Give day, month and year of birth.',
    );
  const notices: Notice[] = [];
  if (birthDate === undefined) notices.push('birth-date-missing');
  else if (!isCalendarDate(birthDate)) notices.push('birth-date-in-part');
  if (name.given === '') notices.push('given-name-missing');
  else if (!name.orderKnown) notices.push('name-order-unknown');
  const { surname, given, form } = name;
  const script = scriptOf(surname);
  return {
    kind: 'person',
    label: [surname, given, birthDate ?? ''].filter((part) => part !== '').join(' '),
    subjects: [
      {
        kind: 'person',
        names: [{ ...(script === undefined ? {} : { script }), form, surname, given }],
        ...(birthDate === undefined ? {} : { birthDate }),
      },
    ],
    checks: [],
    notices,
  };
}

interface NameAndDate {
  readonly name: string;
  /** YYYY-MM-DD, or a shorter or impossible date that the story refuses. */
  readonly birthDate: string;
}

/** The last word is the date; days stand before months, as the region writes them. */
function splitDate(text: string, referenceYear: number): NameAndDate | undefined {
  const blank = text.search(LAST_WORD);
  if (blank < 0) return undefined;
  const name = text.slice(0, blank).trim().replace(COMMA_AT_END, '');
  const word = text.slice(blank).trim();
  const whole = readWholeDate(word);
  if (whole !== undefined) return { name, birthDate: whole };
  const compact = COMPACT.exec(word);
  if (compact !== null && name.includes('<<')) {
    const year = referenceYear - ((referenceYear - Number(compact[1])) % 100);
    return { name, birthDate: `${year}-${compact[2]}-${compact[3]}` };
  }
  // A name is meant, with a date in a form that nobody can read; the story says so.
  if (DATE_LIKE.test(word)) return { name, birthDate: word };
  return PARTIAL.test(word) && LONG_WORD.test(name) ? { name, birthDate: word } : undefined;
}

/** A date as it is written in one word, YYYY-MM-DD or as much of it as is known; undefined where it is none. It may not exist. */
export function dateOf(word: string): string | undefined {
  return readWholeDate(word) ?? (PARTIAL.test(word) ? word : undefined);
}

/** A day as officers write it, year first or day first: YYYY-MM-DD, which need not exist. Undefined for any other form. */
export function readWholeDate(word: string): string | undefined {
  const yearFirst = YEAR_FIRST.exec(word);
  if (yearFirst !== null) return `${yearFirst[1]}-${twoDigits(yearFirst[2]!)}-${twoDigits(yearFirst[3]!)}`;
  const dayFirst = DAY_FIRST.exec(word);
  return dayFirst === null ? undefined : `${dayFirst[3]}-${twoDigits(dayFirst[2]!)}-${twoDigits(dayFirst[1]!)}`;
}

interface ReadName extends PersonName {
  readonly orderKnown: boolean;
}

function readName(text: string): ReadName | undefined {
  if (text.includes('<')) return readMrzName(text.toUpperCase());
  if (!NAME_TEXT.test(text) || !HAS_LETTER.test(text)) return undefined;
  const comma = text.indexOf(',');
  if (comma >= 0) {
    const surname = oneLine(text.slice(0, comma));
    const given = oneLine(text.slice(comma + 1).replaceAll(',', ' '));
    return HAS_LETTER.test(surname) ? { form: 'original', surname, given, orderKnown: true } : undefined;
  }
  // A stray mark before or between the words is no name: the surname is the first word that holds a letter.
  const [surname = '', ...given] = oneLine(text)
    .split(' ')
    .filter((word) => HAS_LETTER.test(word));
  return { form: 'original', surname, given: given.join(' '), orderKnown: false };
}

function readMrzName(text: string): ReadName | undefined {
  const end = text.indexOf('<<');
  if (end <= 0 || !MRZ_NAME.test(text)) return undefined;
  const words = (part: string): string => part.replace(FILLERS, ' ').trim();
  return { form: 'mrz', surname: words(text.slice(0, end)), given: words(text.slice(end)), orderKnown: true };
}

function scriptOf(text: string): Script | undefined {
  return SCRIPT_TESTS.find(([, test]) => test.test(text))?.[0];
}

function oneLine(text: string): string {
  return text.trim().replace(BLANKS, ' ');
}

function twoDigits(text: string): string {
  return text.padStart(2, '0');
}

function invalid(field: string, rule: string, fix: string): IimsError {
  return new IimsError('input.invalid', {
    message: `The ${field === 'name' ? 'name' : 'date of birth'} breaks a rule.`,
    field,
    rule,
    fix,
  });
}

const LAST_WORD = /[ \t,]\S+$/;
const COMMA_AT_END = /[, \t]+$/;
const YEAR_FIRST = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$/;
const DAY_FIRST = /^(\d{1,2})[-./](\d{1,2})[-./](\d{4})$/;
const COMPACT = /^(\d{2})(\d{2})(\d{2})$/;
const DATE_LIKE = /^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}$/;
const LONG_WORD = /\p{L}{5}/u;
const PARTIAL = /^(?:19|20)\d{2}(?:-\d{2})?$/;
/** Letters with their marks, and what stands between or beside them in names. */
const NAME_TEXT = /^[\p{L}\p{M} \t,.'’ʼ`-]+$/u;
const HAS_LETTER = /\p{L}/u;
const MRZ_NAME = /^[A-Z][A-Z0-9<]*$/;
const FILLERS = /<+/g;
const BLANKS = /\s+/g;
const SCRIPT_TESTS: readonly (readonly [Script, RegExp])[] = [
  ['Cyrl', /\p{Script=Cyrillic}/u],
  ['Geor', /\p{Script=Georgian}/u],
  ['Armn', /\p{Script=Armenian}/u],
  ['Grek', /\p{Script=Greek}/u],
  ['Arab', /\p{Script=Arabic}/u],
  ['Hebr', /\p{Script=Hebrew}/u],
  ['Latn', /\p{Script=Latin}/u],
];
