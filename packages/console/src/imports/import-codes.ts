// SPDX-License-Identifier: Apache-2.0
// The codes that the page of imports has words for. `catalogue.test.ts` holds every language to these lists.
import { OFFICIAL_DOCUMENT_TYPES, TRAVEL_DOCUMENT_TYPES } from '@iims/wire/code-lists';
import { VEHICLE_REGISTRATION } from '@iims/wire/registered-vehicle';

export const STANDINGS = [
  'receiving',
  'reading',
  'quarantined',
  'previewed',
  'applying',
  'applied',
  'refused',
  'abandoned',
] as const;
export const FORMATS = ['csv', 'jsonl', 'ofac-sdn', 'un-consolidated'] as const;
export type Format = (typeof FORMATS)[number];
export const ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1250',
  'windows-1251',
  'windows-1252',
  'windows-1254',
] as const;
export type Encoding = (typeof ENCODINGS)[number];
export const DATE_FORMATS = ['YYYY-MM-DD', 'DD.MM.YYYY', 'DD/MM/YYYY', 'MM/DD/YYYY', 'YYYYMMDD'] as const;

/** Where a column of a CSV file may go, as the editor offers it; the words stand under the code with `_` for a dot. */
export const EVERY_PLACES = [
  'id',
  'category',
  'action',
  'legalBasis',
  'offenceCategory',
  'handling',
  'cautions',
  'since',
  'reviewOn',
] as const;
export const PLACES_OF_KIND = {
  person: [
    'names.0.surname',
    'names.0.given',
    'names.1.surname',
    'names.1.given',
    'birthDates.0',
    'sex',
    'nationalities',
    'placesOfBirth.0',
    'documents.0.number',
    'documents.0.issuingState',
  ],
  'travel-document': ['number', 'issuingState', 'documentType', 'issuedOn', 'expiresOn', 'lostOn'],
  'official-document': ['number', 'issuingState', 'documentType', 'issuedOn', 'expiresOn', 'lostOn'],
  vehicle: ['vin', 'plate', 'registrationState', 'make', 'model', 'colour', 'year'],
  object: ['objectType', 'number'],
  'issued-travel-document': ['number', 'documentType', 'issuedOn', 'validUntil', 'standing'],
  'issued-official-document': ['number', 'documentType', 'issuedOn', 'validUntil', 'standing'],
  'issued-vehicle': [
    'plate',
    'vin',
    'make',
    'model',
    'colour',
    'year',
    'validUntil',
    'standing',
    'holder.surname',
    'holder.given',
    'holder.company',
    'holder.birthDate',
    'holder.place',
  ],
} as const;
/** What the rows of a list are: alerts of a kind, or what the State issued or registered. */
export type Kind = keyof typeof PLACES_OF_KIND;
export type IssuedKind = Extract<Kind, `issued-${string}`>;
export const KINDS = Object.keys(PLACES_OF_KIND) as readonly Kind[];
export const ALERT_KINDS = KINDS.filter((kind) => !isIssued(kind));
export const ISSUED_KINDS = KINDS.filter(isIssued);

export function isIssued(kind: Kind): kind is IssuedKind {
  return kind.startsWith('issued-');
}

/** As the node and its codes know it. */
export function subjectOf(kind: Kind): string {
  return kind.replace('issued-', '');
}

/** The types for which a register of what was issued may be complete. */
export const TYPES_OF_ISSUED: Readonly<Record<IssuedKind, readonly string[]>> = {
  'issued-travel-document': TRAVEL_DOCUMENT_TYPES,
  'issued-official-document': OFFICIAL_DOCUMENT_TYPES,
  'issued-vehicle': [VEHICLE_REGISTRATION],
};
const PLACES = [...new Set<string>([...EVERY_PLACES, ...Object.values(PLACES_OF_KIND).flat()])];

/** Sentences of their own; another fault of an import is told by its code. */
export const IMPORT_FAULTS = [
  'import.encoding',
  'import.quotes',
  'import.columns',
  'import.line-too-long',
  'import.markup',
  'import.mapping',
  'import.too-large',
  'import.key-crowded',
  'import.empty',
  'import.incomplete',
  'import.under-way',
  'import.register-changed',
  'import.second-person',
  'register.kept-by-hand',
] as const;

/** Whether the fault has a sentence of its own. */
export function isToldFault(code: string): code is (typeof IMPORT_FAULTS)[number] {
  return (IMPORT_FAULTS as readonly string[]).includes(code);
}

export const IMPORT_WORDS = {
  'import-standing': STANDINGS,
  'import-format': FORMATS,
  'import-place': PLACES.map(placeWord),
  'import-fault': IMPORT_FAULTS,
  difference: ['added', 'changed', 'removed', 'same'],
  /** What is done with a file on its way. */
  imports: ['fingerprint', 'upload'],
} as const;

export function placeWord(place: string): string {
  return place.replaceAll('.', '_');
}
