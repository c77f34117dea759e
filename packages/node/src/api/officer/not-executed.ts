// SPDX-License-Identifier: Apache-2.0
// GET /api/not-executed: alerts of partners whose action the own State will not execute.
import { z } from 'zod';
import { method } from './method.ts';

export const notExecuted = method({
  verb: 'GET',
  path: '/api/not-executed',
  permission: 'alert.read',
  input: z.strictObject({}),
  answer: async () => (await import('./answers/alert-answers.ts')).notExecutedAnswer,
  async run({ edge, session }) {
    const decided = edge.ownDecisions.list();
    await edge.store.write({ event: 'alert.read', body: { user: session.officer.user, notExecuted: decided.length } });
    return {
      notExecuted: decided.map(({ decidedAt, ...one }) => ({ ...one, decidedAt: new Date(decidedAt).toISOString() })),
    };
  },
});
