// SPDX-License-Identifier: Apache-2.0
// GET /api/messages/overdue: requests whose time has passed, or all that are open, the first due first. Reading them is an entry.
import { z } from 'zod';
import { listOpenRequests } from '../../messages/open-requests.ts';
import { method } from './method.ts';

const REQUESTS_MAX = 500;

export const overdueMessages = method({
  verb: 'GET',
  path: '/api/messages/overdue',
  permission: 'message.read',
  input: z.strictObject({
    which: z.enum(['overdue', 'open']).default('overdue'),
    limit: z.coerce.number().int().min(1).max(REQUESTS_MAX).default(100),
  }),
  answer: async () => (await import('./answers/message-answers.ts')).requestsAnswer,
  async run({ edge, session, input: { which, limit } }) {
    await edge.store.write({ event: 'message.listed', body: { user: session.officer.user, limit, which } });
    return listOpenRequests(edge.store.reader, edge.door.clock.now(), { limit, overdueOnly: which === 'overdue' });
  },
});
