// SPDX-License-Identifier: Apache-2.0
// POST /api/messages/recall: takes an own message back from everybody who may hold it.
import { SHORT_TEXT_CHARACTERS_MAX } from '@iims/wire/message-kind';
import { RECALL_GROUNDS } from '@iims/wire/message-kinds/recall';
import { textSchema } from '@iims/wire/message-text';
import { z } from 'zod';
import { messageId } from './message-input.ts';
import { method } from './method.ts';

export const recallMessage = method({
  verb: 'POST',
  path: '/api/messages/recall',
  permission: 'message.send',
  input: z.strictObject({
    id: messageId,
    ground: z.enum(RECALL_GROUNDS),
    reason: textSchema(SHORT_TEXT_CHARACTERS_MAX).exactOptional(),
  }),
  answer: async () => (await import('./answers/message-answers.ts')).recalledAnswer,
  async run({ edge, session, input }) {
    return edge.messages.recall(input, { account: session.officer.user });
  },
});
