// SPDX-License-Identifier: Apache-2.0
// The one box: what an officer scanned or typed, turned into the subjects to ask about (spec/query-input.md).
// Runs on each key stroke in the browser and once more at the node.
import type { ObjectType } from './code-lists.ts';
import { parseCryptoAddress } from './crypto-address.ts';
import { detectMrz, looksLikeMrz } from './detect-mrz.ts';
import {
  detectChecked,
  detectNumber,
  detectVin,
  HAS_DIGIT,
  isNamedNumber,
  plateSubject,
  splitState,
  UNBROKEN_VIN,
} from './detect-number.ts';
import { detectPerson } from './detect-person.ts';
import { type ErrorCode, IimsError } from './errors.ts';
import { isIssuerCode } from './identifiers.ts';
import type { MrzOptions } from './mrz.ts';
import { canonicalNumber } from './number-form.ts';
import { looksLikePlatePattern, PLATE_PATTERN_KNOWN_MIN, readPlatePattern } from './plate-pattern.ts';
import type { Subject } from './subject.ts';

/** What an input was taken for. */
export type DetectionKind =
  | 'mrz'
  | 'person'
  | 'vin'
  | 'plate'
  | 'account'
  | 'device'
  | 'container'
  | 'crypto-address'
  | 'document'
  | 'object'
  | 'number';

/** What was read from one input. */
export interface Detection {
  readonly kind: DetectionKind;
  /** What was read, in short, for the officer who asked: a number, a plate, or a name with its date. */
  readonly label: string;
  /** 1 to SUBJECTS_MAX. */
  readonly subjects: readonly Subject[];
  readonly checks: readonly DetectionCheck[];
  readonly notices: readonly Notice[];
}

/** One check digit of the input. */
export interface DetectionCheck {
  readonly field: string;
  readonly ok: boolean;
  /** What the digit should be; absent where it holds. */
  readonly computed?: string;
  /** The repaired value that is asked beside the one given. */
  readonly repaired?: string;
}

/** Things that the officer's page says beside the result. */
export const NOTICES = [
  'check-digit-fails',
  'repaired-value-asked',
  'vin-check-digit-fails',
  'vin-last-8-only',
  'several-kinds-asked',
  'state-may-be-plate',
  'name-truncated',
  'given-name-missing',
  'name-order-unknown',
  'birth-date-in-part',
  'birth-date-missing',
  'person-not-asked',
  'document-not-asked',
  'name-decoded',
  'plate-in-part',
  'holder-asked',
] as const;
export type Notice = (typeof NOTICES)[number];

/** The reference year of two-digit years, as for zones. */
export type DetectOptions = MrzOptions;

/** Length of one input, in UTF-16 code units. */
export const INPUT_CHARACTERS_MAX = 256;

/**
 * Reads one input: the lines of a machine-readable zone, a VIN, plate, document or other number (a State code may stand before it),
 * or a name with a date of birth. `plate:`, `firearm:` and the like before a number say what it is.
 * A wrong check digit suppresses nothing. Where a number may be of several kinds, all are asked.
 * @throws IimsError `input.empty`, `input.too-long`, `input.control-character`, `input.unreadable`, `input.invalid`, `mrz.unreadable`
 */
export function detectSubjects(input: string, options: DetectOptions = {}): Detection {
  if (input.length > INPUT_CHARACTERS_MAX)
    throw refused(
      'input.too-long',
      'The input is too long.',
      `at most ${INPUT_CHARACTERS_MAX} characters`,
      'Ask one thing at a time.',
    );
  if (CONTROL_CHARACTER.test(input) || !input.isWellFormed())
    throw refused(
      'input.control-character',
      'The input holds a control character.',
      'text and line breaks',
      'Scan or type it again.',
    );
  const text = input.trim();
  if (text === '')
    throw refused('input.empty', 'The input is empty.', 'at least one character', 'Scan or type a line.');
  if (looksLikeMrz(text)) return detectMrz(text, options);
  if (isPlatePatternMeant(text)) return detectPlatePattern(text);
  return (
    detectPerson(text, options) ?? detectNamedKind(text) ?? detectOwnForm(text) ?? detectNumber(text) ?? unreadable()
  );
}

function unreadable(): never {
  throw refused(
    'input.unreadable',
    'The input cannot be read.',
    'a machine-readable zone, a number, a plate, a VIN, or a name with a date of birth',
    'Scan the document, or type a number or a name such as ERIKSSON, ANNA MARIA 1974-08-12.',
  );
}

function refused(code: ErrorCode, message: string, rule: string, fix: string): IimsError {
  return new IimsError(code, { message, field: 'input', rule, fix });
}

/** `firearm: AB 1234`: the officer says what it is. */
function detectNamedKind(text: string): Detection | undefined {
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  const kind = NAMED_KINDS.get(text.slice(0, colon).trim().toLowerCase());
  if (kind === 'crypto-address') return detectAddress(text.slice(colon + 1));
  const named = splitState(text.slice(colon + 1).trim(), kind === 'plate' || kind === 'holder');
  if (kind === undefined || !isNamedNumber(named.text, !NEVER_LETTERS_ALONE.includes(kind))) return undefined;
  const number = canonicalNumber(named.text);
  if (number === '') return undefined;
  const issuer = named.state === undefined ? {} : { issuingState: named.state };
  switch (kind) {
    case 'plate':
      return plain('plate', number, [plateSubject(number, named.state)]);
    case 'vin':
      return detectNamedVin(number, named.state);
    case 'holder':
      return detectHolder(number, named.state);
    case 'passport':
      return plain('document', number, [{ kind: 'travel-document', number, ...issuer }]);
    case 'document':
      return plain('document', number, [{ kind: 'official-document', number, ...issuer }]);
    case 'driving-licence':
      return plain('document', number, [{ kind: 'official-document', documentType: kind, number, ...issuer }]);
    case 'visa':
    case 'residence-permit':
      return plain('document', number, [{ kind: 'travel-document', documentType: kind, number, ...issuer }]);
    default:
      return detectChecked(number, kind) ?? plain('object', number, [{ kind: 'object', objectType: kind, number }]);
  }
}

/** The State before a VIN is the one that registered the vehicle. */
function detectNamedVin(number: string, state: string | undefined): Detection {
  const detection = detectVin(number) ?? plain('vin', number, [{ kind: 'vehicle', vin: number }]);
  if (state === undefined) return detection;
  const subjects = detection.subjects.map((subject) =>
    subject.kind === 'vehicle' ? { ...subject, registrationState: state } : subject,
  );
  return { ...detection, subjects };
}

/** `holder: UKR AA1234BB`, or a VIN in the place of the plate. */
function detectHolder(number: string, state: string | undefined): Detection {
  if (state === undefined)
    throw refused(
      'input.invalid',
      'The holder of a vehicle is asked of the State that registered it.',
      'the code of the State before the plate or VIN',
      'Ask as in holder: UKR AA1234BB.',
    );
  const isVin = UNBROKEN_VIN.test(number);
  const key = isVin ? { vin: number } : { plate: number };
  return {
    kind: isVin ? 'vin' : 'plate',
    label: `${state} ${number}`,
    subjects: [{ kind: 'vehicle', ...key, registrationState: state, holder: true }],
    checks: [],
    notices: ['holder-asked'],
  };
}

/** Several words without a digit are no plate, whatever marks they have, unless somebody says that they are. */
function isPlatePatternMeant(text: string): boolean {
  const rest = text.replace(PLATE_WORD, '');
  return looksLikePlatePattern(rest) && (rest !== text || HAS_DIGIT.test(text) || !BLANK.test(text));
}

/** `AA?12*`, with its State or the word `plate:` before it. */
function detectPlatePattern(text: string): Detection {
  const rest = text.replace(PLATE_WORD, '').trim();
  const end = rest.indexOf(' ');
  const before = end < 0 ? '' : rest.slice(0, end).toUpperCase();
  const state = isIssuerCode(before) ? before : undefined;
  const platePattern = readPlatePattern(state === undefined ? rest : rest.slice(end + 1));
  if (platePattern === undefined)
    throw refused(
      'input.invalid',
      'The part of a plate cannot be used.',
      `at least ${PLATE_PATTERN_KNOWN_MIN} known letters or digits, ? for one that is unknown, * (at most two) for any number`,
      'Give more of the plate, such as AA?1234 or AA12*.',
    );
  return {
    kind: 'plate',
    label: state === undefined ? platePattern : `${state} ${platePattern}`,
    subjects: [{ kind: 'vehicle', platePattern, ...(state === undefined ? {} : { registrationState: state }) }],
    checks: [],
    notices: ['plate-in-part'],
  };
}

/** An address whose check holds, and one in hexadecimal, are nothing else. Any other needs `crypto:`. */
function detectOwnForm(text: string): Detection | undefined {
  const address = parseCryptoAddress(text);
  return address?.checkHolds === true || address?.form === 'hex' ? detectAddress(text) : undefined;
}

/** The case of its letters may be part of an address, so that it is not made canonical as other numbers are. */
function detectAddress(text: string): Detection | undefined {
  const address = parseCryptoAddress(text);
  if (address === undefined) return undefined;
  const { value, checkHolds } = address;
  const isWrong = checkHolds === false;
  return {
    kind: 'crypto-address',
    label: value,
    subjects: [{ kind: 'object', objectType: 'crypto-address', number: value }],
    checks: checkHolds === undefined ? [] : [{ field: 'crypto-address', ok: checkHolds }],
    notices: isWrong ? ['check-digit-fails'] : [],
  };
}

function plain(kind: DetectionKind, label: string, subjects: readonly Subject[]): Detection {
  return { kind, label, subjects, checks: [], notices: [] };
}

type NamedKind =
  | ObjectType
  | 'plate'
  | 'vin'
  | 'holder'
  | 'passport'
  | 'document'
  | 'driving-licence'
  | 'visa'
  | 'residence-permit';

const NAMED_KINDS: ReadonlyMap<string, NamedKind> = new Map<string, NamedKind>([
  ['plate', 'plate'],
  ['vin', 'vin'],
  ['holder', 'holder'],
  ['passport', 'passport'],
  ['document', 'document'],
  ['licence', 'driving-licence'],
  ['visa', 'visa'],
  ['permit', 'residence-permit'],
  ['firearm', 'firearm'],
  ['container', 'container'],
  ['device', 'device'],
  ['imei', 'device'],
  ['account', 'account'],
  ['iban', 'account'],
  ['art', 'work-of-art'],
  ['boat', 'boat'],
  ['imo', 'boat'],
  ['crypto', 'crypto-address'],
  ['security', 'security'],
  ['object', 'other'],
]);

/** Kinds of which a word without a digit is no number: it is a title, or somebody's name. */
const NEVER_LETTERS_ALONE: readonly NamedKind[] = [
  ...(['work-of-art', 'passport', 'document', 'driving-licence', 'visa', 'residence-permit', 'vin'] as const),
];

/** Anything but tab, line feed and carriage return; also characters that turn the direction of text and so hide what is read. */
const CONTROL_CHARACTER = /[^\P{Cc}\t\n\r]|[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffd]/u;
const BLANK = /\s/;
const PLATE_WORD = /^plate:/i;
