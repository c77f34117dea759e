// SPDX-License-Identifier: Apache-2.0
// A contact point's word that it was reached.
import { line, optional, text } from '../message-field.ts';
import { messageKind, SHORT_TEXT_CHARACTERS_MAX } from '../message-kind.ts';

export const communicationCheckAnswer = messageKind({
  kind: 'communication-check-answer',
  writtenBy: 'officer',
  replies: ['free-message'],
  answers: true,
  form: { point: line(40), remarks: optional(text(SHORT_TEXT_CHARACTERS_MAX)) },
});
