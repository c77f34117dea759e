// SPDX-License-Identifier: Apache-2.0
// A receiver's node states that a notice is marked as withdrawn here (spec/notice.md, 9).
import { noticeNumber, time } from '../message-field.ts';
import { messageKind } from '../message-kind.ts';

export const noticeWithdrawn = messageKind({
  kind: 'notice-withdrawn',
  writtenBy: 'node',
  replies: [],
  answers: true,
  form: { number: noticeNumber, markedAt: time },
});
