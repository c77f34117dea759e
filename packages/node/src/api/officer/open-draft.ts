// SPDX-License-Identifier: Apache-2.0
// POST /api/drafts/open: one draft of the own person, with what it says. It is an entry.
import { z } from 'zod';
import { openDraft as readDraft } from '../../store/drafts.ts';
import { draftId } from './keep-draft.ts';
import { method } from './method.ts';

export const openDraft = method({
  verb: 'POST',
  path: '/api/drafts/open',
  permission: 'message.send',
  input: z.strictObject({ draftId }),
  answer: async () => (await import('./answers/message-answers.ts')).draftAnswer,
  async run({ edge, session, input }) {
    const { user } = session.officer;
    const draft = await readDraft(edge.store.reader, { user, draftId: input.draftId });
    await edge.store.write({ event: 'draft.read', body: { user, draft: draft.draftId } });
    return { ...draft, savedAt: new Date(draft.savedAt).toISOString() };
  },
});
