// SPDX-License-Identifier: Apache-2.0
// POST /partners/suspend: this State speaks with a partner no more, from this moment on.
import { z } from 'zod';
import { suspensionReason } from '../suspension-reason.ts';
import { ADMINISTRATOR, adminMethod, stateCode } from './method.ts';

export const suspendPartner = adminMethod({
  verb: 'POST',
  path: '/partners/suspend',
  input: z.strictObject({
    state: stateCode,
    reason: suspensionReason,
  }),
  async run({ edge, input: { state, reason } }) {
    await edge.suspensions.suspend(state, reason, ADMINISTRATOR);
    return { state, suspended: true };
  },
});
