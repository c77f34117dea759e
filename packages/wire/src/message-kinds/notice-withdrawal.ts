// SPDX-License-Identifier: Apache-2.0
// The owner of a notice ends it: nobody may act on it any more (spec/notice.md, 8).
import { choice, noticeNumber, optional, text, time } from '../message-field.ts';
import { messageKind, SHORT_TEXT_CHARACTERS_MAX } from '../message-kind.ts';
import { NOTICE_WITHDRAWAL_GROUNDS } from '../notice-codes.ts';

export const noticeWithdrawal = messageKind({
  kind: 'notice-withdrawal',
  writtenBy: 'node',
  replies: ['notice-withdrawn'],
  answers: false,
  form: {
    number: noticeNumber,
    ground: choice(NOTICE_WITHDRAWAL_GROUNDS),
    withdrawnAt: time,
    reason: optional(text(SHORT_TEXT_CHARACTERS_MAX)),
  },
});
