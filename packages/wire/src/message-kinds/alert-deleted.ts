// SPDX-License-Identifier: Apache-2.0
// The partner's word that its officers see of these alerts that they have ended (spec/alert-deletion.md, 10): under both signatures.
import { list, number, time } from '../message-field.ts';
import { messageKind } from '../message-kind.ts';
import { ALERTS_PER_NOTICE_MAX, NAMED_ALERT } from './alert-deletion.ts';

/** Queries whose history shows the end of one alert. */
export const MARKED_MAX = 1_000_000;

export const alertDeleted = messageKind({
  kind: 'alert-deleted',
  writtenBy: 'node',
  replies: [],
  answers: true,
  form: { alerts: list({ ...NAMED_ALERT, marked: number(0, MARKED_MAX) }, ALERTS_PER_NOTICE_MAX), markedAt: time },
});
