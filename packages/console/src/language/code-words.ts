// SPDX-License-Identifier: Apache-2.0
// Which codes of the wire the catalogues have words for. `catalogue.test.ts` holds every language to this list;
// a code that is not on it is shown as it is.
import {
  CAUTIONS,
  DOCUMENT_CATEGORIES,
  FACT_LABELS,
  HANDLING_CODES,
  OBJECT_CATEGORIES,
  OBJECT_TYPES,
  OFFICIAL_DOCUMENT_TYPES,
  PERSON_CATEGORIES,
  PURPOSES,
  SEXES,
  SUBJECT_KINDS,
  type SubjectKind,
  TRAVEL_DOCUMENT_TYPES,
  VEHICLE_CATEGORIES,
  WHY_CODES,
} from '@iims/wire/code-lists';
import { NOTICES } from '@iims/wire/detect';
import { ISSUED_STANDINGS } from '@iims/wire/issued';

export const CODE_WORDS = {
  purpose: PURPOSES,
  subject: SUBJECT_KINDS,
  document: [...TRAVEL_DOCUMENT_TYPES, ...OFFICIAL_DOCUMENT_TYPES],
  object: OBJECT_TYPES,
  sex: SEXES,
  caution: CAUTIONS,
  handling: HANDLING_CODES,
  why: WHY_CODES,
  fact: FACT_LABELS,
  'category-document': DOCUMENT_CATEGORIES,
  'category-person': PERSON_CATEGORIES,
  'category-vehicle': VEHICLE_CATEGORIES,
  'category-object': OBJECT_CATEGORIES,
  check: [
    'documentNumber',
    'birthDate',
    'expiryDate',
    'personalNumber',
    'composite',
    'vin',
    'account',
    'device',
    'container',
    'crypto-address',
  ],
  issued: ISSUED_STANDINGS,
  notice: NOTICES,
  standing: ['fresh', 'stale', 'expired'],
  because: ['root', 'document', 'attestation', 'unknown-state'],
} as const satisfies Record<string, readonly string[]>;

export type CodeKind = keyof typeof CODE_WORDS;

/** A category means its own noun for each kind of subject: a stolen document, a stolen object. */
export function categoryKindOf(subjectKind: SubjectKind): CodeKind {
  return CATEGORY_KINDS[subjectKind];
}

const CATEGORY_KINDS: Readonly<Record<SubjectKind, CodeKind>> = {
  'travel-document': 'category-document',
  'official-document': 'category-document',
  person: 'category-person',
  vehicle: 'category-vehicle',
  object: 'category-object',
};
