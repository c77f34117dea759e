// SPDX-License-Identifier: Apache-2.0
// POST /api/cases/close, /wait and /reopen: how a case stands.
import { CASE_OUTCOMES } from '@iims/wire/case-codes';
import { REFUSAL_GROUNDS } from '@iims/wire/message-kinds/refusal';
import { caseReferenceSchema } from '@iims/wire/query';
import { z } from 'zod';
import { method } from './method.ts';

export const closeCase = method({
  verb: 'POST',
  path: '/api/cases/close',
  permission: 'case.keep',
  input: z
    .strictObject({
      caseRef: caseReferenceSchema,
      outcome: z.enum(CASE_OUTCOMES),
      ground: z.enum(REFUSAL_GROUNDS).exactOptional(),
      /** Although something is left to be done. */
      leavesOpen: z.boolean().default(false),
    })
    .refine(({ outcome, ground }) => (outcome === 'refused') === (ground !== undefined), {
      path: ['ground'],
      error: 'with the outcome refused, and with no other',
    }),
  answer: async () => (await import('./answers/case-answers.ts')).enteredAnswer,
  async run({ edge, session, input }) {
    const { index } = await edge.store.write(
      { event: 'case.closed', body: { user: session.officer.user, ...input } },
      { name: 'set-case-standing', args: { ...input, standing: 'closed' } },
    );
    return { logIndex: index };
  },
});

export const waitCase = method({
  verb: 'POST',
  path: '/api/cases/wait',
  permission: 'case.keep',
  input: z.strictObject({ caseRef: caseReferenceSchema }),
  answer: async () => (await import('./answers/case-answers.ts')).enteredAnswer,
  async run({ edge, session, input: { caseRef } }) {
    const { index } = await edge.store.write(
      { event: 'case.waiting', body: { user: session.officer.user, caseRef } },
      { name: 'set-case-standing', args: { caseRef, standing: 'waiting' } },
    );
    return { logIndex: index };
  },
});

export const reopenCase = method({
  verb: 'POST',
  path: '/api/cases/reopen',
  permission: 'case.keep',
  input: z.strictObject({ caseRef: caseReferenceSchema }),
  answer: async () => (await import('./answers/case-answers.ts')).enteredAnswer,
  async run({ edge, session, input: { caseRef } }) {
    const { index } = await edge.store.write(
      { event: 'case.reopened', body: { user: session.officer.user, caseRef } },
      { name: 'set-case-standing', args: { caseRef, standing: 'open' } },
    );
    return { logIndex: index };
  },
});
