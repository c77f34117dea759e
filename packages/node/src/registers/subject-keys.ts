// SPDX-License-Identifier: Apache-2.0
// The keys by which a person or a thing is known again whatever channel names it (spec/notice.md, 17): nothing of them is kept but
// tokens under the store's key.

import { prepareName } from '@iims/matching/prepare-name';
import { skeletonOf } from '@iims/matching/skeleton';
import type { Alert } from '@iims/wire/alert';
import type { FieldsOf } from '@iims/wire/message-kinds';
import { canonicalNumber } from '@iims/wire/number-form';
import type { PersonData, Subject } from '@iims/wire/subject';

/** A key that is kept of what was refused, or asked of what somebody wants to do. */
export interface SubjectKey {
  readonly key: string;
  readonly role: 'kept' | 'asked';
  /** A number, or a name with its date of birth; a name alone is shared by many. */
  readonly isSure: boolean;
}

interface SubjectPerson {
  /** Surname and given names, in any order and script. */
  readonly names: readonly string[];
  /** YYYY-MM-DD; a part of a date counts as none. */
  readonly birthDates: readonly string[];
  readonly documents: readonly string[];
}

/** Of whom and what a notice, or a message of any other kind, names. */
export function keysOfNamed({
  persons = [],
  objects = [],
}: Pick<FieldsOf<'notice'>, 'persons' | 'objects'>): readonly SubjectKey[] {
  return each([
    ...persons.flatMap(({ name, birthDate, document }) =>
      personKeys({
        names: [name],
        birthDates: birthDate === undefined ? [] : [birthDate],
        documents: document === undefined ? [] : [document],
      }),
    ),
    ...objects.flatMap(({ objectType, number }) =>
      number === undefined ? [] : numberKeys(DOCUMENTS.has(objectType) ? 'document' : 'thing', number),
    ),
  ]);
}

/** Of whom or what an alert is about; the victim of a misused identity is not whom it is about. */
export function keysOfAlert(alert: Alert): readonly SubjectKey[] {
  switch (alert.kind) {
    case 'person': {
      const names = alert.names.map(({ surname, given }) => `${surname} ${given}`);
      const documents = alert.documents?.map(({ number }) => number) ?? [];
      return each(personKeys({ names, birthDates: alert.birthDates ?? [], documents }));
    }
    case 'travel-document':
    case 'official-document':
      return each(numberKeys('document', alert.number));
    case 'vehicle':
      return each(
        [alert.vin, alert.plate].flatMap((number) => (number === undefined ? [] : numberKeys('thing', number))),
      );
    case 'object':
      return each(alert.number === undefined ? [] : numberKeys('thing', alert.number));
  }
}

/** Of whom or what a query asks. */
export function keysOfSubjects(subjects: readonly Subject[]): readonly SubjectKey[] {
  return each(subjects.flatMap(subjectKeys));
}

function subjectKeys(subject: Subject): SubjectKey[] {
  switch (subject.kind) {
    case 'person':
      return personKeys(personAsked(subject));
    case 'travel-document': {
      const { holder, number } = subject;
      return [...numberKeys('document', number), ...(holder === undefined ? [] : personKeys(personAsked(holder)))];
    }
    case 'official-document':
      return numberKeys('document', subject.number);
    case 'vehicle':
      return [subject.vin, subject.plate].flatMap((number) =>
        number === undefined ? [] : numberKeys('thing', number),
      );
    case 'object':
      return numberKeys('thing', subject.number);
  }
}

function personAsked({ names, birthDate }: PersonData): SubjectPerson {
  return {
    names: names.map(({ surname, given }) => `${surname} ${given}`),
    birthDates: birthDate === undefined ? [] : [birthDate],
    documents: [],
  };
}

/** Whoever leaves the date of birth out meets what was kept with one, and the other way round: as possible, not as sure. */
function personKeys({ names, birthDates, documents }: SubjectPerson): SubjectKey[] {
  const forms = [...new Set(names.flatMap(nameForms))];
  const dates = birthDates.filter((date) => date.length === 'YYYY-MM-DD'.length);
  const isDated = dates.length > 0;
  return [
    ...forms.flatMap((form) => dates.flatMap((date) => bothRoles(`name-and-date ${form} ${date}`))),
    ...forms.flatMap((form): SubjectKey[] => [
      { key: `name-of-${isDated ? 'dated' : 'undated'} ${form}`, role: 'kept', isSure: false },
      { key: `name-of-undated ${form}`, role: 'asked', isSure: false },
      ...(isDated ? [] : [{ key: `name-of-dated ${form}`, role: 'asked', isSure: false } as const]),
    ]),
    ...documents.flatMap((number) => numberKeys('document', number)),
  ];
}

/** The consonants of each name, in the order of the alphabet: whatever script, order and spelling. One for each way to read it. */
function nameForms(name: string): string[] {
  const { tokens, parts } = prepareName({ name });
  const words = tokens.filter((_, at) => parts[at] === 'name');
  const readings = Math.max(0, ...words.map(({ forms }) => forms.length));
  return Array.from({ length: readings }, (_, at) =>
    words
      .map(({ forms }) => skeletonOf((forms[at] ?? forms[0]!).text))
      .sort()
      .join(' '),
  );
}

function numberKeys(kind: 'document' | 'thing', number: string): SubjectKey[] {
  const canonical = canonicalNumber(number);
  return canonical === '' ? [] : bothRoles(`${kind} ${canonical}`);
}

function bothRoles(key: string): SubjectKey[] {
  return (['kept', 'asked'] as const).map((role) => ({ key, role, isSure: true }));
}

function each(keys: readonly SubjectKey[]): SubjectKey[] {
  return [...new Map(keys.map((one) => [`${one.role} ${one.key}`, one])).values()];
}

const DOCUMENTS: ReadonlySet<string> = new Set(['travel-document', 'official-document']);
