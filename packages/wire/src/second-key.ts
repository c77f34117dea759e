// SPDX-License-Identifier: Apache-2.0
// A second key: what an officer adds to a query about a person that was answered with `compare` (spec/query-input.md, 8 to 10).
// The document's number or the date of birth, asked together with what was asked before.
import { isCalendarDate, isPartialDate } from './calendar-date.ts';
import { type Detection, type DetectOptions, detectSubjects, INPUT_CHARACTERS_MAX } from './detect.ts';
import { readDocumentNumber } from './detect-number.ts';
import { readWholeDate } from './detect-person.ts';
import { IimsError } from './errors.ts';
import type { PersonSubject, Subject } from './subject.ts';

/** Length of a second key as typed, in UTF-16 code units. */
export const SECOND_KEY_CHARACTERS_MAX = 64;

/**
 * The input of a query read together with a second key.
 * @throws IimsError what `detectSubjects` throws for the input; `input.invalid` for the field `secondKey`
 */
export function detectWithSecondKey(input: string, secondKey: string, options: DetectOptions = {}): Detection {
  const detection = detectSubjects(input, options);
  const text = secondKey.trim();
  if (text === '') return detection;
  if (text.length > SECOND_KEY_CHARACTERS_MAX || !text.isWellFormed()) throw refused(FORMS);
  const person = personOf(detection.subjects);
  if (person === undefined) throw refused('a query about a person, whose name is asked');
  const date = readWholeDate(text);
  const subjects =
    date === undefined ? withDocument(detection.subjects, person, text) : withDate(detection.subjects, person, date);
  return { ...detection, subjects, label: `${detection.label} + ${date ?? text}`.slice(0, INPUT_CHARACTERS_MAX) };
}

/** The person asked about; a document whose zone gives no whole date of birth has a holder alone. */
function personOf(subjects: readonly Subject[]): PersonSubject | undefined {
  for (const subject of subjects) {
    if (subject.kind === 'person') return subject;
    if (subject.kind === 'travel-document' && subject.holder !== undefined)
      return { kind: 'person', ...subject.holder };
  }
  return undefined;
}

function withDate(subjects: readonly Subject[], person: PersonSubject, date: string): readonly Subject[] {
  const known = person.birthDate ?? '';
  if (isCalendarDate(known)) throw refused('a document number, since the date of birth is asked already');
  if (!isPartialDate(date) || !date.startsWith(known))
    throw refused('a date that exists and agrees with what was asked');
  return [...subjects.filter(({ kind }) => kind !== 'person'), { ...person, birthDate: date }];
}

/** A number may be that of a passport or of another paper: both are asked, and the person beside them. */
function withDocument(subjects: readonly Subject[], person: PersonSubject, text: string): readonly Subject[] {
  const read = readDocumentNumber(text);
  if (read === undefined) throw refused(FORMS);
  const { number, state } = read;
  const issuer = state === undefined ? {} : { issuingState: state };
  const { kind: _, mrz: __, ...holder } = person;
  return [
    ...subjects.filter(({ kind }) => kind !== 'person'),
    person,
    { kind: 'travel-document', number, ...issuer, holder },
    { kind: 'official-document', number, ...issuer },
  ];
}

function refused(rule: string): IimsError {
  return new IimsError('input.invalid', {
    message: 'The second key cannot be used.',
    field: 'secondKey',
    rule,
    fix: 'Give the number of a document of the person, or the date of birth where it was not asked.',
  });
}

const FORMS = 'the number of a document, its State before it where that is known, or a date of birth';
