// SPDX-License-Identifier: Apache-2.0
// GET /api/keys: which keys the node has, which it uses, and what ends next. Public facts alone.
import { z } from 'zod';
import { method } from './method.ts';

export const keys = method({
  verb: 'GET',
  path: '/api/keys',
  permission: 'keys.read',
  input: z.strictObject({}),
  answer: async () => (await import('./answers/node-answers.ts')).keysAnswer,
  run: ({ edge }) => edge.keys(),
});
