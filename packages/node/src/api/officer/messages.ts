// SPDX-License-Identifier: Apache-2.0
// GET /api/messages: messages of both directions without their content, the latest first. Reading them is an entry.
import { z } from 'zod';
import { shownMessages } from '../../messages/shown-message.ts';
import { method } from './method.ts';

const MESSAGES_PAGE_MAX = 200;

export const messages = method({
  verb: 'GET',
  path: '/api/messages',
  permission: 'message.read',
  input: z.strictObject({
    /** The `next` of the page before. */
    before: z.coerce.number().int().min(0).exactOptional(),
    limit: z.coerce.number().int().min(1).max(MESSAGES_PAGE_MAX).default(50),
  }),
  answer: async () => (await import('./answers/message-answers.ts')).messagesAnswer,
  async run({ edge, session, input }) {
    await edge.store.write({ event: 'message.listed', body: { user: session.officer.user, limit: input.limit } });
    return shownMessages(edge.store.reader, input);
  },
});
