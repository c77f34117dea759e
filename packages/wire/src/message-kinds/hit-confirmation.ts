// SPDX-License-Identifier: Apache-2.0
// After a hit: is the alert still in force, and is this whom or what it means? Urgent or routine is the message's own urgency.
import { alert, choice, line, number, optional, query, text } from '../message-field.ts';
import { messageKind, SHORT_TEXT_CHARACTERS_MAX } from '../message-kind.ts';

/** What the alert is about, as hit confirmations tell it. */
export const HIT_CONFIRMATION_TYPES = [
  'document',
  'wanted-person',
  'missing-person',
  'protection-order',
  'vehicle',
  'plate',
  'firearm',
  'boat',
  'security',
  'vehicle-part',
  'article',
] as const;
/** First, second and third request. */
export const CONFIRMATION_REQUESTS_MAX = 3;
/** Length of the asking bureau's own case number. */
export const OWN_CASE_NUMBER_CHARACTERS_MAX = 20;

export const hitConfirmation = messageKind({
  kind: 'hit-confirmation',
  writtenBy: 'officer',
  clock: 'hit-confirmation',
  replies: ['hit-confirmation-answer', 'clarification', 'refusal'],
  answers: false,
  form: {
    type: choice(HIT_CONFIRMATION_TYPES),
    requestNumber: number(1, CONFIRMATION_REQUESTS_MAX),
    ownCaseNumber: line(OWN_CASE_NUMBER_CHARACTERS_MAX),
    alertId: alert,
    queryId: optional(query),
    found: optional(text(SHORT_TEXT_CHARACTERS_MAX)),
  },
});
