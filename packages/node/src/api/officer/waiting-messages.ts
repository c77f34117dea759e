// SPDX-License-Identifier: Apache-2.0
// GET /api/messages/waiting: messages that wait for a second person, without what they say, and the reader's own that were refused.
// Reading them is an entry.
import { z } from 'zod';
import { shownWaiting } from '../../messages/show-waiting.ts';
import { method } from './method.ts';

export const waitingMessages = method({
  verb: 'GET',
  path: '/api/messages/waiting',
  permission: 'message.read',
  input: z.strictObject({}),
  answer: async () => (await import('./answers/case-answers.ts')).waitingMessagesAnswer,
  async run({ edge, session }) {
    const { user } = session.officer;
    const shown = await shownWaiting(edge.store.reader, user);
    await edge.store.write({ event: 'message.listed', body: { user, which: 'waiting', limit: shown.waiting.length } });
    return shown;
  },
});
