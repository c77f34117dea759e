// SPDX-License-Identifier: Apache-2.0
// What bureaus tell each other about an alert beside hit confirmation and report.
import { alert, line, optional, text } from '../message-field.ts';
import { LINE_CHARACTERS_MAX, LONG_TEXT_CHARACTERS_MAX, messageKind } from '../message-kind.ts';
import { persons } from './persons.ts';

export const supplementaryInformation = messageKind({
  kind: 'supplementary-information',
  writtenBy: 'officer',
  replies: ['supplementary-information', 'hit-report', 'clarification', 'free-message'],
  answers: true,
  form: {
    alertId: optional(alert),
    subject: line(LINE_CHARACTERS_MAX),
    text: text(LONG_TEXT_CHARACTERS_MAX),
    persons: optional(persons),
  },
});
