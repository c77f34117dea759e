// SPDX-License-Identifier: Apache-2.0
// What is missing in an alert, or does not fit together: told to whoever enters it, and counted when lists come in (spec/alert.md, 18).
import type { Alert } from './alert.ts';
import type { DocumentLife } from './alert-document.ts';
import type { AlertObject } from './alert-object.ts';
import type { AlertPerson } from './alert-person.ts';
import type { AlertVehicle } from './alert-vehicle.ts';
import { isCalendarDate } from './calendar-date.ts';
import type { Action, Category } from './code-lists.ts';
import { parseContainer } from './container.ts';
import { parseCryptoAddress } from './crypto-address.ts';
import { parseIban } from './iban.ts';
import { isIssuerCode } from './identifiers.ts';
import { parseImei } from './imei.ts';
import { parseImo } from './imo.ts';
import { canonicalNumber } from './number-form.ts';
import { isPlateLong } from './plate.ts';
import { parseVin } from './vin.ts';

/** What each finding takes from 100; `stops`: such an alert may not be entered. */
export const QUALITY_FINDINGS = {
  'no-legal-basis': 30,
  'no-birth-date': 25,
  'partial-birth-date': 10,
  'one-name-only': 10,
  'one-script-only': 5,
  'no-nationality': 5,
  'no-sex': 5,
  'no-offence-category': 10,
  'no-grading': 5,
  'no-revocation-ground': 20,
  'number-check-fails': 20,
  'unknown-state': 30,
  'days-contradict': 20,
  'no-number': 15,
  'few-features': 10,
  'review-too-late': 10,
  'review-before-entry': 'stops',
  'no-plate': 'stops',
  'action-of-other-category': 'stops',
  'covert-category': 'stops',
  'minor-to-arrest': 10,
} as const satisfies Record<string, number | 'stops'>;
export type QualityFinding = keyof typeof QUALITY_FINDINGS;

/** How good an alert is. */
export interface AlertQuality {
  /** In the order of QUALITY_FINDINGS. */
  readonly findings: readonly QualityFinding[];
  /** 0 to 100; 100 without a finding, 0 with one that stops. */
  readonly score: number;
  /** The first finding with which the alert may not be entered. */
  readonly stoppedBy?: QualityFinding;
}

/** Looks at an alert that `parseAlert` has taken. Throws nothing. */
export function checkAlertQuality(alert: Alert): AlertQuality {
  const found = new Set([...findingsOfEvery(alert), ...findingsOfSubject(alert)]);
  const findings = (Object.keys(QUALITY_FINDINGS) as QualityFinding[]).filter((finding) => found.has(finding));
  const stoppedBy = findings.find((finding) => QUALITY_FINDINGS[finding] === 'stops');
  if (stoppedBy !== undefined) return { findings, score: 0, stoppedBy };
  const lost = findings.reduce((sum, finding) => sum + Number(QUALITY_FINDINGS[finding]), 0);
  return { findings, score: Math.max(0, 100 - lost) };
}

/**
 * The field that names a day to come as one that was: what lies ahead would put off every review by as much. `today` is YYYY-MM-DD, UTC;
 * a day more is left to places east of it.
 */
export function dayToCome({ since, revalidatedOn }: Alert, today: string): 'since' | 'revalidatedOn' | undefined {
  const last = new Date(Date.parse(today) + DAY_MS).toISOString().slice(0, DAY_CHARACTERS);
  if (since > last) return 'since';
  return revalidatedOn !== undefined && revalidatedOn > last ? 'revalidatedOn' : undefined;
}

function findingsOfEvery(alert: Alert): QualityFinding[] {
  const years = alert.kind === 'travel-document' ? DOCUMENT_REVIEW_YEARS_MAX : REVIEW_YEARS_MAX;
  return when([
    ['no-legal-basis', (alert.legalBasis.match(/\p{L}/gu)?.length ?? 0) < LEGAL_BASIS_LETTERS_MIN],
    ['no-offence-category', alert.action === 'arrest' && alert.offenceCategory === undefined],
    ['no-grading', alert.grading === undefined],
    ['review-before-entry', alert.reviewOn < alert.since],
    ['review-too-late', alert.reviewOn > yearsAfter(alert.revalidatedOn ?? alert.since, years)],
    ['action-of-other-category', !ACTIONS_OF_CATEGORY[alert.category].includes(alert.action)],
    ['covert-category', alert.covert && alert.category !== 'discreet-check'],
    ['minor-to-arrest', alert.action === 'arrest' && alert.cautions.includes('minor')],
  ]);
}

function findingsOfSubject(alert: Alert): QualityFinding[] {
  switch (alert.kind) {
    case 'travel-document':
    case 'official-document':
      return when([
        ['no-revocation-ground', alert.category === 'revoked' && alert.revocationGround === undefined],
        ['unknown-state', !isIssuerCode(alert.issuingState)],
        ['days-contradict', daysContradict(alert)],
      ]);
    case 'person':
      return findingsOfPerson(alert);
    case 'vehicle':
      return findingsOfVehicle(alert);
    case 'object':
      return findingsOfObject(alert);
  }
}

/** By the alert's own days alone: nothing was issued or lost, and nobody was born, after the entry. */
function daysContradict({ since, issuedOn, expiresOn, lostOn }: DocumentLife & Pick<Alert, 'since'>): boolean {
  const isAhead = [issuedOn, lostOn].some((day) => day !== undefined && day > since);
  const isBeforeIssue = [expiresOn, lostOn].some(
    (day) => day !== undefined && issuedOn !== undefined && day < issuedOn,
  );
  return isAhead || isBeforeIssue;
}

function findingsOfPerson(person: AlertPerson & Pick<Alert, 'since'>): QualityFinding[] {
  const { names, birthDates = [], nationalities, sex, documents = [], since } = person;
  const states = [...(nationalities ?? []), ...documents.flatMap(({ issuingState }) => issuingState ?? [])];
  const primary = names.filter(({ quality }) => quality === 'primary');
  const isLatin = ({ surname, given }: AlertPerson['names'][number]) =>
    /^[\p{Script=Latin}\P{L}]*$/u.test(surname + given);
  const hasOriginal = primary.some(({ form }) => form === 'original');
  return when([
    ['no-birth-date', birthDates.length === 0],
    ['partial-birth-date', birthDates.length > 0 && !birthDates.some(isCalendarDate)],
    ['one-name-only', primary.every(({ given }) => given === '')],
    ['one-script-only', !hasOriginal || !primary.some(isLatin)],
    ['no-nationality', nationalities === undefined],
    ['unknown-state', !states.every(isIssuerCode)],
    ['days-contradict', birthDates.some((day) => day > since.slice(0, day.length))],
    ['no-sex', sex === undefined],
  ]);
}

function findingsOfVehicle(vehicle: AlertVehicle & Pick<Alert, 'category'>): QualityFinding[] {
  const { vin, plate, registrationState, make, colour, category } = vehicle;
  return when([
    [
      'number-check-fails',
      (vin !== undefined && vinFails(vin)) || (plate !== undefined && !isPlateLong(canonicalNumber(plate))),
    ],
    ['unknown-state', registrationState !== undefined && !isIssuerCode(registrationState)],
    ['no-plate', category === 'stolen-plate' && plate === undefined],
    ['few-features', make === undefined || colour === undefined],
  ]);
}

/** The digit is mandatory in North America only, whose numbers begin with 1 to 5 (49 CFR 565.15). */
function vinFails(text: string): boolean {
  const vin = parseVin(text);
  return vin === undefined || (/^[1-5]/.test(text) && !vin.checkDigitHolds);
}

function findingsOfObject({ objectType, number, artwork }: AlertObject): QualityFinding[] {
  return when([
    ['number-check-fails', number !== undefined && failsItsCheck(objectType, number)],
    ['no-number', number === undefined],
    ['few-features', objectType === 'work-of-art' && Object.keys(artwork ?? {}).length < ARTWORK_FIELDS_MIN],
  ]);
}

function failsItsCheck(type: AlertObject['objectType'], number: string): boolean {
  switch (type) {
    case 'device': {
      // A software version in the digit's place is no failure (3GPP TS 23.003, 6.2.2).
      const imei = parseImei(number);
      return imei === undefined || (imei.value.length === IMEI_DIGITS && !imei.checkDigitHolds);
    }
    case 'container':
      return parseContainer(number)?.checkDigitHolds !== true;
    case 'account':
      return parseIban(number)?.checkDigitHolds !== true;
    case 'boat':
      return parseImo(number)?.checkDigitHolds === false;
    case 'crypto-address':
      return parseCryptoAddress(number)?.checkHolds === false;
    default:
      return false;
  }
}

/** The same day so many years later; 29 February stays as it is, since days are only compared as text. */
function yearsAfter(day: string, years: number): string {
  return `${String(Number(day.slice(0, 4)) + years).padStart(4, '0')}${day.slice(4)}`;
}

function when(findings: readonly (readonly [QualityFinding, boolean])[]): QualityFinding[] {
  return findings.filter(([, is]) => is).map(([finding]) => finding);
}

const DAY_MS = 86_400_000;
const DAY_CHARACTERS = 10;
const LEGAL_BASIS_LETTERS_MIN = 4;
const REVIEW_YEARS_MAX = 5;
const DOCUMENT_REVIEW_YEARS_MAX = 10;
const ARTWORK_FIELDS_MIN = 3;
const IMEI_DIGITS = 15;

/** What each category may ask of the officer; whoever meets the alert may always be asked to call its owner first. */
const ACTIONS_OF_CATEGORY: Readonly<Record<Category, readonly Action[]>> = {
  'stolen-blank': ['keep-document', 'contact-owner'],
  stolen: ['keep-document', 'seize-object', 'contact-owner'],
  lost: ['keep-document', 'seize-object', 'contact-owner'],
  revoked: ['keep-document', 'contact-owner'],
  invalid: ['keep-document', 'contact-owner'],
  'wanted-arrest': ['arrest', 'contact-owner'],
  missing: ['protect', 'establish-whereabouts', 'contact-owner'],
  locate: ['establish-whereabouts', 'contact-owner'],
  'discreet-check': ['discreet-check'],
  'specific-check': ['specific-check', 'contact-owner'],
  'entry-ban': ['do-not-admit', 'contact-owner'],
  'foreign-fighter': ['specific-check', 'do-not-admit', 'contact-owner'],
  'possible-victim': ['protect', 'contact-owner'],
  witness: ['protect', 'establish-whereabouts', 'contact-owner'],
  sanctioned: ['do-not-admit', 'contact-owner'],
  'stolen-vehicle': ['seize-vehicle', 'contact-owner'],
  'wanted-vehicle': ['seize-vehicle', 'contact-owner'],
  'stolen-plate': ['seize-plate', 'contact-owner'],
  'wanted-evidence': ['seize-object', 'contact-owner'],
  seized: ['seize-object', 'contact-owner'],
};
