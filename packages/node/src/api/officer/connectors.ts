// SPDX-License-Identifier: Apache-2.0
// GET /api/connectors: how the connectors of this node stand.
import { z } from 'zod';
import { method } from './method.ts';

export const connectors = method({
  verb: 'GET',
  path: '/api/connectors',
  permission: 'connector.read',
  input: z.strictObject({}),
  answer: async () => (await import('./answers/register-answers.ts')).connectorsAnswer,
  run: async ({ edge }) => ({ connectors: await edge.connectors.list() }),
});
