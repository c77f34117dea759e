// SPDX-License-Identifier: Apache-2.0
// POST /api/attachments/show: an attachment is to be looked at in the page, in a frame that loads it by the ticket of the answer. It is an
// entry before.
import { ATTACHMENTS_MAX } from '@iims/wire/message';
import { z } from 'zod';
import { messageId } from './message-input.ts';
import { method } from './method.ts';

export const showAttachment = method({
  verb: 'POST',
  path: '/api/attachments/show',
  permission: 'message.open',
  input: z.strictObject({ id: messageId, attachment: z.int().min(1).max(ATTACHMENTS_MAX) }),
  answer: async () => (await import('./answers/upload-answers.ts')).previewAnswer,
  async run({ edge, session: { officer }, input }) {
    return edge.previews.put(officer.user, await edge.attachments.show(officer.user, input));
  },
});
