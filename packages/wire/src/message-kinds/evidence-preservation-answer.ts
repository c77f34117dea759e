// SPDX-License-Identifier: Apache-2.0
// What was preserved, until when, and under which reference it is asked for.
import { choice, day, line, optional, text } from '../message-field.ts';
import { LINE_CHARACTERS_MAX, messageKind, SHORT_TEXT_CHARACTERS_MAX } from '../message-kind.ts';

/** What came of it. */
export const PRESERVATION_OUTCOMES = ['preserved', 'preserved-in-part', 'not-preserved'] as const;

export const evidencePreservationAnswer = messageKind({
  kind: 'evidence-preservation-answer',
  writtenBy: 'officer',
  replies: ['evidence-preservation', 'information-request', 'clarification', 'free-message'],
  answers: true,
  form: {
    outcome: choice(PRESERVATION_OUTCOMES),
    preservedUntil: optional(day),
    reference: optional(line(LINE_CHARACTERS_MAX)),
    remarks: optional(text(SHORT_TEXT_CHARACTERS_MAX)),
  },
  rules: [
    {
      field: 'preservedUntil',
      rule: 'the last day with what is preserved, and only then',
      holds: ({ outcome, preservedUntil }) => (outcome !== 'not-preserved') === (preservedUntil !== undefined),
    },
  ],
});
