// SPDX-License-Identifier: Apache-2.0
// What was read, in words: the document, the person, the vehicle or thing, ready to compare with what lies on the desk.
import type { PersonData, Subject } from '@iims/wire/subject';
import type { Words } from '../language/use-words.ts';
import type { Reading } from './reading.ts';

export interface ReadingFact {
  readonly text: string;
  /** A number or plate: monospaced, from left to right. */
  readonly isNumber: boolean;
}

export function readingFacts(words: Words, { typing, expiryDate }: Reading): readonly ReadingFact[] {
  if (typing.kind !== 'detected') return [];
  const { subjects } = typing.detection;
  const facts = [...oncePerNumber(subjects.flatMap((subject) => factsOfSubject(words, subject)))];
  if (expiryDate !== undefined) facts.push(plain(words.t('read.valid-until', { date: words.date(expiryDate) })));
  return facts;
}

/** The heading of what was read: a kind of document, or the kinds that will be asked. */
export function readingTitle(words: Words, { typing }: Reading): string {
  if (typing.kind !== 'detected') return '';
  const { kind, subjects } = typing.detection;
  const [first] = subjects;
  if (kind === 'mrz') {
    const documentType = first?.kind === 'travel-document' ? first.documentType : undefined;
    return words.code('document', documentType ?? 'travel-document');
  }
  if (first?.kind === 'object' && subjects.length === 1) return words.code('object', first.objectType);
  return [...new Set(subjects.map((subject) => words.code('subject', subject.kind)))].join(', ');
}

function factsOfSubject(words: Words, subject: Subject): ReadingFact[] {
  switch (subject.kind) {
    case 'travel-document':
    case 'official-document':
      return [number(subject.number), ...stateFact(words, subject.issuingState)];
    case 'vehicle':
      return [
        ...(subject.vin === undefined ? [] : [number(subject.vin)]),
        ...(subject.plate === undefined ? [] : [number(subject.plate)]),
        ...(subject.platePattern === undefined ? [] : [number(subject.platePattern)]),
        ...stateFact(words, subject.registrationState),
      ];
    case 'object':
      return [number(subject.number)];
    case 'person':
      return [plain(personText(words, subject))];
  }
}

function personText(words: Words, person: PersonData): string {
  const name = person.names.map(({ surname, given }) => [surname, given].filter((part) => part !== '').join(', '));
  const sex = person.sex === undefined ? undefined : words.code('sex', person.sex);
  const birth = person.birthDate === undefined ? undefined : words.date(person.birthDate);
  return [name.join(' / '), sex, birth].filter((part) => part !== undefined).join(' · ');
}

function stateFact(words: Words, state: string | undefined): ReadingFact[] {
  return state === undefined ? [] : [plain(words.state(state))];
}

/** A number that is asked as several kinds is shown once. */
function oncePerNumber(facts: readonly ReadingFact[]): readonly ReadingFact[] {
  return facts.filter((fact, at) => facts.findIndex((other) => other.text === fact.text) === at);
}

const number = (text: string): ReadingFact => ({ text, isNumber: true });
const plain = (text: string): ReadingFact => ({ text, isNumber: false });
