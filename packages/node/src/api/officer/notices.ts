// SPDX-License-Identifier: Apache-2.0
// GET /api/notices: own and partners' notices as they stand, the latest first, without what they say. Reading them is an entry.
import { z } from 'zod';
import { method } from './method.ts';

const NOTICES_PAGE_MAX = 100;

export const notices = method({
  verb: 'GET',
  path: '/api/notices',
  permission: 'notice.read',
  input: z.strictObject({
    /** The `next` of the page before. */
    before: z.coerce.number().int().min(0).exactOptional(),
    limit: z.coerce.number().int().min(1).max(NOTICES_PAGE_MAX).default(50),
  }),
  answer: async () => (await import('./answers/notice-answers.ts')).noticesAnswer,
  async run({ edge, session, input }) {
    return edge.notices.list(input, session.officer.user);
  },
});
