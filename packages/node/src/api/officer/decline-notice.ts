// SPDX-License-Identifier: Apache-2.0
// POST /api/notices/decline: the own State will not execute what a partner's notice asks.
import { z } from 'zod';
import { method } from './method.ts';
import { explanation, noticeNumber, refusalGround } from './notice-input.ts';

export const declineNotice = method({
  verb: 'POST',
  path: '/api/notices/decline',
  permission: 'notice.decide',
  input: z.strictObject({ number: noticeNumber, ground: refusalGround, explanation: explanation.exactOptional() }),
  answer: async () => (await import('./answers/notice-answers.ts')).decidedNoticeAnswer,
  async run({ edge, session, input }) {
    return edge.notices.decline(input, session.officer.user);
  },
});
