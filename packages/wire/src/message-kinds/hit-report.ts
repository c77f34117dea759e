// SPDX-License-Identifier: Apache-2.0
// What was done after a hit, for the State whose alert it was.
import { ACTIONS } from '../code-lists.ts';
import { alert, choice, choices, line, optional, query, text, time } from '../message-field.ts';
import { LINE_CHARACTERS_MAX, messageKind, SHORT_TEXT_CHARACTERS_MAX } from '../message-kind.ts';
import { persons } from './persons.ts';

/** How far what the owner asked for was done. */
export const EXECUTIONS = ['executed', 'executed-in-part', 'not-executed'] as const;

export const hitReport = messageKind({
  kind: 'hit-report',
  writtenBy: 'officer',
  replies: ['supplementary-information', 'information-request', 'core-data-request', 'clarification', 'free-message'],
  answers: true,
  form: {
    alertId: alert,
    queryId: optional(query),
    happenedAt: time,
    place: line(LINE_CHARACTERS_MAX),
    execution: choice(EXECUTIONS),
    actions: optional(choices(ACTIONS)),
    actionTaken: text(SHORT_TEXT_CHARACTERS_MAX),
    persons: optional(persons),
  },
});
