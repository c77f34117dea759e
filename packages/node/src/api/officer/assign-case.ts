// SPDX-License-Identifier: Apache-2.0
// POST /api/cases/assign: says who works on a case, or that nobody does.
import { caseReferenceSchema } from '@iims/wire/query';
import { z } from 'zod';
import { checkAssignee } from '../../cases/operators.ts';
import { assigneeInput } from './case-input.ts';
import { method } from './method.ts';

export const assignCase = method({
  verb: 'POST',
  path: '/api/cases/assign',
  permission: 'case.keep',
  input: z.strictObject({ caseRef: caseReferenceSchema, assignee: assigneeInput }),
  answer: async () => (await import('./answers/case-answers.ts')).enteredAnswer,
  async run({ edge, session, input: { caseRef, assignee } }) {
    await checkAssignee(edge.store.reader, assignee);
    const { index } = await edge.store.write(
      { event: 'case.assigned', body: { user: session.officer.user, caseRef, assignee } },
      { name: 'assign-case', args: { caseRef, assignee } },
    );
    return { logIndex: index };
  },
});
