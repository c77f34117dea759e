// SPDX-License-Identifier: Apache-2.0
// A node tells a partner that alerts it was shown have ended, or were not revalidated in time (spec/alert-deletion.md, 8).
import { choice, line, list, time } from '../message-field.ts';
import { messageKind } from '../message-kind.ts';
import { CODE_CHARACTERS_MAX } from '../query.ts';

/** Why a partner may not rely on an alert any more. */
export const ALERT_ENDS = ['ended', 'not-revalidated'] as const;

/** Alerts of one notice: a register that is replaced may end many. */
export const ALERTS_PER_NOTICE_MAX = 256;

/** An alert as its hit named it. */
export const NAMED_ALERT = { register: line(CODE_CHARACTERS_MAX), alertId: line(CODE_CHARACTERS_MAX) };

export const alertDeletion = messageKind({
  kind: 'alert-deletion',
  writtenBy: 'node',
  replies: ['alert-deleted'],
  answers: false,
  form: { alerts: list({ ...NAMED_ALERT, endedBy: choice(ALERT_ENDS), endedAt: time }, ALERTS_PER_NOTICE_MAX) },
});
