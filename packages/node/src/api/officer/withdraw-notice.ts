// SPDX-License-Identifier: Apache-2.0
// POST /api/notices/withdraw: an own notice ends on a named ground, or a draft is taken back.
import { NOTICE_WITHDRAWAL_GROUNDS } from '@iims/wire/notice-codes';
import { z } from 'zod';
import { method } from './method.ts';
import { explanation, noticeNumber } from './notice-input.ts';

export const withdrawNotice = method({
  verb: 'POST',
  path: '/api/notices/withdraw',
  permission: 'notice.draft',
  input: z.strictObject({
    number: noticeNumber,
    ground: z.enum(NOTICE_WITHDRAWAL_GROUNDS),
    explanation: explanation.exactOptional(),
  }),
  answer: async () => (await import('./answers/notice-answers.ts')).withdrawnNoticeAnswer,
  async run({ edge, session, input }) {
    return edge.notices.withdraw(input, session.officer.user);
  },
});
