// SPDX-License-Identifier: Apache-2.0
// GET /api/cases/notes: the notes of a case that are older than those shown with it. Reading them is an entry.
import { caseReferenceSchema } from '@iims/wire/query';
import { z } from 'zod';
import { olderNotes } from '../../cases/show-case.ts';
import { method } from './method.ts';

export const caseNotes = method({
  verb: 'GET',
  path: '/api/cases/notes',
  permission: 'case.read',
  input: z.strictObject({
    caseRef: caseReferenceSchema,
    /** The `olderNotes` of what was shown before. */
    before: z.coerce.number().int().min(0),
  }),
  answer: async () => (await import('./answers/case-answers.ts')).caseNotesAnswer,
  async run({ edge, session, input: { caseRef, before } }) {
    const page = await olderNotes(edge.store.reader, caseRef, before);
    await edge.store.write({ event: 'case.read', body: { user: session.officer.user, caseRef } });
    return page;
  },
});
