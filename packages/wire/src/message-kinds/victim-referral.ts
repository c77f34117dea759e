// SPDX-License-Identifier: Apache-2.0
// A victim who is to be received and helped in another State.
import { choice, line, optional, text } from '../message-field.ts';
import {
  LINE_CHARACTERS_MAX,
  LONG_TEXT_CHARACTERS_MAX,
  messageKind,
  SHORT_TEXT_CHARACTERS_MAX,
} from '../message-kind.ts';
import { persons } from './persons.ts';

/** Whether the victim agrees to being referred. */
export const CONSENTS = ['given', 'given-by-guardian', 'not-asked', 'not-given'] as const;
export const AGES = ['adult', 'minor', 'not-known'] as const;

export const victimReferral = messageKind({
  kind: 'victim-referral',
  writtenBy: 'officer',
  clock: 'any-request',
  replies: ['information', 'refusal', 'clarification', 'free-message'],
  answers: false,
  form: {
    persons: optional(persons),
    age: choice(AGES),
    consent: choice(CONSENTS),
    languages: line(LINE_CHARACTERS_MAX),
    needs: text(SHORT_TEXT_CHARACTERS_MAX),
    circumstances: text(LONG_TEXT_CHARACTERS_MAX),
    contact: line(LINE_CHARACTERS_MAX),
  },
});
