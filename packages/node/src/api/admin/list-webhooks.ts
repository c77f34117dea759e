// SPDX-License-Identifier: Apache-2.0
// GET /webhooks: which programs are told what, and whether they are reached.
import { z } from 'zod';
import { adminMethod } from './method.ts';

export const listWebhooks = adminMethod({
  verb: 'GET',
  path: '/webhooks',
  input: z.strictObject({}),
  run: async ({ edge }) => ({ webhooks: await edge.webhooks.list() }),
});
