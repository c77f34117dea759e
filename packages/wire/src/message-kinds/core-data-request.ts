// SPDX-License-Identifier: Apache-2.0
// A request for the core data behind a match that was confirmed. A person decides on them; no node gives them by itself.
import { alert, line, optional, query, text } from '../message-field.ts';
import { LINE_CHARACTERS_MAX, messageKind, SHORT_TEXT_CHARACTERS_MAX } from '../message-kind.ts';

export const coreDataRequest = messageKind({
  kind: 'core-data-request',
  writtenBy: 'officer',
  clock: 'core-data',
  replies: ['information', 'refusal', 'clarification'],
  answers: false,
  form: {
    requestingBody: line(LINE_CHARACTERS_MAX),
    queryId: optional(query),
    alertId: optional(alert),
    confirmedHow: text(SHORT_TEXT_CHARACTERS_MAX),
    legalActs: text(SHORT_TEXT_CHARACTERS_MAX),
    reason: text(SHORT_TEXT_CHARACTERS_MAX),
  },
  rules: [
    {
      field: 'queryId',
      rule: 'the query or the alert of the match',
      holds: ({ queryId, alertId }) => queryId !== undefined || alertId !== undefined,
    },
  ],
});
