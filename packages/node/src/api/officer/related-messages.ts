// SPDX-License-Identifier: Apache-2.0
// GET /api/messages/related: what own registers and earlier messages know of whom and what a message names. It tells what the message
// says, so that it needs the right to open it. Reading it is an entry.
import { z } from 'zod';
import { allows } from '../../access/permissions.ts';
import { relatedMessages as relatedTo } from '../../archive/related-messages.ts';
import { messageId } from './message-input.ts';
import { method } from './method.ts';

export const relatedMessages = method({
  verb: 'GET',
  path: '/api/messages/related',
  permission: 'message.open',
  input: z.strictObject({ id: messageId }),
  answer: async () => (await import('./answers/message-answers.ts')).relatedAnswer,
  async run({ edge, session: { officer }, input: { id } }) {
    const mayReadAlerts = allows(officer.role, 'alert.read');
    const related = await relatedTo(edge.store.reader, id, { mayReadAlerts });
    const body = { user: officer.user, messageId: id, which: 'related' };
    await edge.store.write({ event: 'message.listed', body });
    return related;
  },
});
