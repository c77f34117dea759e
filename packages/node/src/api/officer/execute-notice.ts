// SPDX-License-Identifier: Apache-2.0
// POST /api/notices/execute: the own State executes a partner's notice after all.
import { z } from 'zod';
import { method } from './method.ts';
import { noticeNumber } from './notice-input.ts';

export const executeNotice = method({
  verb: 'POST',
  path: '/api/notices/execute',
  permission: 'notice.decide',
  input: z.strictObject({ number: noticeNumber }),
  answer: async () => (await import('./answers/notice-answers.ts')).decidedNoticeAnswer,
  async run({ edge, session, input: { number } }) {
    return edge.notices.execute(number, session.officer.user);
  },
});
