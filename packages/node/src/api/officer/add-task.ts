// SPDX-License-Identifier: Apache-2.0
// POST /api/cases/task: adds a task to a case, for somebody or for whoever takes it.
import { CASE_TASK_CHARACTERS_MAX } from '@iims/wire/case-codes';
import { textSchema } from '@iims/wire/message-text';
import { caseReferenceSchema } from '@iims/wire/query';
import { z } from 'zod';
import { checkAssignee } from '../../cases/operators.ts';
import { assigneeInput, timeInput } from './case-input.ts';
import { method } from './method.ts';

export const addTask = method({
  verb: 'POST',
  path: '/api/cases/task',
  permission: 'case.keep',
  input: z.strictObject({
    caseRef: caseReferenceSchema,
    text: textSchema(CASE_TASK_CHARACTERS_MAX),
    assignee: assigneeInput.default(null),
    due: timeInput.exactOptional(),
  }),
  answer: async () => (await import('./answers/case-answers.ts')).taskAddedAnswer,
  async run({ edge, session, input: { caseRef, text, assignee, due = null } }) {
    const { user } = session.officer;
    await checkAssignee(edge.store.reader, assignee);
    const { index } = await edge.store.write(
      { event: 'case.task-added', body: { user, caseRef, assignee } },
      { name: 'add-case-task', args: { caseRef, text, assignee, dueAt: due, by: user } },
    );
    return { task: index, logIndex: index };
  },
});
