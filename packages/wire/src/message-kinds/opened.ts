// SPDX-License-Identifier: Apache-2.0
// A node tells the sender's node that a message was opened.
import { message, time } from '../message-field.ts';
import { messageKind } from '../message-kind.ts';

export const opened = messageKind({
  kind: 'opened',
  writtenBy: 'node',
  replies: [],
  answers: false,
  form: { messageId: message, openedAt: time },
});
