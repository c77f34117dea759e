// SPDX-License-Identifier: Apache-2.0
// A request that electronic evidence be kept as it is, for a time; a request to produce it is another one.
import { OFFENCE_CATEGORIES } from '../code-lists.ts';
import { choice, day, line, optional, text, time } from '../message-field.ts';
import {
  LINE_CHARACTERS_MAX,
  LONG_TEXT_CHARACTERS_MAX,
  messageKind,
  SHORT_TEXT_CHARACTERS_MAX,
} from '../message-kind.ts';

/** What is asked: to preserve, to go on, or to go on because production will be asked for. */
export const PRESERVATION_MEASURES = ['preserve', 'extend', 'production-announced'] as const;
/** Where evidence is (MISP forensic-evidence, CC0). */
export const EVIDENCE_TYPES = ['computer', 'network', 'mobile', 'multimedia', 'cloud', 'iot'] as const;

export const evidencePreservation = messageKind({
  kind: 'evidence-preservation',
  writtenBy: 'officer',
  clock: 'any-request',
  replies: ['evidence-preservation-answer', 'refusal', 'clarification', 'free-message'],
  answers: false,
  form: {
    measure: choice(PRESERVATION_MEASURES),
    requestingBody: line(LINE_CHARACTERS_MAX),
    authorisation: optional(line(LINE_CHARACTERS_MAX)),
    legalActs: text(SHORT_TEXT_CHARACTERS_MAX),
    offenceCategory: choice(OFFENCE_CATEGORIES),
    heldBy: line(LINE_CHARACTERS_MAX),
    evidenceType: choice(EVIDENCE_TYPES),
    what: text(LONG_TEXT_CHARACTERS_MAX),
    from: optional(time),
    to: optional(time),
    preserveUntil: day,
    reason: text(SHORT_TEXT_CHARACTERS_MAX),
  },
  rules: [
    {
      field: 'to',
      rule: 'an end of the period that is not before its beginning',
      holds: ({ from, to }) => from === undefined || to === undefined || from <= to,
    },
  ],
});
