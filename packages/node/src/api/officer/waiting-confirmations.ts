// SPDX-License-Identifier: Apache-2.0
// GET /api/confirmations/waiting: the hits that officers ask the bureau to have confirmed. Reading them is an entry.
import { z } from 'zod';
import { waitingConfirmations as readWaiting } from '../../confirmations/read-standing.ts';
import { method } from './method.ts';

export const waitingConfirmations = method({
  verb: 'GET',
  path: '/api/confirmations/waiting',
  permission: 'message.read',
  input: z.strictObject({}),
  answer: async () => (await import('./answers/confirmation-answers.ts')).waitingConfirmationsAnswer,
  async run({ edge, session }) {
    const waiting = await readWaiting(edge.store.reader);
    const { user } = session.officer;
    await edge.store.write({ event: 'confirmation.listed', body: { user, waiting: waiting.length } });
    return {
      waiting: waiting.map(({ id, queryId, caseRef, state, urgency, user: askedBy, askedAt, dueAt, hit, found }) => ({
        ...{ id, queryId, caseRef, state, urgency, askedBy, hit },
        askedAt: new Date(askedAt).toISOString(),
        dueAt: new Date(dueAt).toISOString(),
        ...(found === undefined ? {} : { found }),
      })),
    };
  },
});
