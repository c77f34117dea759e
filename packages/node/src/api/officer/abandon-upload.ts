// SPDX-License-Identifier: Apache-2.0
// POST /api/uploads/abandon: nobody goes on with an upload; what came of it goes.
import { z } from 'zod';
import { messageId } from './message-input.ts';
import { method } from './method.ts';

export const abandonUpload = method({
  verb: 'POST',
  path: '/api/uploads/abandon',
  permission: 'message.send',
  input: z.strictObject({ uploadId: messageId }),
  answer: async () => (await import('./answers/upload-answers.ts')).abandonedAnswer,
  async run({ edge, session, input: { uploadId } }) {
    await edge.attachments.abandon(session.officer.user, uploadId);
    return {};
  },
});
