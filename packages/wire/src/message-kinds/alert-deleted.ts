// SPDX-License-Identifier: Apache-2.0
// The partner's word that it deleted what it had kept of an alert.
import { alert, line, time } from '../message-field.ts';
import { messageKind } from '../message-kind.ts';

/** Length of a register's id. */
const REGISTER_CHARACTERS_MAX = 64;

export const alertDeleted = messageKind({
  kind: 'alert-deleted',
  writtenBy: 'node',
  replies: [],
  answers: true,
  form: { register: line(REGISTER_CHARACTERS_MAX), alertId: alert, deletedAt: time },
});
