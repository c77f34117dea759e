// SPDX-License-Identifier: Apache-2.0
// POST /api/messages/archive: takes a message out of the inbox, or puts it back, for the whole bureau (spec/message-keeping.md, 2).
import { z } from 'zod';
import { mailRow, shownMessage } from '../../messages/shown-message.ts';
import { messageId } from './message-input.ts';
import { method } from './method.ts';

export const archiveMessage = method({
  verb: 'POST',
  path: '/api/messages/archive',
  permission: 'case.keep',
  input: z.strictObject({ id: messageId, isArchived: z.boolean().default(true) }),
  answer: async () => (await import('./answers/message-answers.ts')).messageAnswer,
  async run({ edge, session, input: { id, isArchived } }) {
    const { reader, write } = edge.store;
    const { no } = await mailRow(reader, id);
    await write(
      {
        event: isArchived ? 'message.archived' : 'message.returned',
        body: { user: session.officer.user, messageId: id },
      },
      { name: 'archive-message', args: { no, isArchived } },
    );
    return shownMessage(reader, id);
  },
});
