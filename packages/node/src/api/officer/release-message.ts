// SPDX-License-Identifier: Apache-2.0
// POST /api/messages/release and /refuse-release: the second person sends what waited, or says why it is not sent.

import { fromHex } from '@iims/wire/bytes';
import { RELEASE_REFUSAL_GROUNDS } from '@iims/wire/case-codes';
import { SHORT_TEXT_CHARACTERS_MAX } from '@iims/wire/message-kind';
import { textSchema } from '@iims/wire/message-text';
import { z } from 'zod';
import { messageId } from './message-input.ts';
import { method } from './method.ts';

export const releaseMessage = method({
  verb: 'POST',
  path: '/api/messages/release',
  permission: 'message.release',
  input: z.strictObject({
    id: messageId,
    /** Of what was looked at. */
    digest: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  answer: async () => (await import('./answers/case-answers.ts')).releasedAnswer,
  async run({ edge, session, input }) {
    const { id, index } = await edge.messages.release(
      { id: input.id, digest: fromHex(input.digest) },
      { account: session.officer.user },
    );
    return { id, status: 'stored', logIndex: index };
  },
});

export const refuseRelease = method({
  verb: 'POST',
  path: '/api/messages/refuse-release',
  permission: 'message.release',
  input: z.strictObject({
    id: messageId,
    ground: z.enum(RELEASE_REFUSAL_GROUNDS),
    words: textSchema(SHORT_TEXT_CHARACTERS_MAX).exactOptional(),
  }),
  answer: async () => (await import('./answers/case-answers.ts')).releaseRefusedAnswer,
  async run({ edge, session, input: { id, ground, words } }) {
    const { user } = session.officer;
    const { index } = await edge.store.write(
      { event: 'message.release-refused', body: { user, messageId: id, ground } },
      { name: 'refuse-release', args: { id, by: user, ground, ...(words === undefined ? {} : { words }) } },
    );
    return { id, logIndex: index };
  },
});
