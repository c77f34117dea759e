// SPDX-License-Identifier: Apache-2.0
// GET /api/cases: cases without what they hold, those with which something happened last first. Reading them is an entry.
import { CASE_CHOICES } from '@iims/wire/case-codes';
import { z } from 'zod';
import { shownCases } from '../../cases/show-case.ts';
import { method } from './method.ts';

const CASES_PAGE_MAX = 200;

export const cases = method({
  verb: 'GET',
  path: '/api/cases',
  permission: 'case.read',
  input: z.strictObject({
    which: z.enum(CASE_CHOICES).default('open'),
    /** The `next` of the page before. */
    before: z.coerce.number().int().min(0).exactOptional(),
    limit: z.coerce.number().int().min(1).max(CASES_PAGE_MAX).default(50),
  }),
  answer: async () => (await import('./answers/case-answers.ts')).casesAnswer,
  async run({ edge, session, input }) {
    const { user } = session.officer;
    await edge.store.write({ event: 'case.read', body: { user, which: input.which, limit: input.limit } });
    return shownCases(edge.store.reader, { ...input, user });
  },
});
