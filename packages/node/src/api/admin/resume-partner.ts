// SPDX-License-Identifier: Apache-2.0
// POST /partners/resume: this State speaks with a suspended partner again.
import { z } from 'zod';
import { ADMINISTRATOR, adminMethod, stateCode } from './method.ts';

export const resumePartner = adminMethod({
  verb: 'POST',
  path: '/partners/resume',
  input: z.strictObject({ state: stateCode }),
  async run({ edge, input: { state } }) {
    await edge.suspensions.resume(state, ADMINISTRATOR);
    return { state, suspended: false };
  },
});
