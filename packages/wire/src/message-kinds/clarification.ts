// SPDX-License-Identifier: Apache-2.0
// A question back, its answer, or word that the answer will be late, how long and why. None of them answers the request.
import { choice, optional, text, time } from '../message-field.ts';
import { messageKind, SHORT_TEXT_CHARACTERS_MAX } from '../message-kind.ts';

/** What a clarification does. */
export const CLARIFICATIONS = ['asks', 'answers', 'delays'] as const;
/** Why an answer is late. */
export const DELAY_REASONS = ['clarification', 'court-authorisation', 'indirect-access'] as const;

export const clarification = messageKind({
  kind: 'clarification',
  writtenBy: 'officer',
  replies: ['clarification', 'information', 'refusal', 'free-message'],
  answers: false,
  form: {
    act: choice(CLARIFICATIONS),
    text: text(SHORT_TEXT_CHARACTERS_MAX),
    delayReason: optional(choice(DELAY_REASONS)),
    delayUntil: optional(time),
  },
  rules: [
    {
      field: 'delayReason',
      rule: 'with a delay its reason, and with nothing else',
      holds: ({ act, delayReason }) => (act === 'delays') === (delayReason !== undefined),
    },
    {
      field: 'delayUntil',
      rule: 'with a delay its end, and with nothing else',
      holds: ({ act, delayUntil }) => (act === 'delays') === (delayUntil !== undefined),
    },
  ],
});
