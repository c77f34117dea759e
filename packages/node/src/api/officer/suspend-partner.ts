// SPDX-License-Identifier: Apache-2.0
// POST /api/partners/suspend: this State speaks with a partner no more, from this moment on. The reason stands in the log.
import { z } from 'zod';
import { stateCode } from '../admin/method.ts';
import { suspensionReason } from '../suspension-reason.ts';
import { method } from './method.ts';

export const suspendPartner = method({
  verb: 'POST',
  path: '/api/partners/suspend',
  permission: 'partner.suspend',
  input: z.strictObject({ state: stateCode, reason: suspensionReason }),
  answer: async () => (await import('./answers/node-answers.ts')).partnerSuspendedAnswer,
  async run({ edge, session, input: { state, reason } }) {
    await edge.suspensions.suspend(state, reason, session.officer.user);
    return { state, suspended: true };
  },
});
