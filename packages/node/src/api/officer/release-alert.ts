// SPDX-License-Identifier: Apache-2.0
// POST /api/alerts/release: the second person puts an alert on a person in force.
import { fromHex } from '@iims/wire/bytes';
import { z } from 'zod';
import { releaseAlert as release } from '../../alerts/release-alert.ts';
import { alertId, alertKeeping, registerId } from './alert-input.ts';
import { method } from './method.ts';

export const releaseAlert = method({
  verb: 'POST',
  path: '/api/alerts/release',
  permission: 'alert.release',
  input: z.strictObject({ register: registerId, alertId, digest: z.string().regex(/^[0-9a-f]{64}$/) }),
  answer: async () => (await import('./answers/alert-answers.ts')).enteredAnswer,
  async run({ edge, session, input: { digest, ...input } }) {
    const released = await release(alertKeeping(edge), session.officer, { ...input, digest: fromHex(digest) });
    // Whoever is told that it is in force may ask at once.
    await edge.personsFound();
    return released;
  },
});
