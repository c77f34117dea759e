// SPDX-License-Identifier: Apache-2.0
// Information that nobody asked for, given because it may help the recipient.
import { OFFENCE_CATEGORIES } from '../code-lists.ts';
import { choice, line, optional, text } from '../message-field.ts';
import { LINE_CHARACTERS_MAX, LONG_TEXT_CHARACTERS_MAX, messageKind } from '../message-kind.ts';
import { persons } from './persons.ts';

export const spontaneousInformation = messageKind({
  kind: 'spontaneous-information',
  writtenBy: 'officer',
  replies: ['information-request', 'spontaneous-information', 'clarification', 'free-message'],
  answers: true,
  form: {
    subject: line(LINE_CHARACTERS_MAX),
    offenceCategory: optional(choice(OFFENCE_CATEGORIES)),
    text: text(LONG_TEXT_CHARACTERS_MAX),
    persons: optional(persons),
  },
});
