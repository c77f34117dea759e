// SPDX-License-Identifier: Apache-2.0
// The information that was asked for: all of it, a part with word of the rest, or none because none is held.
import { choice, optional, text, time } from '../message-field.ts';
import { LONG_TEXT_CHARACTERS_MAX, messageKind, SHORT_TEXT_CHARACTERS_MAX } from '../message-kind.ts';
import { persons } from './persons.ts';

/** How much of what was asked is answered. */
export const COVERAGES = ['complete', 'partial', 'nothing-held'] as const;

export const information = messageKind({
  kind: 'information',
  writtenBy: 'officer',
  replies: ['information-request', 'clarification', 'free-message'],
  answers: true,
  form: {
    coverage: choice(COVERAGES),
    text: text(LONG_TEXT_CHARACTERS_MAX),
    persons: optional(persons),
    rest: optional(text(SHORT_TEXT_CHARACTERS_MAX)),
    restBy: optional(time),
  },
  rules: [
    {
      field: 'rest',
      rule: 'with a partial answer what is left, and with no other',
      holds: ({ coverage, rest }) => (coverage === 'partial') === (rest !== undefined),
    },
    {
      field: 'restBy',
      rule: 'a time of the rest beside what is left',
      holds: ({ rest, restBy }) => restBy === undefined || rest !== undefined,
    },
  ],
});
