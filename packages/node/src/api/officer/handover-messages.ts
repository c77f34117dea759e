// SPDX-License-Identifier: Apache-2.0
// GET /api/messages/handover: the report at a change of shifts. Reading it is an entry.
import { z } from 'zod';
import { composeHandover, HANDOVER_LISTED_MAX } from '../../messages/handover.ts';
import { method } from './method.ts';

export const handoverMessages = method({
  verb: 'GET',
  path: '/api/messages/handover',
  permission: 'message.read',
  input: z.strictObject({}),
  answer: async () => (await import('./answers/message-answers.ts')).handoverAnswer,
  async run({ edge, session }) {
    const body = { user: session.officer.user, limit: HANDOVER_LISTED_MAX, which: 'handover' };
    await edge.store.write({ event: 'message.listed', body });
    return composeHandover(edge.store.reader, edge.door.clock.now());
  },
});
