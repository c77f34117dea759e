// SPDX-License-Identifier: Apache-2.0
// POST /api/notices/open: what a notice says. Reading it is an entry, and of a partner's notice the partner is told.
import { z } from 'zod';
import { method } from './method.ts';
import { noticeNumber } from './notice-input.ts';

export const openNotice = method({
  verb: 'POST',
  path: '/api/notices/open',
  permission: 'notice.read',
  input: z.strictObject({ number: noticeNumber }),
  answer: async () => (await import('./answers/notice-answers.ts')).openedNoticeAnswer,
  async run({ edge, session, input: { number } }) {
    return edge.notices.open(number, session.officer.user);
  },
});
