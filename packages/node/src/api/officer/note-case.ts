// SPDX-License-Identifier: Apache-2.0
// POST /api/cases/note: adds a note to a case. It never leaves the node, and is never changed.
import { CASE_NOTE_CHARACTERS_MAX } from '@iims/wire/case-codes';
import { textSchema } from '@iims/wire/message-text';
import { caseReferenceSchema } from '@iims/wire/query';
import { z } from 'zod';
import { method } from './method.ts';

export const noteCase = method({
  verb: 'POST',
  path: '/api/cases/note',
  permission: 'case.keep',
  input: z.strictObject({ caseRef: caseReferenceSchema, text: textSchema(CASE_NOTE_CHARACTERS_MAX) }),
  answer: async () => (await import('./answers/case-answers.ts')).notedAnswer,
  async run({ edge, session, input: { caseRef, text } }) {
    const { user } = session.officer;
    const { index } = await edge.store.write(
      { event: 'case.noted', body: { user, caseRef } },
      { name: 'add-case-note', args: { caseRef, text, by: user } },
    );
    return { note: index, logIndex: index };
  },
});
