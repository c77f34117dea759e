// SPDX-License-Identifier: Apache-2.0
// A notice: what all States, or chosen ones, are asked to look out for.
import { choice, day, line, optional, text } from '../message-field.ts';
import {
  LINE_CHARACTERS_MAX,
  LONG_TEXT_CHARACTERS_MAX,
  messageKind,
  SHORT_TEXT_CHARACTERS_MAX,
} from '../message-kind.ts';
import { persons } from './persons.ts';

/** What a notice is for. */
export const NOTICE_PURPOSES = [
  'locate-and-arrest',
  'collect-information',
  'warn',
  'missing-person',
  'unidentified-body',
  'imminent-threat',
  'modus-operandi',
  'trace-assets',
  'sanctioned',
] as const;

export const notice = messageKind({
  kind: 'notice',
  writtenBy: 'officer',
  replies: ['information', 'clarification', 'free-message'],
  answers: false,
  form: {
    purpose: choice(NOTICE_PURPOSES),
    subject: line(LINE_CHARACTERS_MAX),
    legalActs: text(SHORT_TEXT_CHARACTERS_MAX),
    text: text(LONG_TEXT_CHARACTERS_MAX),
    persons: optional(persons),
    validUntil: day,
  },
});
