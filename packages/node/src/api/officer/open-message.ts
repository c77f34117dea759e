// SPDX-License-Identifier: Apache-2.0
// POST /api/messages/open: what a message says. It is an entry before it is read, and the sender's node is told once.
import { z } from 'zod';
import { shownContent } from '../../messages/shown-content.ts';
import { shownMessage } from '../../messages/shown-message.ts';
import { openedMessageAnswer } from './answers/message-answers.ts';
import { messageId } from './message-input.ts';
import { method } from './method.ts';

export const openMessage = method({
  verb: 'POST',
  path: '/api/messages/open',
  permission: 'message.open',
  input: z.strictObject({ id: messageId }),
  answer: openedMessageAnswer,
  async run({ edge, session, input: { id } }) {
    await shownMessage(edge.store.reader, id);
    const opened = await edge.messages.open(id, session.officer.user);
    const largeAttachments = await edge.attachments.shown(opened);
    const large = largeAttachments.length === 0 ? {} : { largeAttachments };
    return { ...(await shownMessage(edge.store.reader, id)), ...shownContent(opened), ...large };
  },
});
