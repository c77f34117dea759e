// SPDX-License-Identifier: Apache-2.0
// A test of lines and people, marked as an exercise: each contact point that it names is asked to answer by a time.
import { CONTACT_POINTS_MAX } from '../contact-point.ts';
import { line, list, optional, state, text, time } from '../message-field.ts';
import { messageKind, SHORT_TEXT_CHARACTERS_MAX } from '../message-kind.ts';

export const communicationCheck = messageKind({
  kind: 'communication-check',
  writtenBy: 'officer',
  replies: ['communication-check-answer'],
  answers: false,
  form: {
    points: list({ state, id: line(40) }, CONTACT_POINTS_MAX),
    answerBy: time,
    text: optional(text(SHORT_TEXT_CHARACTERS_MAX)),
  },
});
