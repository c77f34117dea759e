// SPDX-License-Identifier: Apache-2.0
// The persons and bodies that a message is about (spec/message-kinds.md, 6): what is known, in the writer's words.
import { SEXES } from '../code-lists.ts';
import { choice, documentNumber, line, list, optional, partOfDay, state, text } from '../message-field.ts';
import { LINE_CHARACTERS_MAX, SHORT_TEXT_CHARACTERS_MAX } from '../message-kind.ts';

/** What somebody is in a case. The list is MISP's of persons' roles (CC0). */
export const PERSON_ROLES = [
  'suspect',
  'victim',
  'defendant',
  'accused',
  'culprit',
  'accomplice',
  'witness',
  'target',
  'source',
  'originator',
  'informant',
  'emitter',
  'impersonated',
] as const;

/** Persons and bodies of one message. */
export const PERSONS_MAX = 50;

export const persons = list(
  {
    name: line(LINE_CHARACTERS_MAX),
    role: optional(choice(PERSON_ROLES)),
    birthDate: optional(partOfDay),
    sex: optional(choice(SEXES)),
    nationality: optional(state),
    document: optional(documentNumber),
    note: optional(text(SHORT_TEXT_CHARACTERS_MAX)),
  },
  PERSONS_MAX,
  'NamedPerson',
);
