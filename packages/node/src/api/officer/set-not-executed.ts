// SPDX-License-Identifier: Apache-2.0
// POST /api/not-executed/set: the own State will not execute the action of a partner's alert.
import { ACTIONS } from '@iims/wire/code-lists';
import { lineSchema } from '@iims/wire/query';
import { FACT_CHARACTERS_MAX } from '@iims/wire/verdict';
import { z } from 'zod';
import { partnersAlert } from './alert-input.ts';
import { method } from './method.ts';

export const setNotExecuted = method({
  verb: 'POST',
  path: '/api/not-executed/set',
  permission: 'alert.not-execute',
  input: z.strictObject({ ...partnersAlert, action: z.enum(ACTIONS), ground: lineSchema(FACT_CHARACTERS_MAX) }),
  answer: async () => (await import('./answers/alert-answers.ts')).enteredAnswer,
  async run({ edge, session, input }) {
    return edge.ownDecisions.set(session.officer.user, input);
  },
});
