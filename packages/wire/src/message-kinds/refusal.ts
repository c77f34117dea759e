// SPDX-License-Identifier: Apache-2.0
// A request is refused, wholly or in part, with its coded ground.
import { choice, optional, text } from '../message-field.ts';
import { messageKind, SHORT_TEXT_CHARACTERS_MAX } from '../message-kind.ts';

/** Why a request is refused. */
export const REFUSAL_GROUNDS = [
  'not-held',
  'court-refused',
  'law-forbids',
  'not-relevant',
  'minor-offence',
  'national-security',
  'ongoing-investigation',
  'safety-of-a-person',
  'interests-of-a-company',
  'owner-has-not-agreed',
  'political-military-religious-racial',
  'human-rights',
  'other',
] as const;
export const REFUSED_EXTENTS = ['wholly', 'in-part'] as const;

export const refusal = messageKind({
  kind: 'refusal',
  writtenBy: 'officer',
  replies: ['clarification', 'information-request', 'free-message'],
  answers: true,
  form: {
    ground: choice(REFUSAL_GROUNDS),
    extent: choice(REFUSED_EXTENTS),
    reason: optional(text(SHORT_TEXT_CHARACTERS_MAX)),
  },
  rules: [
    {
      field: 'reason',
      rule: 'with another ground, and with a refusal in part, the words that say which',
      holds: ({ ground, extent, reason }) => (ground !== 'other' && extent === 'wholly') || reason !== undefined,
    },
  ],
});
