// SPDX-License-Identifier: Apache-2.0
// The fields of an alert as a form shows them, by kind: from this one list come the form, the reading of an alert, and the comparison of two.
import { ALERT_NAMES_MAX, BIRTH_DATES_MAX, ORIGINS_MAX, PERSON_DOCUMENTS_MAX } from '@iims/wire/alert-person';
import {
  ACTIONS,
  CAUTIONS,
  DOCUMENT_CATEGORIES,
  FACT_LABELS,
  HANDLING_CODES,
  INFORMATION_GRADES,
  LINK_KINDS,
  NAME_FORMS,
  NAME_QUALITIES,
  OBJECT_CATEGORIES,
  OBJECT_TYPES,
  OFFENCE_CATEGORIES,
  OFFICIAL_DOCUMENT_TYPES,
  PERSON_CATEGORIES,
  REVOCATION_GROUNDS,
  SCRIPTS,
  SEXES,
  SOURCE_GRADES,
  type SubjectKind,
  TRAVEL_DOCUMENT_TYPES,
  VEHICLE_CATEGORIES,
} from '@iims/wire/code-lists';
import { LINKS_MAX } from '@iims/wire/every-alert';
import { FACTS_MAX } from '@iims/wire/verdict';

export type Field = { readonly name: string /** Key of the catalogue. */; readonly label: string } & (
  | { readonly kind: 'text' | 'day'; readonly isNeeded?: true }
  | { readonly kind: 'choice'; readonly codes: Codes; readonly isNeeded?: true }
  | { readonly kind: 'choices'; readonly codes: Codes }
  | { readonly kind: 'flag' }
  /** A list of texts. */
  | { readonly kind: 'texts'; readonly most: number }
  /** A list of groups; one that is empty is not there. */
  | { readonly kind: 'groups'; readonly fields: readonly Field[]; readonly most: number; readonly isNeeded?: true }
  | { readonly kind: 'group'; readonly fields: readonly Field[] }
);

interface Codes {
  readonly codes: readonly string[];
  /** Head of the catalogue keys; without it a code is its own word. */
  readonly words?: string;
}

/** The fields of one kind in the order of the form: the subject first. */
export function fieldsOf(kind: SubjectKind): readonly Field[] {
  return [...SUBJECT_FIELDS[kind], ...everyField(kind)];
}

function everyField(kind: SubjectKind): readonly Field[] {
  const isWatched = kind === 'person' || kind === 'vehicle';
  return [
    choice('category', 'hit.category', CATEGORIES[kind], true),
    choice('action', 'field.action', { codes: ACTIONS, words: 'action' }, true),
    ...(isWatched ? [{ name: 'covert', label: 'field.covert', kind: 'flag' } as const] : []),
    needed('authority', 'hit.authority'),
    needed('legalBasis', 'field.legalBasis'),
    choice('offenceCategory', 'field.offenceCategory', { codes: OFFENCE_CATEGORIES, words: 'offence' }),
    text('offence', 'fact.offence'),
    { name: 'cautions', label: 'hit.cautions', kind: 'choices', codes: { codes: CAUTIONS, words: 'caution' } },
    choice('handling', 'hit.handling', { codes: HANDLING_CODES, words: 'handling' }, true),
    {
      name: 'grading',
      label: 'field.grading',
      kind: 'group',
      fields: [
        choice('source', 'field.source', { codes: SOURCE_GRADES }),
        choice('information', 'field.information', { codes: INFORMATION_GRADES }),
        text('original', 'field.original'),
      ],
    },
    { name: 'since', label: 'field.since', kind: 'day', isNeeded: true },
    { name: 'reviewOn', label: 'field.reviewOn', kind: 'day', isNeeded: true },
    groups('facts', 'field.facts', FACTS_MAX, [
      choice('label', 'field.label', { codes: FACT_LABELS, words: 'fact' }),
      text('value', 'field.value'),
    ]),
    groups('links', 'field.links', LINKS_MAX, [
      text('to', 'field.to'),
      choice('kind', 'field.linkKind', { codes: LINK_KINDS, words: 'link' }),
    ]),
  ];
}

const PAPERS: readonly Field[] = [
  text('number', 'fact.number'),
  text('issuingState', 'fact.issuing-state'),
  choice('documentType', 'fact.document-type', {
    codes: [...TRAVEL_DOCUMENT_TYPES, ...OFFICIAL_DOCUMENT_TYPES],
    words: 'document',
  }),
];
const SPELLING: readonly Field[] = [
  text('surname', 'fact.surname'),
  text('given', 'fact.given'),
  choice('form', 'field.form', { codes: NAME_FORMS, words: 'name-form' }),
  choice('script', 'field.script', { codes: SCRIPTS, words: 'script' }),
];
const QUALITY = choice('quality', 'field.quality', { codes: NAME_QUALITIES, words: 'name-quality' });
const documentFields = (types: readonly string[]): readonly Field[] => [
  needed('number', 'fact.number'),
  needed('issuingState', 'fact.issuing-state'),
  choice('documentType', 'fact.document-type', { codes: types, words: 'document' }, true),
  { name: 'issuedOn', label: 'fact.issue-date', kind: 'day' },
  { name: 'expiresOn', label: 'fact.expiry-date', kind: 'day' },
  { name: 'lostOn', label: 'field.lostOn', kind: 'day' },
  choice('revocationGround', 'field.revocationGround', { codes: REVOCATION_GROUNDS, words: 'revocation' }),
];

const SUBJECT_FIELDS: Readonly<Record<SubjectKind, readonly Field[]>> = {
  person: [
    { ...groups('names', 'field.names', ALERT_NAMES_MAX, [...SPELLING, QUALITY]), isNeeded: true },
    { name: 'birthDates', label: 'fact.birth-date', kind: 'texts', most: BIRTH_DATES_MAX },
    choice('sex', 'fact.sex', { codes: SEXES, words: 'sex' }),
    { name: 'nationalities', label: 'fact.nationality', kind: 'texts', most: ORIGINS_MAX },
    { name: 'placesOfBirth', label: 'fact.birth-place', kind: 'texts', most: ORIGINS_MAX },
    groups('documents', 'field.documents', PERSON_DOCUMENTS_MAX, PAPERS),
    {
      name: 'misusedIdentity',
      label: 'fact.misused-identity',
      kind: 'group',
      fields: [
        groups('names', 'field.names', ALERT_NAMES_MAX, SPELLING),
        { name: 'birthDates', label: 'fact.birth-date', kind: 'texts', most: BIRTH_DATES_MAX },
        groups('documents', 'field.documents', PERSON_DOCUMENTS_MAX, PAPERS),
      ],
    },
  ],
  'travel-document': documentFields(TRAVEL_DOCUMENT_TYPES),
  'official-document': documentFields(OFFICIAL_DOCUMENT_TYPES),
  vehicle: [
    text('vin', 'fact.vin'),
    text('plate', 'fact.plate'),
    text('registrationState', 'fact.registration-state'),
    text('make', 'fact.make'),
    text('model', 'fact.model'),
    text('colour', 'fact.colour'),
    text('year', 'fact.year'),
  ],
  object: [
    choice('objectType', 'fact.object-type', { codes: OBJECT_TYPES, words: 'object' }, true),
    text('number', 'fact.number'),
    {
      name: 'artwork',
      label: 'field.artwork',
      kind: 'group',
      fields: [
        text('type', 'fact.work-type'),
        text('title', 'fact.title'),
        text('maker', 'fact.maker'),
        text('period', 'fact.period'),
        text('materials', 'fact.materials'),
        text('measurements', 'fact.measurements'),
        text('inscriptions', 'fact.inscriptions'),
        text('subject', 'fact.depicts'),
        text('features', 'fact.features'),
      ],
    },
  ],
};

/** Head of the words of a kind's categories: a category has its own noun for each kind of subject. */
const CATEGORIES: Readonly<Record<SubjectKind, Codes>> = {
  person: { codes: PERSON_CATEGORIES, words: 'category-person' },
  'travel-document': { codes: DOCUMENT_CATEGORIES, words: 'category-document' },
  'official-document': { codes: DOCUMENT_CATEGORIES, words: 'category-document' },
  vehicle: { codes: VEHICLE_CATEGORIES, words: 'category-vehicle' },
  object: { codes: OBJECT_CATEGORIES, words: 'category-object' },
};

function text(name: string, label: string): Field {
  return { name, label, kind: 'text' };
}

function needed(name: string, label: string): Field {
  return { name, label, kind: 'text', isNeeded: true };
}

function choice(name: string, label: string, codes: Codes, isNeeded = false): Field {
  return { name, label, kind: 'choice', codes, ...(isNeeded && { isNeeded }) };
}

function groups(name: string, label: string, most: number, fields: readonly Field[]): Field & { kind: 'groups' } {
  return { name, label, kind: 'groups', most, fields };
}
