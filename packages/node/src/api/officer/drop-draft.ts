// SPDX-License-Identifier: Apache-2.0
// POST /api/drafts/drop: forgets a draft that was sent or is not wanted.
import { z } from 'zod';
import { draftId } from './keep-draft.ts';
import { method } from './method.ts';

export const dropDraft = method({
  verb: 'POST',
  path: '/api/drafts/drop',
  permission: 'message.send',
  input: z.strictObject({ draftId }),
  answer: async () => (await import('./answers/answer-fields.ts')).nothingSaid,
  async run({ edge, session, input }) {
    const { user } = session.officer;
    await edge.store.write(
      { event: 'draft.dropped', body: { user, draft: input.draftId } },
      { name: 'drop-draft', args: { draft: { user, draftId: input.draftId } } },
    );
    return {};
  },
});
