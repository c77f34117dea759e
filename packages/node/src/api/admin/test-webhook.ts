// SPDX-License-Identifier: Apache-2.0
// POST /webhooks/test: one signed call of type `test`; what is wrong with the target is the answer, and an entry.
import { z } from 'zod';
import { ADMINISTRATOR, adminMethod } from './method.ts';

export const testWebhook = adminMethod({
  verb: 'POST',
  path: '/webhooks/test',
  input: z.strictObject({ name: z.string().max(40) }),
  async run({ edge, input: { name } }) {
    await edge.webhooks.test(name, ADMINISTRATOR);
    return { name, outcome: 'taken' };
  },
});
