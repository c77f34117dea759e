// SPDX-License-Identifier: Apache-2.0
// POST /api/notices/revalidate: an own notice still holds, until a later day of review.
import { calendarDateSchema } from '@iims/wire/query';
import { z } from 'zod';
import { method } from './method.ts';
import { noticeNumber } from './notice-input.ts';

export const revalidateNotice = method({
  verb: 'POST',
  path: '/api/notices/revalidate',
  permission: 'notice.draft',
  input: z.strictObject({ number: noticeNumber, reviewOn: calendarDateSchema }),
  answer: async () => (await import('./answers/notice-answers.ts')).revalidatedNoticeAnswer,
  async run({ edge, session, input }) {
    return edge.notices.revalidate(input, session.officer.user);
  },
});
