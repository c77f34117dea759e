// SPDX-License-Identifier: Apache-2.0
// From a machine-readable zone to the travel document and the person it names.

import { isCalendarDate } from './calendar-date.ts';
import type { TravelDocumentType } from './code-lists.ts';
import type { Detection, DetectionCheck, Notice } from './detect.ts';
import { IimsError } from './errors.ts';
import { isIssuerCode } from './identifiers.ts';
import { documentNumberRepairs, type Mrz, type MrzOptions, mrzLines, parseMrz } from './mrz.ts';
import { ALTERNATIVES_MAX, type PersonName, type Subject } from './subject.ts';

/** Whether the input is meant as a machine-readable zone: several lines, a known length, or a first line's beginning. */
export function looksLikeMrz(text: string): boolean {
  const lines = mrzLines([text]);
  if (lines.length > 1) return true;
  const line = lines[0] ?? '';
  return line.includes('<') && !BLANK.test(text) && FIRST_LINE.test(line) && isIssuerCode(issuerOf(line));
}

/** @throws IimsError `mrz.unreadable` */
export function detectMrz(text: string, options: MrzOptions): Detection {
  const mrz = parseMrz([text], options);
  const notices: Notice[] = [];
  const subjects: Subject[] = [];
  const repairs = documentNumberRepairs(mrz).slice(0, ALTERNATIVES_MAX);
  if (mrz.checks.some((check) => !check.ok)) notices.push('check-digit-fails');
  if (mrz.fields.documentNumber === '') notices.push('document-not-asked');
  else subjects.push(documentSubject(mrz, repairs));
  if (repairs.length > 0) notices.push('repaired-value-asked');
  const person = personSubject(mrz);
  if (person === undefined) notices.push('person-not-asked');
  else subjects.push(person);
  if (mrz.nameTruncated) notices.push('name-truncated');
  if (mrz.cyrillicName !== undefined) notices.push('name-decoded');
  if (subjects.length === 0) {
    throw new IimsError('mrz.unreadable', {
      message: 'The machine-readable zone holds neither a document number nor a person.',
      field: 'lines',
      rule: 'a document number, or a name with a full birth date',
      fix: 'Scan or type the lines again.',
    });
  }
  return { kind: 'mrz', label: labelOf(mrz), subjects, checks: mrzDetectionChecks(mrz), notices };
}

/** The checks of a zone in the form of a detection. */
export function mrzDetectionChecks(mrz: Mrz): readonly DetectionCheck[] {
  return mrz.checks.map(({ field, ok, computed, repaired }) => ({
    field,
    ok,
    ...(ok ? {} : { computed }),
    ...(repaired === undefined ? {} : { repaired }),
  }));
}

function documentSubject(mrz: Mrz, repairs: readonly string[]): Subject {
  const { documentNumber, documentCode, issuingState } = mrz.fields;
  const numberHolds = mrz.checks.some((check) => check.field === 'documentNumber' && check.ok);
  return {
    kind: 'travel-document',
    number: documentNumber,
    ...(numberHolds && !UNDETECTED_CONFUSION.test(documentNumber) ? { checked: true } : {}),
    ...(repairs.length > 0 ? { alternatives: repairs } : {}),
    ...(issuingState === '' ? {} : { issuingState }),
    documentType: documentTypeOf(documentCode),
  };
}

/** A person can be asked exactly only with a name and a full birth date. */
function personSubject(mrz: Mrz): Subject | undefined {
  const { surname, given, birthDate, sex, nationality } = mrz.fields;
  if (surname === '' || birthDate === null || !isCalendarDate(birthDate)) return undefined;
  const names: PersonName[] = [{ script: 'Latn', form: 'mrz', surname, given }];
  if (mrz.cyrillicName !== undefined) names.push({ script: 'Cyrl', form: 'original', ...mrz.cyrillicName });
  return { kind: 'person', names, birthDate, sex, ...(nationality === '' ? {} : { nationality }) };
}

/** ICAO Doc 9303-4 to -7: P and V are certain; I, A and C are what the issuer makes of them. */
function documentTypeOf(code: string): TravelDocumentType {
  if (code.startsWith('P')) return 'passport';
  if (code.startsWith('V')) return 'visa';
  return code === 'I' || code === 'ID' || code === 'C' ? 'identity-card' : 'travel-document';
}

function labelOf(mrz: Mrz): string {
  const { issuingState, documentNumber, surname, given } = mrz.fields;
  return [issuingState, documentNumber, surname, given].filter((part) => part !== '').join(' ');
}

function issuerOf(line: string): string {
  return line.slice(2, 5).replaceAll('<', '');
}

const FIRST_LINE = /^[PIACV][A-Z<][A-Z][A-Z<]{2}/;
/** 6 and G weigh the same in a check digit (6 and 16, modulo 10), so a digit that holds says nothing about them. */
const UNDETECTED_CONFUSION = /[6G]/;
const BLANK = /\s/;
