// SPDX-License-Identifier: Apache-2.0
// The originator's word on what the holder of a message may do beside its handling code.
import { PURPOSES } from '../code-lists.ts';
import { choice, choices, message, optional, state, text } from '../message-field.ts';
import { messageKind, SHORT_TEXT_CHARACTERS_MAX } from '../message-kind.ts';
import { RELEASED_ACTS } from './release-request.ts';

export const RELEASE_DECISIONS = ['granted', 'refused'] as const;

export const releaseAnswer = messageKind({
  kind: 'release-answer',
  writtenBy: 'officer',
  replies: ['release-request', 'clarification', 'free-message'],
  answers: true,
  form: {
    messageId: message,
    decision: choice(RELEASE_DECISIONS),
    granted: optional(choices(RELEASED_ACTS)),
    recipient: optional(state),
    purpose: optional(choice(PURPOSES)),
    conditions: optional(text(SHORT_TEXT_CHARACTERS_MAX)),
  },
  rules: [
    {
      field: 'granted',
      rule: 'what is granted, and nothing where all is refused',
      holds: ({ decision, granted }) => (decision === 'granted') === (granted !== undefined),
    },
    {
      field: 'recipient',
      rule: 'whom it may be forwarded to, and only then',
      holds: ({ granted = [], recipient }) => granted.includes('forward') === (recipient !== undefined),
    },
    {
      field: 'purpose',
      rule: 'what it may be used for',
      holds: ({ granted = [], purpose }) => !granted.includes('use-for') || purpose !== undefined,
    },
  ],
});
