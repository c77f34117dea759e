// SPDX-License-Identifier: Apache-2.0
// POST /api/messages/repeat: the second or third request for a hit confirmation that is overdue.
import { z } from 'zod';
import { messageId } from './message-input.ts';
import { method } from './method.ts';

export const repeatMessage = method({
  verb: 'POST',
  path: '/api/messages/repeat',
  permission: 'message.send',
  input: z.strictObject({ id: messageId }),
  answer: async () => (await import('./answers/message-answers.ts')).repeatedAnswer,
  async run({ edge, session, input }) {
    const { id, index, request } = await edge.messages.repeat(input.id, { account: session.officer.user });
    return { id, status: 'stored', logIndex: index, request };
  },
});
