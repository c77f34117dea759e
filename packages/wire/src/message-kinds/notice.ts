// SPDX-License-Identifier: Apache-2.0
// A notice: what all States, or chosen ones, are asked to do about a person, a thing or a way of acting (spec/notice.md).
import { OBJECT_TYPES } from '../code-lists.ts';
import { choice, day, documentNumber, line, list, noticeNumber, optional, text } from '../message-field.ts';
import {
  LINE_CHARACTERS_MAX,
  LONG_TEXT_CHARACTERS_MAX,
  messageKind,
  SHORT_TEXT_CHARACTERS_MAX,
} from '../message-kind.ts';
import { NOTICE_PURPOSES, NOTICE_REACHES } from '../notice-codes.ts';
import { persons } from './persons.ts';

/** Things of one notice. */
export const NOTICE_OBJECTS_MAX = 20;

/** What a thing may be: what alerts are entered on. */
const THINGS = ['vehicle', 'travel-document', 'official-document', ...OBJECT_TYPES] as const;

const NEEDS_PERSONS: ReadonlySet<string> = new Set([
  'locate-and-arrest',
  'collect-information',
  'warn',
  'missing-person',
]);
const NEEDS_SUBJECT: ReadonlySet<string> = new Set(['trace-assets', 'sanctioned']);

export const notice = messageKind({
  kind: 'notice',
  writtenBy: 'review',
  replies: ['information', 'clarification', 'free-message'],
  answers: false,
  form: {
    number: noticeNumber,
    reach: choice(NOTICE_REACHES),
    purpose: choice(NOTICE_PURPOSES),
    subject: line(LINE_CHARACTERS_MAX),
    actionAsked: text(SHORT_TEXT_CHARACTERS_MAX),
    legalActs: text(SHORT_TEXT_CHARACTERS_MAX),
    text: text(LONG_TEXT_CHARACTERS_MAX),
    persons: optional(persons),
    objects: optional(
      list(
        {
          objectType: choice(THINGS),
          number: optional(documentNumber),
          description: optional(text(SHORT_TEXT_CHARACTERS_MAX)),
        },
        NOTICE_OBJECTS_MAX,
      ),
    ),
    modusOperandi: optional(text(LONG_TEXT_CHARACTERS_MAX)),
    reviewOn: day,
    validUntil: day,
  },
  rules: [
    {
      field: 'persons',
      rule: 'with this purpose, whom it is about',
      holds: ({ purpose, persons }) => persons !== undefined || !NEEDS_PERSONS.has(purpose),
    },
    {
      field: 'objects',
      rule: 'with this purpose, a person or a thing that it is about',
      holds: ({ purpose, persons, objects }) =>
        persons !== undefined || objects !== undefined || !NEEDS_SUBJECT.has(purpose),
    },
    {
      field: 'modusOperandi',
      rule: 'with this purpose, the way of acting',
      holds: ({ purpose, modusOperandi }) => modusOperandi !== undefined || purpose !== 'modus-operandi',
    },
    {
      field: 'reviewOn',
      rule: 'a day not later than the last day of the legal ground',
      holds: ({ reviewOn, validUntil }) => reviewOn <= validUntil,
    },
  ],
});
