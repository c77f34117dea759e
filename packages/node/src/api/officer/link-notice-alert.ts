// SPDX-License-Identifier: Apache-2.0
// POST /api/notices/link: which own alert was entered from a partner's notice.
import { z } from 'zod';
import { alertId, registerId } from './alert-input.ts';
import { method } from './method.ts';
import { noticeNumber } from './notice-input.ts';

export const linkNoticeAlert = method({
  verb: 'POST',
  path: '/api/notices/link',
  permission: 'notice.decide',
  input: z.strictObject({ number: noticeNumber, register: registerId, alertId }),
  answer: async () => (await import('./answers/notice-answers.ts')).decidedNoticeAnswer,
  async run({ edge, session, input }) {
    return edge.notices.linkAlert(input, session.officer.user);
  },
});
