// SPDX-License-Identifier: Apache-2.0
// GET /api/cases/show: one case with its messages, without their content, and the bureau's own file. Reading it is an entry.
import { caseReferenceSchema } from '@iims/wire/query';
import { z } from 'zod';
import { shownCase } from '../../cases/show-case.ts';
import { method } from './method.ts';

export const oneCase = method({
  verb: 'GET',
  path: '/api/cases/show',
  permission: 'case.read',
  input: z.strictObject({ caseRef: caseReferenceSchema }),
  answer: async () => (await import('./answers/case-answers.ts')).wholeCaseAnswer,
  async run({ edge, session, input: { caseRef } }) {
    const shown = await shownCase(edge.store.reader, caseRef, edge.door.clock.now());
    await edge.store.write({ event: 'case.read', body: { user: session.officer.user, caseRef } });
    return shown;
  },
});
