// SPDX-License-Identifier: Apache-2.0
// Whom and what a message names: its persons, the numbers of its fields, and numbers in its text that have the form of a plate, VIN or
// document (spec/cross-check.md, 2). What cannot be read as a subject is none.
import { type OFFICIAL_DOCUMENT_TYPES, TRAVEL_DOCUMENT_TYPES } from '@iims/wire/code-lists';
import { detectSubjects } from '@iims/wire/detect';
import { personNamed } from '@iims/wire/detect-person';
import { IimsError } from '@iims/wire/errors';
import type { Message } from '@iims/wire/message';
import type { Field } from '@iims/wire/message-field';
import { MESSAGE_KINDS } from '@iims/wire/message-kinds';
import { canonicalNumber } from '@iims/wire/number-form';
import type { Subject, TravelDocumentSubject } from '@iims/wire/subject';
import { numbersOf } from './words-of-text.ts';

/** What is looked for in earlier messages, and asked of the own registers. */
export interface NamedSubjects {
  readonly persons: readonly { readonly name: string; readonly birthDate?: string }[];
  /** Canonical. */
  readonly numbers: readonly string[];
  /** SHA-256 of each attachment. */
  readonly attachments: readonly Uint8Array[];
  readonly subjects: readonly Subject[];
  /** Whether the message names more. */
  readonly isCut: boolean;
}

type Said = Pick<Message, 'kind' | 'fields' | 'attachments' | 'largeAttachments'>;

/** The numbers alone, of what somebody wants to send. */
export function numbersNamed(said: Said): readonly string[] {
  return subjectsOfMessage(said).numbers;
}

export function subjectsOfMessage({ kind, fields, attachments, largeAttachments = [] }: Said): NamedSubjects {
  const form: Readonly<Record<string, Field>> = MESSAGE_KINDS[kind].form;
  const persons = 'persons' in form ? ((fields.persons ?? []) as readonly PersonSaid[]) : [];
  const papers = [
    ...persons.flatMap(({ document }) => (document === undefined ? [] : documentSubjects(document))),
    ...(kind === 'document-examination' ? examinedDocument(fields as unknown as Examined) : []),
  ];
  const texts = Object.entries(form).flatMap(([name, { shown }]) =>
    (shown === 'text' || shown === 'line') && name !== 'number' ? [String(fields[name] ?? '')] : [],
  );
  const inText = texts.flatMap(numbersOf).filter((number) => NUMBER_IN_TEXT.test(number));
  const numbers = new Set([...papers.map(({ number }) => canonicalNumber(number)), ...inText]);
  const subjects: Subject[] = [...persons.flatMap(personSubjects), ...papers];
  // A text may be nothing but numbers: of those that are not asked, one is read, to tell that there are more.
  for (const number of inText) {
    if (subjects.length > SUBJECTS_ASKED_MAX) break;
    subjects.push(...numberSubjects(number));
  }
  return {
    persons: persons.slice(0, PERSONS_LOOKED_FOR_MAX),
    numbers: [...numbers].slice(0, NUMBERS_LOOKED_FOR_MAX),
    attachments: [...attachments, ...largeAttachments].map(({ sha256 }) => sha256),
    subjects: subjects.slice(0, SUBJECTS_ASKED_MAX),
    isCut:
      persons.length > PERSONS_LOOKED_FOR_MAX ||
      numbers.size > NUMBERS_LOOKED_FOR_MAX ||
      subjects.length > SUBJECTS_ASKED_MAX,
  };
}

interface PersonSaid {
  readonly name: string;
  readonly birthDate?: string;
  readonly document?: string;
}

interface Examined {
  readonly documentType: (typeof TRAVEL_DOCUMENT_TYPES | typeof OFFICIAL_DOCUMENT_TYPES)[number];
  readonly number: string;
  readonly issuingState: string;
}

/** Of a name that may be too long, or whose parts nobody can tell, there is nothing to ask. */
function personSubjects({ name, birthDate }: PersonSaid): readonly Subject[] {
  return orNothing(() => personNamed(name, birthDate)?.subjects ?? []);
}

function documentSubjects(number: string): (TravelDocumentSubject | (Subject & { kind: 'official-document' }))[] {
  return [
    { kind: 'travel-document', number },
    { kind: 'official-document', number },
  ];
}

function examinedDocument({ documentType, number, issuingState }: Examined) {
  const isTravel = (TRAVEL_DOCUMENT_TYPES as readonly string[]).includes(documentType);
  return documentSubjects(number)
    .filter(({ kind }) => (kind === 'travel-document') === isTravel)
    .map((subject) => ({ ...subject, issuingState }));
}

function numberSubjects(number: string): readonly Subject[] {
  return orNothing(() => detectSubjects(number).subjects);
}

function orNothing(read: () => readonly Subject[]): readonly Subject[] {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof IimsError) return [];
    throw fault;
  }
}

/** Letters and digits, of which no ordinary word or date has both. */
const NUMBER_IN_TEXT = /^(?=.*\p{L})(?=.*\p{Nd}.*\p{Nd}).{5,20}$/u;
const PERSONS_LOOKED_FOR_MAX = 16;
const NUMBERS_LOOKED_FOR_MAX = 16;
export const SUBJECTS_ASKED_MAX = 24;
