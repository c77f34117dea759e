// SPDX-License-Identifier: Apache-2.0
// POST /api/messages/reply: an answer to a message that came, of a kind that may answer it.
import { z } from 'zod';
import { replyToMessage } from '../../messages/reply.ts';
import {
  attachmentsOf,
  besideShape,
  largeAttachmentsOf,
  MESSAGE_JSON_BYTES_MAX,
  messageId,
  officersKind,
  saidShape,
} from './message-input.ts';
import { method } from './method.ts';

export const replyMessage = method({
  verb: 'POST',
  path: '/api/messages/reply',
  permission: 'message.send',
  jsonBytesMax: MESSAGE_JSON_BYTES_MAX,
  input: z.strictObject({
    id: messageId,
    /** The first that may answer, if it is not said. */
    kind: officersKind.exactOptional(),
    ...saidShape,
    ...besideShape,
  }),
  answer: async () => (await import('./answers/message-answers.ts')).saidAnswer,
  async run({ edge, session, input: { attachments, uploads, ...said } }) {
    const { reader } = edge.store;
    const large = await largeAttachmentsOf({ edge, session }, uploads, attachments.length);
    const reply = { ...said, attachments: attachmentsOf(attachments), ...large };
    const { id, index, status } = await replyToMessage({ reader, ...edge.messages }, reply, {
      account: session.officer.user,
    });
    return { id, status, logIndex: index };
  },
});
