// SPDX-License-Identifier: Apache-2.0
// GET /api/packs/hits: the alerts that checks against offline packs met and nobody has settled. Reading them is an entry.
import { z } from 'zod';
import { method } from './method.ts';

export const packHits = method({
  verb: 'GET',
  path: '/api/packs/hits',
  permission: 'pack.settle',
  input: z.strictObject({}),
  answer: async () => (await import('./answers/alert-answers.ts')).packHitsAnswer,
  async run({ edge, session }) {
    const hits = await edge.packs.hits();
    await edge.store.write({
      event: 'alert.read',
      body: { user: session.officer.user, packHits: hits.length },
    });
    return { hits: hits.map(({ usedAt, ...hit }) => ({ ...hit, usedAt: new Date(usedAt).toISOString() })) };
  },
});
