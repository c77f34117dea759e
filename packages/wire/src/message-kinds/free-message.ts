// SPDX-License-Identifier: Apache-2.0
// A message without a form: a subject and a text.
import { line, text } from '../message-field.ts';
import { LINE_CHARACTERS_MAX, LONG_TEXT_CHARACTERS_MAX, messageKind } from '../message-kind.ts';

export const freeMessage = messageKind({
  kind: 'free-message',
  writtenBy: 'officer',
  replies: ['free-message', 'information', 'clarification', 'refusal'],
  answers: true,
  form: {
    subject: line(LINE_CHARACTERS_MAX),
    text: text(LONG_TEXT_CHARACTERS_MAX),
  },
});
