// SPDX-License-Identifier: Apache-2.0
// POST /api/drafts/keep: what the own person has begun to write, as the page keeps it.
import { z } from 'zod';
import { method } from './method.ts';

/** All attachments of a message in base64, and what is said of them; the text of the longest message has less. */
const DRAFT_CHARACTERS_MAX = 1_032 * 1_024;
const DRAFT_JSON_BYTES_MAX = 2 * DRAFT_CHARACTERS_MAX;
/** What a list shows of it: the kind, fifty States and groups, the case. */
const DRAFT_HEAD_CHARACTERS_MAX = 4_096;

/** Chosen by the page. */
export const draftId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/);

export const keepDraft = method({
  verb: 'POST',
  path: '/api/drafts/keep',
  permission: 'message.send',
  jsonBytesMax: DRAFT_JSON_BYTES_MAX,
  input: z.strictObject({
    draftId,
    content: z.string().min(1).max(DRAFT_CHARACTERS_MAX),
    head: z.string().min(1).max(DRAFT_HEAD_CHARACTERS_MAX).exactOptional(),
  }),
  answer: async () => (await import('./answers/answer-fields.ts')).nothingSaid,
  async run({ edge, session, input: { draftId, ...said } }) {
    const { user } = session.officer;
    await edge.store.write(
      { event: 'draft.kept', body: { user, draft: draftId } },
      { name: 'keep-draft', args: { draft: { user, draftId }, ...said } },
    );
    return {};
  },
});
