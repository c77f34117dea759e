// SPDX-License-Identifier: Apache-2.0
// A number in the one box: a VIN, an account, a container or a device by its shape, else what documents and plates may bear it
// (spec/query-input.md).
import type { ObjectType } from './code-lists.ts';
import { parseContainer } from './container.ts';
import type { Detection, DetectionKind, Notice } from './detect.ts';
import { parseIban } from './iban.ts';
import { isIssuerCode } from './identifiers.ts';
import { parseImei } from './imei.ts';
import { parseImo } from './imo.ts';
import { canonicalNumber } from './number-form.ts';
import { isPlateLike } from './plate.ts';
import type { Subject } from './subject.ts';
import { isVinTail, parseVin } from './vin.ts';

/** Undefined where the text is no number. */
export function detectNumber(text: string): Detection | undefined {
  const { state, text: rest } = splitState(text);
  if (!isNumberText(rest)) return undefined;
  const number = canonicalNumber(rest);
  if (!HAS_DIGIT.test(number)) return undefined;
  if (state === undefined) {
    const checked = detectShip(text) ?? detectVin(number) ?? detectChecked(number);
    if (checked !== undefined) return checked;
  }
  return detectAmbiguous(number, state, canonicalNumber(text));
}

/** Undefined where the number has not the form of one. */
export function detectVin(number: string): Detection | undefined {
  const vin = parseVin(number);
  if (vin === undefined) return undefined;
  const { value, checkDigitHolds, computed, repaired } = vin;
  const alternatives = repaired === undefined ? {} : { alternatives: [repaired] };
  return {
    kind: 'vin',
    label: value,
    subjects: [{ kind: 'vehicle', vin: value, ...alternatives }],
    checks: [
      {
        field: 'vin',
        ok: checkDigitHolds,
        ...(checkDigitHolds ? {} : { computed }),
        ...(repaired === undefined ? {} : { repaired }),
      },
    ],
    notices: [
      ...(checkDigitHolds ? [] : (['vin-check-digit-fails'] as const)),
      ...(repaired === undefined ? [] : (['repaired-value-asked'] as const)),
    ],
  };
}

/** `IMO 9074729`: with its letters a ship's number is like no other. Where the digit fails, it may be another thing. */
function detectShip(text: string): Detection | undefined {
  const ship = SHIP_LETTERS.test(text) ? parseImo(text) : undefined;
  if (ship === undefined) return undefined;
  const { value, checkDigitHolds } = ship;
  const subjects: readonly Subject[] = [{ kind: 'object', objectType: 'boat', number: value }];
  if (checkDigitHolds) return { kind: 'object', label: value, subjects, checks: [], notices: [] };
  const others = documentAndPlateSubjects(canonicalNumber(text), undefined);
  const notices = ['check-digit-fails', 'several-kinds-asked'] as const;
  return { kind: 'object', label: value, subjects: [...subjects, ...others], checks: [], notices };
}

/**
 * Accounts, containers and devices, known by their shape. Where the digit fails, the number may be another thing, so documents and
 * plates are asked as well, unless the officer named the kind.
 */
export function detectChecked(number: string, named?: ObjectType): Detection | undefined {
  for (const { objectType, kind, parse } of CHECKED_OBJECTS) {
    if (named !== undefined && named !== objectType) continue;
    const parsed = parse(number);
    if (parsed === undefined) continue;
    const { checkDigitHolds, computed } = parsed;
    const subjects: Subject[] = [{ kind: 'object', objectType, number }];
    if (!checkDigitHolds && named === undefined) subjects.push(...documentAndPlateSubjects(number, undefined));
    return {
      kind,
      label: number,
      subjects,
      checks: [{ field: kind, ok: checkDigitHolds, ...(checkDigitHolds ? {} : { computed }) }],
      notices: checkDigitHolds
        ? []
        : ['check-digit-fails', ...(subjects.length > 1 ? (['several-kinds-asked'] as const) : [])],
    };
  }
  return undefined;
}

function detectAmbiguous(number: string, state: string | undefined, whole: string): Detection | undefined {
  const subjects = documentAndPlateSubjects(number, state);
  if (state === undefined && DEVICE_LENGTH.test(number))
    subjects.push({ kind: 'object', objectType: 'device', number });
  if (subjects.length === 0) return undefined;
  const notices: Notice[] = subjects.length > 1 ? ['several-kinds-asked'] : [];
  if (isLikelyVinTail(number)) notices.push('vin-last-8-only');
  if (state !== undefined && PLATE_WITH_LETTERS_FIRST.test(whole)) {
    // LTU 123 is a plate of Lithuania as well as the number 123 of that State.
    subjects.push({ kind: 'vehicle', plate: whole });
    notices.push('state-may-be-plate');
  }
  return { kind: 'number', label: state === undefined ? number : `${state} ${number}`, subjects, checks: [], notices };
}

function documentAndPlateSubjects(number: string, state: string | undefined): Subject[] {
  const subjects: Subject[] = [];
  const issuer = state === undefined ? {} : { issuingState: state };
  if (number.length >= DOCUMENT_CHARACTERS_MIN && number.length <= DOCUMENT_CHARACTERS_MAX) {
    subjects.push({ kind: 'travel-document', number, ...issuer }, { kind: 'official-document', number, ...issuer });
  }
  if (isPlateLike(number))
    subjects.push({ ...plateSubject(number, state), ...(isLikelyVinTail(number) ? { vin: number } : {}) });
  return subjects;
}

export function plateSubject(plate: string, state: string | undefined): Subject & { kind: 'vehicle' } {
  return state === undefined ? { kind: 'vehicle', plate } : { kind: 'vehicle', plate, registrationState: state };
}

/** A document's number with its State before it, as `UTO L898902C3`. Undefined for anything else. */
export function readDocumentNumber(text: string): { readonly state?: string; readonly number: string } | undefined {
  const { state, text: rest } = splitState(text);
  const number = isNumberText(rest) ? canonicalNumber(rest) : '';
  if (!HAS_DIGIT.test(number) || number.length < DOCUMENT_CHARACTERS_MIN || number.length > DOCUMENT_CHARACTERS_MAX)
    return undefined;
  return { ...(state === undefined ? {} : { state }), number };
}

/** `UTO L898902C3`: a code of ICAO Doc 9303-3, 5, then a blank or colon, then something with a digit, which a plate may lack. */
export function splitState(text: string, isPlate = false): { readonly state?: string; readonly text: string } {
  const end = text.search(STATE_END);
  const state = end < 0 ? '' : text.slice(0, end).toUpperCase();
  const rest = end < 0 ? '' : text.slice(end + 1).trim();
  return isIssuerCode(state) && (HAS_DIGIT.test(rest) || (isPlate && rest !== '')) ? { state, text: rest } : { text };
}

/** Letters, digits and separators; a word of five letters is a name, not a group of a number, but in a VIN (`WVWZZZ1JZXW000001`). */
export function isNumberText(text: string): boolean {
  return NUMBER_TEXT.test(text) && (!LONG_WORD.test(text) || UNBROKEN_VIN.test(text));
}

/**
 * What stands behind a word that says what it is. A group with a digit is part of a number, however many letters it has. One without is
 * where it stands alone and its kind has such numbers; else it is a name, a title or a make, and a no-hit would be taken for knowledge.
 */
export function isNamedNumber(text: string, mayBeLettersAlone: boolean): boolean {
  if (isNumberText(text)) return true;
  const groups = text.split(BLANKS);
  const isAlone = groups.length === 1 && mayBeLettersAlone;
  return NUMBER_TEXT.test(text) && groups.every((group) => !LONG_WORD.test(group) || HAS_DIGIT.test(group) || isAlone);
}

/** Numbers without a letter are left to documents; `vin:` asks for them. */
function isLikelyVinTail(number: string): boolean {
  return isVinTail(number) && HAS_LETTER.test(number);
}

const CHECKED_OBJECTS: readonly {
  objectType: ObjectType;
  kind: DetectionKind;
  parse: (number: string) => { readonly checkDigitHolds: boolean; readonly computed: string } | undefined;
}[] = [
  { objectType: 'container', kind: 'container', parse: parseContainer },
  { objectType: 'account', kind: 'account', parse: parseIban },
  {
    objectType: 'device',
    kind: 'device',
    parse: (number) => (IMEI_LENGTH.test(number) ? parseImei(number) : undefined),
  },
];

const NUMBER_TEXT = /^[\p{L}\p{Nd} ./№-]+$/u;
/** ISO 3779: 17 characters, no I, O or Q. A digit among them tells it from a long word. */
export const UNBROKEN_VIN = /^(?=.*[0-9])[A-HJ-NPR-Z0-9]{17}$/i;
const LONG_WORD = /(?<![\p{L}\p{Nd}])\p{L}{5}/u;
export const HAS_DIGIT = /[0-9]/;
const BLANKS = /\s+/;
const HAS_LETTER = /[A-Z]/;
const STATE_END = /[ :]/;
const IMEI_LENGTH = /^[0-9]{15}$/;
/** An IMEI without its check digit, or with a software version in its place. */
const DEVICE_LENGTH = /^(?:[0-9]{14}|[0-9]{16})$/;
const SHIP_LETTERS = /^IMO/i;
const PLATE_WITH_LETTERS_FIRST = /^[A-Z]{3}[0-9]{3,4}$/;
const DOCUMENT_CHARACTERS_MIN = 3;
const DOCUMENT_CHARACTERS_MAX = 20;
