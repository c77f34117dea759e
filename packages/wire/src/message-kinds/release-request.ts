// SPDX-License-Identifier: Apache-2.0
// The holder of a message asks its originator for more than the handling code allows.
import { PURPOSES } from '../code-lists.ts';
import { choice, choices, message, optional, state, text } from '../message-field.ts';
import { messageKind, SHORT_TEXT_CHARACTERS_MAX } from '../message-kind.ts';

/** What a handling code may stand against. */
export const RELEASED_ACTS = ['forward', 'export', 'use-in-court', 'use-for', 'take-measure'] as const;

export const releaseRequest = messageKind({
  kind: 'release-request',
  writtenBy: 'officer',
  clock: 'any-request',
  replies: ['release-answer', 'clarification'],
  answers: false,
  form: {
    messageId: message,
    acts: choices(RELEASED_ACTS),
    recipient: optional(state),
    purpose: optional(choice(PURPOSES)),
    reason: text(SHORT_TEXT_CHARACTERS_MAX),
  },
  rules: [
    {
      field: 'recipient',
      rule: 'whom it is to be forwarded to',
      holds: ({ acts, recipient }) => !acts.includes('forward') || recipient !== undefined,
    },
    {
      field: 'purpose',
      rule: 'what it is to be used for',
      holds: ({ acts, purpose }) => !acts.includes('use-for') || purpose !== undefined,
    },
  ],
});
