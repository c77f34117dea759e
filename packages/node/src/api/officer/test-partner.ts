// SPDX-License-Identifier: Apache-2.0
// POST /api/partners/test: proves each layer to a partner in turn; the result is entered, kept and answered.
import { z } from 'zod';
import { stateCode } from '../admin/method.ts';
import { method } from './method.ts';

export const testPartner = method({
  verb: 'POST',
  path: '/api/partners/test',
  permission: 'partner.test',
  input: z.strictObject({ state: stateCode }),
  answer: async () => (await import('./answers/node-answers.ts')).partnerTestAnswer,
  run: ({ edge, session, input: { state } }) => edge.partnerTests.test(state, session.officer.user),
});
