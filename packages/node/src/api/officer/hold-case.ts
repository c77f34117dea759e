// SPDX-License-Identifier: Apache-2.0
// POST /api/cases/hold and /lift-hold: no period erases anything of a case on hold; another than who set it lifts it.
import { HOLD_REASON_CHARACTERS_MAX } from '@iims/wire/case-codes';
import { textSchema } from '@iims/wire/message-text';
import { caseReferenceSchema } from '@iims/wire/query';
import { z } from 'zod';
import { method } from './method.ts';

const input = z.strictObject({ caseRef: caseReferenceSchema, reason: textSchema(HOLD_REASON_CHARACTERS_MAX) });

export const holdCase = method({
  verb: 'POST',
  path: '/api/cases/hold',
  permission: 'case.hold',
  input,
  answer: async () => (await import('./answers/case-answers.ts')).enteredAnswer,
  async run({ edge, session, input: { caseRef, reason } }) {
    const { user } = session.officer;
    const { index } = await edge.store.write(
      { event: 'case.held', body: { user, caseRef, reason } },
      { name: 'hold-case', args: { caseRef, reason, by: user } },
    );
    return { logIndex: index };
  },
});

export const liftHold = method({
  verb: 'POST',
  path: '/api/cases/lift-hold',
  permission: 'case.hold',
  input,
  answer: async () => (await import('./answers/case-answers.ts')).enteredAnswer,
  async run({ edge, session, input: { caseRef, reason } }) {
    const { user } = session.officer;
    const { index } = await edge.store.write(
      { event: 'case.hold-lifted', body: { user, caseRef, reason } },
      { name: 'lift-hold', args: { caseRef, by: user } },
    );
    return { logIndex: index };
  },
});
