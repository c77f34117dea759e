// SPDX-License-Identifier: Apache-2.0
// The owner of a notice confirms that it still holds, until a later day of review (spec/notice.md, 10).
import { day, noticeNumber } from '../message-field.ts';
import { messageKind } from '../message-kind.ts';

export const noticeRevalidation = messageKind({
  kind: 'notice-revalidation',
  writtenBy: 'node',
  replies: [],
  answers: false,
  form: { number: noticeNumber, reviewOn: day },
});
