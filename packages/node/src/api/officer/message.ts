// SPDX-License-Identifier: Apache-2.0
// GET /api/messages/show: one message without its content: how far it has come with each recipient. Reading it is an entry.
import { z } from 'zod';
import { shownMessage } from '../../messages/shown-message.ts';
import { messageId } from './message-input.ts';
import { method } from './method.ts';

export const message = method({
  verb: 'GET',
  path: '/api/messages/show',
  permission: 'message.read',
  input: z.strictObject({ id: messageId }),
  answer: async () => (await import('./answers/message-answers.ts')).messageAnswer,
  async run({ edge, session, input: { id } }) {
    const shown = await shownMessage(edge.store.reader, id);
    await edge.store.write({ event: 'message.listed', body: { user: session.officer.user, messageId: id } });
    return shown;
  },
});
