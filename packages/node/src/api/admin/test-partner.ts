// SPDX-License-Identifier: Apache-2.0
// POST /partners/test: proves each layer to a partner in turn; the result is entered, kept and answered.
import { z } from 'zod';
import { ADMINISTRATOR, adminMethod, stateCode } from './method.ts';

export const testPartner = adminMethod({
  verb: 'POST',
  path: '/partners/test',
  input: z.strictObject({ state: stateCode }),
  run: ({ edge, input: { state } }) => edge.partnerTests.test(state, ADMINISTRATOR),
});
