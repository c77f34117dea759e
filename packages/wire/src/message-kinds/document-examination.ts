// SPDX-License-Identifier: Apache-2.0
// A document whose issuer is asked for its word; the pictures of the page are attachments.
import { OFFICIAL_DOCUMENT_TYPES, TRAVEL_DOCUMENT_TYPES } from '../code-lists.ts';
import { choice, documentNumber, line, optional, state, text } from '../message-field.ts';
import { LINE_CHARACTERS_MAX, messageKind, SHORT_TEXT_CHARACTERS_MAX } from '../message-kind.ts';

/** What was shown. */
export const EXAMINED_DOCUMENT_TYPES = [...TRAVEL_DOCUMENT_TYPES, ...OFFICIAL_DOCUMENT_TYPES] as const;
/** What an expert finds. */
export const EXPERT_CONCLUSIONS = [
  'genuine',
  'altered',
  'counterfeit',
  'stolen-blank',
  'used-by-another',
  'undetermined',
] as const;

export const documentExamination = messageKind({
  kind: 'document-examination',
  writtenBy: 'officer',
  clock: 'any-request',
  replies: ['document-examination-answer', 'refusal', 'clarification', 'free-message'],
  answers: false,
  form: {
    documentType: choice(EXAMINED_DOCUMENT_TYPES),
    number: documentNumber,
    issuingState: state,
    shownWhere: line(LINE_CHARACTERS_MAX),
    question: text(SHORT_TEXT_CHARACTERS_MAX),
    conclusion: optional(choice(EXPERT_CONCLUSIONS)),
    finding: optional(text(SHORT_TEXT_CHARACTERS_MAX)),
  },
});
