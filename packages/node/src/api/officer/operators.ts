// SPDX-License-Identifier: Apache-2.0
// GET /api/operators: the accounts of this node to which cases, tasks and messages may be assigned. It names nobody else.
import { z } from 'zod';
import { operatorsOf } from '../../cases/operators.ts';
import { method } from './method.ts';

export const operators = method({
  verb: 'GET',
  path: '/api/operators',
  permission: 'case.read',
  input: z.strictObject({}),
  answer: async () => (await import('./answers/case-answers.ts')).operatorsAnswer,
  async run({ edge }) {
    return { operators: await operatorsOf(edge.store.reader) };
  },
});
