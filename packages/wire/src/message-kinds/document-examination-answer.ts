// SPDX-License-Identifier: Apache-2.0
// The word of the authority that issued a document, and what its expert finds.
import { choice, optional, text } from '../message-field.ts';
import { messageKind, SHORT_TEXT_CHARACTERS_MAX } from '../message-kind.ts';
import { EXPERT_CONCLUSIONS } from './document-examination.ts';

/** What the issuer's files say. */
export const ISSUER_WORDS = ['issued-as-shown', 'issued-otherwise', 'never-issued', 'not-known'] as const;

export const documentExaminationAnswer = messageKind({
  kind: 'document-examination-answer',
  writtenBy: 'officer',
  replies: ['document-examination', 'clarification', 'free-message'],
  answers: true,
  form: {
    issuerSays: choice(ISSUER_WORDS),
    conclusion: optional(choice(EXPERT_CONCLUSIONS)),
    finding: text(SHORT_TEXT_CHARACTERS_MAX),
  },
});
