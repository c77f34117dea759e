// SPDX-License-Identifier: Apache-2.0
// A request for information: who asks, what is to be done, to what end and why, under which acts, about whom, on which facts.
import { line, optional, text } from '../message-field.ts';
import {
  LINE_CHARACTERS_MAX,
  LONG_TEXT_CHARACTERS_MAX,
  messageKind,
  SHORT_TEXT_CHARACTERS_MAX,
} from '../message-kind.ts';
import { persons } from './persons.ts';

export const informationRequest = messageKind({
  kind: 'information-request',
  writtenBy: 'officer',
  clock: 'information-request',
  replies: ['information', 'refusal', 'clarification', 'free-message'],
  answers: false,
  form: {
    requestingBody: line(LINE_CHARACTERS_MAX),
    actionAsked: text(SHORT_TEXT_CHARACTERS_MAX),
    aim: text(SHORT_TEXT_CHARACTERS_MAX),
    reason: text(SHORT_TEXT_CHARACTERS_MAX),
    legalActs: text(SHORT_TEXT_CHARACTERS_MAX),
    persons: optional(persons),
    facts: text(LONG_TEXT_CHARACTERS_MAX),
  },
});
