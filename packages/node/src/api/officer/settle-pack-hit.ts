// SPDX-License-Identifier: Apache-2.0
// POST /api/packs/settle: an operator confirms what a check against an offline pack met, or says that it does not stand.
import { z } from 'zod';
import { method } from './method.ts';

export const settlePackHit = method({
  verb: 'POST',
  path: '/api/packs/settle',
  permission: 'pack.settle',
  input: z.strictObject({ entry: z.int().min(0), stands: z.boolean() }),
  answer: async () => (await import('./answers/alert-answers.ts')).packHitSettledAnswer,
  async run({ edge, session, input: { entry, stands } }) {
    await edge.store.write(
      { event: 'pack.hit-settled', body: { use: entry, stands, user: session.officer.user } },
      { name: 'settle-pack-hit', args: { entryIndex: entry } },
    );
    return { entry, stands };
  },
});
