// SPDX-License-Identifier: Apache-2.0
// POST /api/cases/open: opens the bureau's own file of a case, or gives it another title.
import { CASE_TITLE_CHARACTERS_MAX } from '@iims/wire/case-codes';
import { caseReferenceSchema, lineSchema } from '@iims/wire/query';
import { z } from 'zod';
import { method } from './method.ts';

export const openCase = method({
  verb: 'POST',
  path: '/api/cases/open',
  permission: 'case.keep',
  input: z.strictObject({ caseRef: caseReferenceSchema, title: lineSchema(CASE_TITLE_CHARACTERS_MAX) }),
  answer: async () => (await import('./answers/case-answers.ts')).enteredAnswer,
  async run({ edge, session, input }) {
    const { index } = await edge.store.write(
      { event: 'case.opened', body: { user: session.officer.user, caseRef: input.caseRef } },
      { name: 'open-case', args: input },
    );
    return { logIndex: index };
  },
});
