// SPDX-License-Identifier: Apache-2.0
// POST /api/partners/resume: this State speaks with a suspended partner again.
import { z } from 'zod';
import { stateCode } from '../admin/method.ts';
import { method } from './method.ts';

export const resumePartner = method({
  verb: 'POST',
  path: '/api/partners/resume',
  permission: 'partner.suspend',
  input: z.strictObject({ state: stateCode }),
  answer: async () => (await import('./answers/node-answers.ts')).partnerSuspendedAnswer,
  async run({ edge, session, input: { state } }) {
    await edge.suspensions.resume(state, session.officer.user);
    return { state, suspended: false };
  },
});
