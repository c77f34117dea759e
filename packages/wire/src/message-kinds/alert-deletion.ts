// SPDX-License-Identifier: Apache-2.0
// A node tells a partner that was told of an alert that the alert is no more.
import { alert, line, time } from '../message-field.ts';
import { messageKind } from '../message-kind.ts';

/** Length of a register's id. */
const REGISTER_CHARACTERS_MAX = 64;

export const alertDeletion = messageKind({
  kind: 'alert-deletion',
  writtenBy: 'node',
  replies: ['alert-deleted'],
  answers: false,
  form: { register: line(REGISTER_CHARACTERS_MAX), alertId: alert, deletedAt: time },
});
