// SPDX-License-Identifier: Apache-2.0
// POST /api/cases/change-task: a task is done, or not after all, or goes to somebody else, or has another time.
import { caseReferenceSchema } from '@iims/wire/query';
import { z } from 'zod';
import { checkAssignee } from '../../cases/operators.ts';
import { assigneeInput, timeInput } from './case-input.ts';
import { method } from './method.ts';

export const changeTask = method({
  verb: 'POST',
  path: '/api/cases/change-task',
  permission: 'case.keep',
  input: z
    .strictObject({
      caseRef: caseReferenceSchema,
      task: z.int().min(0),
      done: z.boolean().exactOptional(),
      assignee: assigneeInput.exactOptional(),
      due: timeInput.nullable().exactOptional(),
    })
    .refine(({ done, assignee, due }) => done !== undefined || assignee !== undefined || due !== undefined, {
      path: ['done'],
      error: 'at least one of done, assignee and due',
    }),
  answer: async () => (await import('./answers/case-answers.ts')).enteredAnswer,
  async run({ edge, session, input: { caseRef, task, due, ...changes } }) {
    const { user } = session.officer;
    await checkAssignee(edge.store.reader, changes.assignee);
    const dueAt = due === undefined ? {} : { dueAt: due };
    const { index } = await edge.store.write(
      { event: 'case.task-changed', body: { user, caseRef, task, ...changes, ...dueAt } },
      { name: 'change-case-task', args: { caseRef, task, ...changes, ...dueAt, by: user } },
    );
    return { logIndex: index };
  },
});
