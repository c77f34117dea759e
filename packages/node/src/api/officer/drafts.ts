// SPDX-License-Identifier: Apache-2.0
// GET /api/drafts: what the own person has begun to write and not sent, without what it says.
import { z } from 'zod';
import { listDrafts } from '../../store/drafts.ts';
import { method } from './method.ts';

export const drafts = method({
  verb: 'GET',
  path: '/api/drafts',
  permission: 'message.send',
  input: z.strictObject({}),
  answer: async () => (await import('./answers/message-answers.ts')).draftsAnswer,
  async run({ edge, session }) {
    const { user } = session.officer;
    const kept = await listDrafts(edge.store.reader, user);
    await edge.store.write({ event: 'draft.read', body: { user, drafts: kept.length } });
    return { drafts: kept.map((draft) => ({ ...draft, savedAt: new Date(draft.savedAt).toISOString() })) };
  },
});
