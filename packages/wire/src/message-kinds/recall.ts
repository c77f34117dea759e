// SPDX-License-Identifier: Apache-2.0
// The sender takes a message back: it names the message and says why. Every holder gets it.
import { choice, message, optional, text } from '../message-field.ts';
import { messageKind, SHORT_TEXT_CHARACTERS_MAX } from '../message-kind.ts';

/** Why a message is taken back. */
export const RECALL_GROUNDS = [
  'sent-in-error',
  'wrong-recipient',
  'wrong-content',
  'ground-lapsed',
  'replaced',
] as const;

export const recall = messageKind({
  kind: 'recall',
  writtenBy: 'officer',
  replies: ['free-message'],
  answers: false,
  form: {
    messageId: message,
    ground: choice(RECALL_GROUNDS),
    reason: optional(text(SHORT_TEXT_CHARACTERS_MAX)),
  },
});
