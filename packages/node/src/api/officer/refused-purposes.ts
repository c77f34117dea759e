// SPDX-License-Identifier: Apache-2.0
// GET /api/notices/refused: the register of refused purposes, the latest first. Whom they are about nobody can read.
import { z } from 'zod';
import { method } from './method.ts';

const REFUSED_PAGE_MAX = 100;

export const refusedPurposes = method({
  verb: 'GET',
  path: '/api/notices/refused',
  permission: 'notice.read',
  input: z.strictObject({
    /** The `next` of the page before. */
    before: z.coerce.number().int().min(0).exactOptional(),
    limit: z.coerce.number().int().min(1).max(REFUSED_PAGE_MAX).default(50),
  }),
  answer: async () => (await import('./answers/notice-answers.ts')).refusedPurposesAnswer,
  async run({ edge, session, input }) {
    return edge.notices.refused(input, session.officer.user);
  },
});
