// SPDX-License-Identifier: Apache-2.0
// The owner's word on an alert: confirmed, not confirmed with its ground, or the time at which it will be confirmed.
import { CANCEL_TRIGGERS, WITHDRAWAL_GROUNDS } from '../code-lists.ts';
import { alert, choice, optional, text, time } from '../message-field.ts';
import { messageKind, SHORT_TEXT_CHARACTERS_MAX } from '../message-kind.ts';

/** "I will confirm at hh:mm" is an answer. */
export const CONFIRMATION_ANSWERS = ['confirmed', 'not-confirmed', 'will-confirm-at'] as const;
/** Why an alert is not confirmed: it has ended, or it means somebody or something else. */
export const NOT_CONFIRMED_GROUNDS = [...CANCEL_TRIGGERS, ...WITHDRAWAL_GROUNDS, 'not-the-same'] as const;

export const hitConfirmationAnswer = messageKind({
  kind: 'hit-confirmation-answer',
  writtenBy: 'officer',
  replies: ['hit-report', 'hit-confirmation', 'supplementary-information', 'clarification', 'free-message'],
  answers: true,
  form: {
    answer: choice(CONFIRMATION_ANSWERS),
    alertId: alert,
    confirmAt: optional(time),
    ground: optional(choice(NOT_CONFIRMED_GROUNDS)),
    remarks: optional(text(SHORT_TEXT_CHARACTERS_MAX)),
  },
  rules: [
    {
      field: 'confirmAt',
      rule: 'with will-confirm-at the time, and with no other answer',
      holds: ({ answer, confirmAt }) => (answer === 'will-confirm-at') === (confirmAt !== undefined),
    },
    {
      field: 'ground',
      rule: 'with not-confirmed its ground, and with no other answer',
      holds: ({ answer, ground }) => (answer === 'not-confirmed') === (ground !== undefined),
    },
  ],
});
