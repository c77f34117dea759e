// SPDX-License-Identifier: Apache-2.0
// The keys that a question probes and the keys under which an alert is indexed. One file, because the two must agree.
//
//   td|ISSUER|NUMBER   doc|ISSUER|NUMBER   plate|STATE|PLATE   issuer or State empty: whatever it is
//   vin|VIN   vin8|LAST 8   obj|TYPE|NUMBER   person|SURNAME|GIVEN|YYYY-MM-DD
//   the same with ~ after the first word: characters that readers confuse are folded
import type { Alert } from './alert.ts';
import type { AlertPerson, PersonDocument } from './alert-person.ts';
import { assert, unreachable } from './assert.ts';
import { isCalendarDate } from './calendar-date.ts';
import { type MatchedOn, type ObjectType, TRAVEL_DOCUMENT_TYPES, type WhyCode } from './code-lists.ts';
import { parseContainer } from './container.ts';
import { parseCryptoAddress } from './crypto-address.ts';
import { parseIban } from './iban.ts';
import { parseImei } from './imei.ts';
import { parseImo } from './imo.ts';
import { nameKey, nameKeys } from './name-form.ts';
import { canonicalNumber, confusionFold, transliterateNumber } from './number-form.ts';
import type {
  ObjectSubject,
  OfficialDocumentSubject,
  PersonData,
  PersonName,
  Subject,
  TravelDocumentSubject,
  VehicleSubject,
} from './subject.ts';
import type { Hit } from './verdict.ts';
import { isVinTail, parseVin } from './vin.ts';

/** A key that a question probes, and how it came about. */
export interface LookupKey {
  readonly key: string;
  /** Only `as-given` may give the band `hit`; the others give `compare` at most. */
  readonly matchedOn: MatchedOn;
  readonly why: WhyCode;
}

/** Keys that one subject may probe. */
export const LOOKUP_KEYS_MAX = 24;

/**
 * The keys to probe for one subject, best first and each once. How many there are depends on the question alone, never on the data.
 * Empty where nothing exact can be asked: a person without a full birth date.
 */
export function lookupKeys(subject: Subject): readonly LookupKey[] {
  const keys = new KeyList();
  switch (subject.kind) {
    case 'travel-document':
    case 'official-document':
      addDocumentKeys(keys, subject);
      break;
    case 'person':
      addPersonKeys(keys, subject);
      break;
    case 'vehicle':
      addVehicleKeys(keys, subject);
      break;
    case 'object':
      addObjectKeys(keys, subject);
      break;
    default:
      unreachable(subject);
  }
  assert(keys.list.length <= LOOKUP_KEYS_MAX, 'a subject probes a bounded number of keys');
  return keys.list;
}

/** A key under which an alert is indexed. */
export interface AlertKey {
  readonly key: string;
  /** The most that it may give; a question that meets it otherwise than as given gives `compare` in any case. */
  readonly band: Hit['band'];
  /** What of the alert it belongs to, where that is not the subject itself: the hit must say so. */
  readonly why?: WhyCode;
}

/** The keys under which an alert is indexed, each once: under the most cautious of its meanings. */
export function alertKeys(alert: Alert): readonly AlertKey[] {
  switch (alert.kind) {
    case 'travel-document':
    case 'official-document':
      return own(issuedKeys(DOCUMENT_WORD[alert.kind], issuerForm(alert.issuingState), canonicalNumber(alert.number)));
    case 'person':
      return personAlertKeys(alert);
    case 'vehicle':
      return own(vehicleKeys(alert.vin, alert.plate, alert.registrationState));
    case 'object': {
      if (alert.number === undefined) return [];
      const { number, folded } = objectNumber(alert.objectType, alert.number);
      return own([`obj|${alert.objectType}|${number}`, `obj~|${alert.objectType}|${folded}`]);
    }
    default:
      return unreachable(alert);
  }
}

function own(keys: readonly string[]): readonly AlertKey[] {
  return keys.map((key) => ({ key, band: 'hit' }));
}

/** From the least to the most cautious meaning, so that the last word on a key is the most cautious: the victim's stands above all. */
function personAlertKeys({ names, birthDates, documents, misusedIdentity: victim }: AlertPerson): readonly AlertKey[] {
  const keys = new Map<string, AlertKey>();
  const weak = names.filter(({ quality }) => quality === 'weak-alias');
  const firm = names.filter(({ quality }) => quality !== 'weak-alias');
  for (const key of datedKeys(weak, birthDates)) keys.set(key, { key, band: 'compare', why: 'weak-alias' });
  for (const key of datedKeys(firm, birthDates)) keys.set(key, { key, band: 'hit' });
  for (const key of personDocumentKeys(documents)) keys.set(key.key, key);
  if (victim === undefined) return [...keys.values()];
  for (const key of [
    ...datedKeys(victim.names, victim.birthDates),
    ...personDocumentKeys(victim.documents).map(({ key }) => key),
  ])
    keys.set(key, { key, band: 'compare', why: 'misused-identity' });
  return [...keys.values()];
}

function datedKeys(names: readonly PersonName[], birthDates: readonly string[] = []): readonly string[] {
  return birthDates.flatMap((birthDate) => personKeys({ names, birthDate }));
}

/** Without an issuer a number alone is little: such a paper gives a reason to look. */
function personDocumentKeys(documents: readonly PersonDocument[] = []): readonly AlertKey[] {
  return documents.flatMap(({ number, issuingState, documentType }) => {
    const word = isTravelDocumentType(documentType)
      ? DOCUMENT_WORD['travel-document']
      : DOCUMENT_WORD['official-document'];
    const keys = new Set(issuedKeys(word, issuerForm(issuingState), canonicalNumber(number)));
    const band = issuingState === undefined ? 'compare' : 'hit';
    return [...keys].map((key) => ({ key, band, why: 'document-of-person' }) as const);
  });
}

function isTravelDocumentType(type: PersonDocument['documentType']): boolean {
  return (TRAVEL_DOCUMENT_TYPES as readonly string[]).includes(type);
}

function addDocumentKeys(keys: KeyList, subject: TravelDocumentSubject | OfficialDocumentSubject): void {
  const word = DOCUMENT_WORD[subject.kind];
  const issuer = issuerForm(subject.issuingState);
  const number = canonicalNumber(subject.number);
  keys.add(`${word}|${issuer}|${number}`, 'as-given', issuer === '' ? 'document-number' : 'document-number-and-issuer');
  for (const alternative of subject.alternatives ?? [])
    keys.add(`${word}|${issuer}|${canonicalNumber(alternative)}`, 'repaired', 'check-digit-repaired');
  if (subject.kind === 'travel-document' && subject.checked === true) return;
  keys.add(`${word}~|${issuer}|${confusionFold(number)}`, 'confusable', 'look-alike-characters');
}

function addPersonKeys(keys: KeyList, person: PersonData): void {
  for (const key of personKeys(person)) keys.add(key, 'as-given', 'name-and-birth-date');
  if (person.birthDate === undefined || !isCalendarDate(person.birthDate)) return;
  for (const name of person.names)
    for (const inverted of invertedNames(name))
      keys.add(`person|${inverted}|${person.birthDate}`, 'confusable', 'names-inverted-and-birth-date');
}

/**
 * (EU) 2023/333, Annex II, 3.1(b): surname and given names in each other's place are similar, not the same. Where several words
 * follow the first, the last of them may be the surname.
 */
function invertedNames(name: PersonName): readonly string[] {
  if (name.given === '') return [];
  const inverted = [nameKey(name.given, name.surname)];
  const words = name.given.split(' ');
  if (words.length > 1) inverted.push(nameKey(words.at(-1)!, `${name.surname} ${words.slice(0, -1).join(' ')}`));
  return inverted;
}

function personKeys(person: PersonData): readonly string[] {
  const birthDate = person.birthDate;
  if (birthDate === undefined || !isCalendarDate(birthDate)) return [];
  const keys = new Set<string>();
  for (const name of person.names)
    for (const key of nameKeys(name.surname, name.given)) keys.add(`person|${key}|${birthDate}`);
  return [...keys];
}

function addVehicleKeys(keys: KeyList, vehicle: VehicleSubject): void {
  if (vehicle.vin !== undefined) addVinKeys(keys, canonicalNumber(vehicle.vin), vehicle.alternatives ?? []);
  if (vehicle.plate === undefined) return;
  const plate = canonicalNumber(vehicle.plate);
  const state = issuerForm(vehicle.registrationState);
  keys.add(`plate|${state}|${plate}`, 'as-given', state === '' ? 'plate' : 'plate-and-state');
  keys.add(`plate|${state}|${transliterateNumber(plate)}`, 'confusable', 'plate-transliterated');
  keys.add(`plate~|${state}|${confusionFold(plate)}`, 'confusable', 'look-alike-characters');
}

function addVinKeys(keys: KeyList, vin: string, alternatives: readonly string[]): void {
  keys.add(`vin|${vin}`, 'as-given', 'vin');
  if (isVinTail(vin)) keys.add(`vin8|${vin}`, 'confusable', 'vin-last-8');
  for (const alternative of alternatives)
    keys.add(`vin|${canonicalNumber(alternative)}`, 'repaired', 'check-digit-repaired');
  if (parseVin(vin)?.checkDigitHolds === true) return;
  keys.add(`vin~|${confusionFold(vin)}`, 'confusable', 'look-alike-characters');
}

function vehicleKeys(vin: string | undefined, plate: string | undefined, state: string | undefined): readonly string[] {
  const keys: string[] = [];
  if (vin !== undefined) {
    const canonical = canonicalNumber(vin);
    keys.push(`vin|${canonical}`, `vin8|${canonical.slice(-VIN_TAIL_CHARACTERS)}`, `vin~|${confusionFold(canonical)}`);
  }
  if (plate !== undefined) {
    const canonical = canonicalNumber(plate);
    const transliterated = transliterateNumber(canonical);
    keys.push(...issuedKeys('plate', issuerForm(state), canonical));
    if (transliterated !== canonical)
      keys.push(`plate|${issuerForm(state)}|${transliterated}`, `plate||${transliterated}`);
  }
  return keys;
}

function addObjectKeys(keys: KeyList, subject: ObjectSubject): void {
  const type = subject.objectType;
  const { number, folded } = objectNumber(type, subject.number);
  keys.add(`obj|${type}|${number}`, 'as-given', 'object-number');
  for (const alternative of subject.alternatives ?? [])
    keys.add(`obj|${type}|${objectNumber(type, alternative).number}`, 'repaired', 'check-digit-repaired');
  if (hasValidCheckDigit(type, number)) return;
  keys.add(`obj~|${type}|${folded}`, 'confusable', 'look-alike-characters');
}

/** The form under which a thing is held, and the same with the confusion fold. */
function objectNumber(type: ObjectType, given: string): { readonly number: string; readonly folded: string } {
  const canonical = canonicalNumber(given);
  const number = formOfType(type, given) ?? canonical;
  // The fold of an address is that of its letters without their case, which readers confuse as well.
  return { number, folded: confusionFold(type === 'crypto-address' ? canonical : number) };
}

function formOfType(type: ObjectType, given: string): string | undefined {
  if (type === 'device') return parseImei(given)?.full;
  if (type === 'boat') return parseImo(given)?.value;
  if (type === 'crypto-address') return parseCryptoAddress(given)?.value;
  return undefined;
}

function hasValidCheckDigit(type: ObjectType, number: string): boolean {
  if (type === 'device') return parseImei(number)?.checkDigitHolds === true;
  if (type === 'container') return parseContainer(number)?.checkDigitHolds === true;
  if (type === 'account') return parseIban(number)?.checkDigitHolds === true;
  if (type === 'boat') return parseImo(number)?.checkDigitHolds === true;
  if (type === 'crypto-address') return parseCryptoAddress(number)?.checkHolds === true;
  return false;
}

/** With and without the issuer, each exact and folded: a question may leave the issuer open. Where it is unknown only an open question meets. */
function issuedKeys(word: string, issuer: string, number: string): readonly string[] {
  const folded = confusionFold(number);
  if (issuer === '') return [`${word}||${number}`, `${word}~||${folded}`];
  return [`${word}|${issuer}|${number}`, `${word}||${number}`, `${word}~|${issuer}|${folded}`, `${word}~||${folded}`];
}

/** Germany stands as D in the machine-readable zone (ICAO Doc 9303-3, 5) and as DEU elsewhere. */
function issuerForm(issuer: string | undefined): string {
  return issuer === 'D' ? 'DEU' : (issuer ?? '');
}

/** Keeps the first way in which a key was asked: a key as given stays as given. They are few, so that looking through them costs less than a set. */
class KeyList {
  readonly list: LookupKey[] = [];

  add(key: string, matchedOn: MatchedOn, why: WhyCode): void {
    if (this.list.some((known) => known.key === key)) return;
    this.list.push({ key, matchedOn, why });
  }
}

const DOCUMENT_WORD = { 'travel-document': 'td', 'official-document': 'doc' } as const;
const VIN_TAIL_CHARACTERS = 8;
