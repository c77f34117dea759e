// SPDX-License-Identifier: Apache-2.0
// What a query is about: a travel document, person, vehicle, official document or object. The shapes of `query.ts`, without Zod.
import type { NameForm, ObjectType, OfficialDocumentType, Script, Sex, TravelDocumentType } from './code-lists.ts';

/** Whom or what a query is about, by kind (spec/query.md). */
export type Subject = TravelDocumentSubject | PersonSubject | VehicleSubject | OfficialDocumentSubject | ObjectSubject;

/** A passport, identity card, visa or permit. */
export interface TravelDocumentSubject {
  readonly kind: 'travel-document';
  /** As given; separators and case do not matter. */
  readonly number: string;
  /** A check digit over `number` holds, so that look-alike characters need not be asked. */
  readonly checked?: boolean;
  /** The number with one repaired character, where its check digit fails. */
  readonly alternatives?: readonly string[];
  /** ICAO Doc 9303-3 code, 1 to 3 letters (D is Germany). */
  readonly issuingState?: string;
  readonly documentType?: TravelDocumentType;
  readonly holder?: PersonData;
  readonly mrz?: readonly string[];
}

/** What identifies a person, in a query of its own or beside a document. */
export interface PersonData {
  readonly names: readonly PersonName[];
  /** YYYY-MM-DD, or partial: YYYY-MM or YYYY. */
  readonly birthDate?: string;
  readonly sex?: Sex;
  readonly nationality?: string;
}

/** One spelling of a name. */
export interface PersonName {
  readonly script?: Script;
  readonly form: NameForm;
  readonly surname: string;
  /** May be empty: some persons have one name. */
  readonly given: string;
}

export interface PersonSubject extends PersonData {
  readonly kind: 'person';
  readonly mrz?: readonly string[];
}

/** At least one of `vin` and `plate`, or `platePattern` alone. */
export interface VehicleSubject {
  readonly kind: 'vehicle';
  /** 17 characters, or the last 8. */
  readonly vin?: string;
  readonly plate?: string;
  /** A plate of which a part is known, as `plate-pattern.ts` writes it. */
  readonly platePattern?: string;
  readonly registrationState?: string;
  /** Asks for the holder too; then the State of registration is named, and nothing else is asked (spec/vehicle-registration.md). */
  readonly holder?: true;
  /** The VIN without the letters I, O and Q, which no VIN holds. */
  readonly alternatives?: readonly string[];
}

/** Another paper of a State: a licence, a registration, a service card. */
export interface OfficialDocumentSubject {
  readonly kind: 'official-document';
  readonly number: string;
  readonly documentType?: OfficialDocumentType;
  readonly issuingState?: string;
  readonly alternatives?: readonly string[];
}

/** A thing with a number of its own. */
export interface ObjectSubject {
  readonly kind: 'object';
  readonly objectType: ObjectType;
  readonly number: string;
  readonly alternatives?: readonly string[];
}

/** Subjects in one query. */
export const SUBJECTS_MAX = 6;
/** Spellings of one person's name. */
export const NAMES_MAX = 6;
/** Repaired values beside the one given. */
export const ALTERNATIVES_MAX = 4;
/** Length of a number, VIN or plate as given, in UTF-16 code units. */
export const NUMBER_CHARACTERS_MAX = 40;
/** Length of an object's number as given, in UTF-16 code units: a crypto address may have 90. */
export const OBJECT_NUMBER_CHARACTERS_MAX = 90;
/** Length of a surname or of given names, in UTF-16 code units. */
export const NAME_CHARACTERS_MAX = 100;
/** Lines of a machine-readable zone, and their length. */
export const MRZ_LINES_MAX = 3;
/** Characters of one such line: those of TD3. */
export const MRZ_LINE_CHARACTERS_MAX = 44;
