// SPDX-License-Identifier: Apache-2.0
// GET /api/notices/waiting: notices that wait for a second person, the oldest first.
import { z } from 'zod';
import { method } from './method.ts';

export const waitingNotices = method({
  verb: 'GET',
  path: '/api/notices/waiting',
  permission: 'notice.read',
  input: z.strictObject({}),
  answer: async () => (await import('./answers/notice-answers.ts')).waitingNoticesAnswer,
  async run({ edge, session }) {
    return { waiting: await edge.notices.waiting(session.officer.user) };
  },
});
