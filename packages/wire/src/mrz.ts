// SPDX-License-Identifier: Apache-2.0
// Machine-readable zones of travel documents (ICAO Doc 9303-4 to -7): TD1, TD2, TD3 and the visas MRV-A and MRV-B.
// A wrong check digit is reported, never thrown: the value is asked as given and as repaired.
import { isPartialDate } from './calendar-date.ts';
import type { Sex } from './code-lists.ts';
import { IimsError } from './errors.ts';
import { decodeInternalPassportName } from './internal-passport-name.ts';
import { asDigits, asLetters, mrzCheckDigit, mrzCheckDigitHolds, mrzRepairs } from './mrz-check-digit.ts';

/** The formats of ICAO Doc 9303-4 to -7. */
export type MrzFormat = 'TD1' | 'TD2' | 'TD3' | 'MRV-A' | 'MRV-B';
/** The fields that have a check digit, and the composite over several. */
export type MrzCheckField = 'documentNumber' | 'birthDate' | 'expiryDate' | 'personalNumber' | 'composite';

/** A zone as it was read. */
export interface Mrz {
  readonly format: MrzFormat;
  /** Every check digit holds. */
  readonly valid: boolean;
  readonly fields: MrzFields;
  readonly checks: readonly MrzCheck[];
  /** Capitals without blanks, two or three of one length. */
  readonly lines: readonly string[];
  /** The name fills its field, so its end may be cut (ICAO Doc 9303-3, 4.6). */
  readonly nameTruncated: boolean;
  /** The Cyrillic name, where the document's own transliteration (Russia's internal passport) gives it. */
  readonly cyrillicName?: { readonly surname: string; readonly given: string };
}

/** The values of a zone, without fillers. */
export interface MrzFields {
  readonly documentCode: string;
  readonly issuingState: string;
  readonly surname: string;
  /** Empty where the zone shows one name only. */
  readonly given: string;
  /** Long numbers joined, without fillers. */
  readonly documentNumber: string;
  readonly nationality: string;
  /** YYYY-MM-DD, or YYYY-MM or YYYY where the rest is unknown; null where nothing is known or it is no date. */
  readonly birthDate: string | null;
  /** YYMMDD as printed. */
  readonly birthDateRaw: string;
  readonly sex: Sex;
  readonly expiryDate: string | null;
  readonly expiryDateRaw: string;
  /** TD3 only. */
  readonly personalNumber?: string;
  /** All formats but TD3; what a long document number does not use. */
  readonly optionalData?: string;
  /** The second field of TD1. */
  readonly optionalData2?: string;
}

/** One check digit of a zone. */
export interface MrzCheck {
  readonly field: MrzCheckField;
  readonly ok: boolean;
  /** The field as given, fillers included; empty for the composite. */
  readonly value: string;
  /** The digit as given. */
  readonly digit: string;
  readonly computed: string;
  /** The value with one character that OCR confused put right, where that makes the digit hold. */
  readonly repaired?: string;
}

/** What the zone itself does not say. */
export interface MrzOptions {
  /**
   * The year in which two-digit years are read, `MRZ_REFERENCE_YEAR` by default: a birth year is the latest that is not after it,
   * an expiry year lies within 50 years before and 49 years after it.
   */
  readonly referenceYear?: number;
}

/**
 * Reads the lines of a machine-readable zone; case, blanks and line ends do not matter.
 * @throws IimsError `mrz.unreadable` where count, length or alphabet are those of no format
 */
export function parseMrz(input: readonly string[], options: MrzOptions = {}): Mrz {
  const lines = mrzLines(input);
  const format = formatOf(lines);
  if (format === undefined) throw unreadable(lines);
  const layout = LAYOUTS[format];
  const at = (range: Range): string => lines[range[0]]!.slice(range[1], range[2]);
  const code = at(layout.code).replace(FILLERS_AT_END, '');
  const issuingState = asLetters(at(layout.issuer)).replace(FILLERS, '');
  const name = readName(at(layout.name));
  const number = readNumber(at(layout.number), at(layout.numberDigit), at(layout.optional), layout.longNumber);
  const referenceYear = options.referenceYear ?? MRZ_REFERENCE_YEAR;
  const birth = at(layout.birth);
  const expiry = at(layout.expiry);
  const checks = [
    check('documentNumber', number.value, number.digit),
    check('birthDate', birth, at(layout.birthDigit)),
    check('expiryDate', expiry, at(layout.expiryDigit)),
  ];
  if (layout.optionalDigit !== undefined)
    checks.push(check('personalNumber', at(layout.optional), at(layout.optionalDigit)));
  if (layout.composite !== undefined) {
    const composite = check('composite', layout.composite.map(at).join(''), at(layout.compositeDigit));
    checks.push({
      field: 'composite',
      ok: composite.ok,
      value: '',
      digit: composite.digit,
      computed: composite.computed,
    });
  }
  const isInternalPassport = format === 'TD3' && code === 'PN' && issuingState === 'RUS';
  const optional = number.optional.replace(FILLERS_AT_END, '');
  return {
    format,
    valid: checks.every((one) => one.ok),
    fields: {
      documentCode: code,
      issuingState,
      surname: name.surname,
      given: name.given,
      documentNumber: isInternalPassport
        ? internalPassportNumber(number.value, optional)
        : number.value.replace(FILLERS, ''),
      nationality: asLetters(at(layout.nationality)).replace(FILLERS, ''),
      birthDate: readDate(birth, referenceYear),
      birthDateRaw: birth,
      sex: readSex(at(layout.sex)),
      expiryDate: readDate(expiry, referenceYear + EXPIRY_YEARS_AHEAD),
      expiryDateRaw: expiry,
      ...(format === 'TD3' ? { personalNumber: optional } : { optionalData: optional }),
      ...(layout.optional2 === undefined ? {} : { optionalData2: at(layout.optional2).replace(FILLERS_AT_END, '') }),
    },
    checks,
    lines,
    nameTruncated: !at(layout.name).endsWith('<'),
    ...(isInternalPassport
      ? {
          cyrillicName: {
            surname: decodeInternalPassportName(name.surname),
            given: decodeInternalPassportName(name.given),
          },
        }
      : {}),
  };
}

/** Capitals without blanks; empty lines dropped; a zone that came on one line is cut where its length tells how. */
export function mrzLines(input: readonly string[]): readonly string[] {
  const lines = input
    .flatMap((line) => line.split(LINE_END))
    .map((line) => line.replace(BLANKS, '').toUpperCase())
    .filter((line) => line !== '');
  const count = lines.length === 1 ? LINES_OF_LENGTH.get(lines[0]!.length) : undefined;
  if (count === undefined) return lines;
  const length = lines[0]!.length / count;
  return Array.from({ length: count }, (_, i) => lines[0]!.slice(i * length, (i + 1) * length));
}

/** The alternative document numbers that one confusion of OCR explains, or none where the digit holds. */
export function documentNumberRepairs(mrz: Mrz): readonly string[] {
  const number = mrz.checks.find((one) => one.field === 'documentNumber');
  if (number === undefined || number.ok) return [];
  return mrzRepairs(number.value, number.digit)
    .filter((repair) => repair !== number.value)
    .map((repair) => repair.replace(FILLERS, ''));
}

/** The check digits that have been typed, while the last line is still under way. */
export function typedCheckFields(format: MrzFormat, lines: readonly string[]): readonly MrzCheckField[] {
  const { numberDigit, birthDigit, expiryDigit, optionalDigit, composite, compositeDigit } = LAYOUTS[format];
  const isTyped = (range: Range): boolean => (lines[range[0]]?.length ?? 0) >= range[2];
  const fields: MrzCheckField[] = [];
  // A filler in place of the digit means a long number, whose digit follows in the optional data.
  if (isTyped(numberDigit) && lines[numberDigit[0]]![numberDigit[1]] !== '<') fields.push('documentNumber');
  if (isTyped(birthDigit)) fields.push('birthDate');
  if (isTyped(expiryDigit)) fields.push('expiryDate');
  if (optionalDigit !== undefined && isTyped(optionalDigit)) fields.push('personalNumber');
  if (composite !== undefined && isTyped(compositeDigit)) fields.push('composite');
  return fields;
}

/** The JSON form of the contract of `iims mrz --json` (spec/mrz.md). */
export function mrzToJson(mrz: Mrz): object {
  return {
    format: mrz.format,
    valid: mrz.valid,
    fields: mrz.cyrillicName === undefined ? mrz.fields : { ...mrz.fields, cyrillicName: mrz.cyrillicName },
    checks: mrz.checks.map(({ field, ok, computed, repaired }) => ({
      field,
      ok,
      ...(ok ? {} : { computed }),
      ...(repaired === undefined ? {} : { repaired }),
    })),
  };
}

function formatOf(lines: readonly string[]): MrzFormat | undefined {
  const length = lines[0]?.length;
  if (!lines.every((line) => line.length === length && ALPHABET.test(line))) return undefined;
  const isVisa = lines[0]?.startsWith('V') === true;
  if (lines.length === 3 && length === 30) return 'TD1';
  if (lines.length === 2 && length === 36) return isVisa ? 'MRV-B' : 'TD2';
  if (lines.length === 2 && length === 44) return isVisa ? 'MRV-A' : 'TD3';
  return undefined;
}

function unreadable(lines: readonly string[]): IimsError {
  const bad = lines.findIndex((line) => !ALPHABET.test(line));
  const lengths = lines.slice(0, 4).map((line) => line.length);
  return new IimsError('mrz.unreadable', {
    message:
      bad >= 0
        ? `Line ${bad + 1} holds a character that no machine-readable zone has.`
        : lines.length === 1
          ? `There is one line, of ${lengths[0]} characters.`
          : `There are ${lines.length} lines of ${lengths.join(', ')} characters.`,
    field: bad >= 0 ? `line ${bad + 1}` : 'lines',
    rule: bad >= 0 ? 'A-Z, 0-9 and <' : '3 lines of 30, 2 lines of 36 or 2 lines of 44 characters',
    fix: 'Scan or type the lines again, fillers (<) included.',
  });
}

function readName(field: string): { surname: string; given: string } {
  const end = field.indexOf('<<');
  const words = (part: string): string => part.replace(FILLERS, ' ').trim();
  return end < 0
    ? { surname: words(field), given: '' }
    : { surname: words(field.slice(0, end)), given: words(field.slice(end)) };
}

interface NumberField {
  readonly value: string;
  readonly digit: string;
  readonly optional: string;
}

/**
 * TD1 and TD2 put what exceeds 9 characters, and then the digit, first into the optional data and a filler where the digit would
 * stand (ICAO Doc 9303-5, 4.2.2; 9303-6, 4.2.2).
 */
function readNumber(number: string, digit: string, optional: string, longNumber: boolean): NumberField {
  if (!longNumber || digit !== '<' || number.includes('<') || optional.startsWith('<'))
    return { value: number, digit, optional };
  const filler = optional.indexOf('<');
  const end = filler < 0 ? optional.length : filler;
  return {
    value: number + optional.slice(0, end - 1),
    digit: optional[end - 1]!,
    optional: optional.slice(end).replace(/^</, ''),
  };
}

/** Series of four digits and number of six; the zone moves the fourth digit of the series to the optional data. */
function internalPassportNumber(number: string, optional: string): string {
  return (number.slice(0, 3) + optional.slice(0, 1) + number.slice(3)).replace(FILLERS, '');
}

function check(field: MrzCheckField, value: string, digit: string): MrzCheck {
  const computed = mrzCheckDigit(value);
  const ok = mrzCheckDigitHolds(value, digit);
  const repaired = ok || field === 'composite' ? undefined : repair(field, value, digit);
  return { field, ok, value, digit, computed, ...(repaired === undefined ? {} : { repaired }) };
}

function repair(field: MrzCheckField, value: string, digit: string): string | undefined {
  if (field !== 'birthDate' && field !== 'expiryDate') return mrzRepairs(value, digit)[0];
  // A date holds digits only, so each letter in it is a confusion.
  const digits = asDigits(value);
  return mrzCheckDigitHolds(digits, asDigits(digit)) ? digits : undefined;
}

/** YYMMDD with unknown parts as fillers or zeros; the year is the latest that is not after `yearMax`. */
function readDate(raw: string, yearMax: number): string | null {
  const digits = asDigits(raw);
  const known = KNOWN_DATE.exec(digits);
  if (known === null) return null;
  const [, yy, mm, dd] = known;
  const year = yearMax - ((yearMax - Number(yy)) % 100);
  const parts = [String(year)];
  if (mm !== undefined && mm !== '00') parts.push(mm);
  if (parts.length === 2 && dd !== undefined && dd !== '00') parts.push(dd);
  const date = parts.join('-');
  return isPartialDate(date) ? date : null;
}

function readSex(letter: string): Sex {
  return letter === 'F' || letter === 'M' ? letter : 'X';
}

/** The reference year where the caller names none. */
export const MRZ_REFERENCE_YEAR = 2026;
const EXPIRY_YEARS_AHEAD = 49;

/** Line, first column, column after the last; all counted from 0. */
type Range = readonly [line: number, start: number, end: number];

interface Layout {
  readonly code: Range;
  readonly issuer: Range;
  readonly name: Range;
  readonly number: Range;
  readonly numberDigit: Range;
  readonly nationality: Range;
  readonly birth: Range;
  readonly birthDigit: Range;
  readonly sex: Range;
  readonly expiry: Range;
  readonly expiryDigit: Range;
  readonly optional: Range;
  readonly optionalDigit?: Range;
  readonly optional2?: Range;
  readonly longNumber: boolean;
  /** Absent on visas, which have no composite digit (ICAO Doc 9303-7). */
  readonly composite?: readonly Range[];
  readonly compositeDigit: Range;
}

/** The second line of all formats of two lines, up to the optional data. */
const TWO_LINES = {
  code: [0, 0, 2],
  issuer: [0, 2, 5],
  number: [1, 0, 9],
  numberDigit: [1, 9, 10],
  nationality: [1, 10, 13],
  birth: [1, 13, 19],
  birthDigit: [1, 19, 20],
  sex: [1, 20, 21],
  expiry: [1, 21, 27],
  expiryDigit: [1, 27, 28],
} as const;

const LAYOUTS: Readonly<Record<MrzFormat, Layout>> = {
  TD1: {
    code: [0, 0, 2],
    issuer: [0, 2, 5],
    number: [0, 5, 14],
    numberDigit: [0, 14, 15],
    optional: [0, 15, 30],
    birth: [1, 0, 6],
    birthDigit: [1, 6, 7],
    sex: [1, 7, 8],
    expiry: [1, 8, 14],
    expiryDigit: [1, 14, 15],
    nationality: [1, 15, 18],
    optional2: [1, 18, 29],
    name: [2, 0, 30],
    longNumber: true,
    composite: [
      [0, 5, 30],
      [1, 0, 7],
      [1, 8, 15],
      [1, 18, 29],
    ],
    compositeDigit: [1, 29, 30],
  },
  TD2: {
    ...TWO_LINES,
    name: [0, 5, 36],
    optional: [1, 28, 35],
    longNumber: true,
    composite: [
      [1, 0, 10],
      [1, 13, 20],
      [1, 21, 35],
    ],
    compositeDigit: [1, 35, 36],
  },
  TD3: {
    ...TWO_LINES,
    name: [0, 5, 44],
    optional: [1, 28, 42],
    optionalDigit: [1, 42, 43],
    longNumber: false,
    composite: [
      [1, 0, 10],
      [1, 13, 20],
      [1, 21, 43],
    ],
    compositeDigit: [1, 43, 44],
  },
  'MRV-A': { ...TWO_LINES, name: [0, 5, 44], optional: [1, 28, 44], longNumber: false, compositeDigit: [1, 44, 44] },
  'MRV-B': { ...TWO_LINES, name: [0, 5, 36], optional: [1, 28, 36], longNumber: false, compositeDigit: [1, 36, 36] },
};

const LINES_OF_LENGTH: ReadonlyMap<number, number> = new Map([
  [88, 2],
  [72, 2],
  [90, 3],
]);
const ALPHABET = /^[A-Z0-9<]+$/;
const LINE_END = /[\r\n]+/;
const BLANKS = /\s+/g;
const FILLERS = /<+/g;
const FILLERS_AT_END = /<+$/;
/** YY<<<<, YYMM<< or YYMMDD. */
const KNOWN_DATE = /^(\d\d)(?:<<<<|(\d\d)(?:<<|(\d\d)))$/;
