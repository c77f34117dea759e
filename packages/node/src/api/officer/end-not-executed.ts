// SPDX-License-Identifier: Apache-2.0
// POST /api/not-executed/end: officers are asked for the owner's action again.
import { z } from 'zod';
import { partnersAlert } from './alert-input.ts';
import { method } from './method.ts';

export const endNotExecuted = method({
  verb: 'POST',
  path: '/api/not-executed/end',
  permission: 'alert.not-execute',
  input: z.strictObject(partnersAlert),
  answer: async () => (await import('./answers/alert-answers.ts')).enteredAnswer,
  async run({ edge, session, input }) {
    return edge.ownDecisions.end(session.officer.user, input);
  },
});
