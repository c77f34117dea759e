// SPDX-License-Identifier: Apache-2.0
// POST /api/cases/link and /unlink: joins two cases both ways, with a reason, or takes them apart.
import { CASE_LINK_REASONS } from '@iims/wire/case-codes';
import { SHORT_TEXT_CHARACTERS_MAX } from '@iims/wire/message-kind';
import { textSchema } from '@iims/wire/message-text';
import { caseReferenceSchema } from '@iims/wire/query';
import { z } from 'zod';
import { method } from './method.ts';

export const linkCases = method({
  verb: 'POST',
  path: '/api/cases/link',
  permission: 'case.keep',
  input: z.strictObject({
    caseRef: caseReferenceSchema,
    other: caseReferenceSchema,
    reason: z.enum(CASE_LINK_REASONS),
    words: textSchema(SHORT_TEXT_CHARACTERS_MAX).exactOptional(),
  }),
  answer: async () => (await import('./answers/case-answers.ts')).enteredAnswer,
  async run({ edge, session, input: { words, ...said } }) {
    const { user } = session.officer;
    const { index } = await edge.store.write(
      { event: 'case.linked', body: { user, ...said } },
      { name: 'link-cases', args: { ...said, ...(words === undefined ? {} : { words }), by: user } },
    );
    return { logIndex: index };
  },
});

export const unlinkCases = method({
  verb: 'POST',
  path: '/api/cases/unlink',
  permission: 'case.keep',
  input: z.strictObject({ caseRef: caseReferenceSchema, other: caseReferenceSchema }),
  answer: async () => (await import('./answers/case-answers.ts')).enteredAnswer,
  async run({ edge, session, input }) {
    const { index } = await edge.store.write(
      { event: 'case.unlinked', body: { user: session.officer.user, ...input } },
      { name: 'unlink-cases', args: input },
    );
    return { logIndex: index };
  },
});
