// SPDX-License-Identifier: Apache-2.0
// GET /api/confirmations: what came of the hits that the own person handed to the bureau. No entry: it tells of nothing but own requests.
import { z } from 'zod';
import { ownConfirmations as readOwn } from '../../confirmations/read-standing.ts';
import { method } from './method.ts';

export const ownConfirmations = method({
  verb: 'GET',
  path: '/api/confirmations',
  permission: 'confirmation.ask',
  input: z.strictObject({}),
  answer: async () => (await import('./answers/confirmation-answers.ts')).ownConfirmationsAnswer,
  async run({ edge, session }) {
    const own = await readOwn(edge.store.reader, session.officer.user, edge.door.clock.now());
    return {
      confirmations: own.map(({ id, queryId, state, urgency, askedAt, hit, ...said }) => ({
        ...{ id, queryId, state, urgency, askedAt: new Date(askedAt).toISOString() },
        ...{ register: hit.register, alertId: hit.alertId, standing: said.standing },
        ...('ground' in said ? { ground: said.ground } : {}),
        ...('dueAt' in said && said.dueAt !== undefined ? { dueAt: new Date(said.dueAt).toISOString() } : {}),
      })),
    };
  },
});
