// SPDX-License-Identifier: Apache-2.0
// POST /api/verify-log: the whole log, verified from its files, with a plain yes or the index that fails.
import { toBase64 } from '@iims/wire/bytes';
import { z } from 'zod';
import { method } from './method.ts';

export const verifyLog = method({
  verb: 'POST',
  path: '/api/verify-log',
  permission: 'log.verify',
  input: z.strictObject({}),
  answer: async () => (await import('./answers/node-answers.ts')).logVerifiedAnswer,
  async run({ edge, session }) {
    const verdict = await edge.verifyLog();
    const said = verdict.ok
      ? { ok: true, size: verdict.size, root: toBase64(verdict.root) }
      : { ok: false, index: verdict.index, reason: verdict.reason };
    await edge.store.write({ event: 'log.verified', body: { user: session.officer.user, ...said } });
    return { ...said, checkedAt: new Date(edge.door.clock.now()).toISOString() };
  },
});
