// SPDX-License-Identifier: Apache-2.0
// POST /api/messages/assign: says who works on a message, or that nobody does.
import { z } from 'zod';
import { checkAssignee } from '../../cases/operators.ts';
import { mailRow } from '../../messages/shown-message.ts';
import { assigneeInput } from './case-input.ts';
import { messageId } from './message-input.ts';
import { method } from './method.ts';

export const assignMessage = method({
  verb: 'POST',
  path: '/api/messages/assign',
  permission: 'case.keep',
  input: z.strictObject({ id: messageId, assignee: assigneeInput }),
  answer: async () => (await import('./answers/case-answers.ts')).enteredAnswer,
  async run({ edge, session, input: { id, assignee } }) {
    const { user } = session.officer;
    await mailRow(edge.store.reader, id);
    await checkAssignee(edge.store.reader, assignee);
    const { index } = await edge.store.write(
      { event: 'message.assigned', body: { user, messageId: id, assignee } },
      { name: 'assign-message', args: { id, assignee, by: user } },
    );
    return { logIndex: index };
  },
});
