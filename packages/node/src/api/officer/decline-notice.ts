// SPDX-License-Identifier: Apache-2.0
// POST /api/notices/decline: the own State will not execute what a partner's notice asks.
import { z } from 'zod';
import { decidedNoticeAnswer } from './answers/notice-answers.ts';
import { method } from './method.ts';
import { explanation, noticeNumber, refusalGround } from './notice-input.ts';

export const declineNotice = method({
  verb: 'POST',
  path: '/api/notices/decline',
  permission: 'notice.decide',
  input: z.strictObject({ number: noticeNumber, ground: refusalGround, explanation: explanation.exactOptional() }),
  answer: decidedNoticeAnswer,
  async run({ edge, session, input }) {
    return edge.notices.decline(input, session.officer.user);
  },
});
