// SPDX-License-Identifier: Apache-2.0
// GET /api/uploads: how far an upload has come, and the hash of what came, for whoever goes on with it.
import { z } from 'zod';
import { messageId } from './message-input.ts';
import { method } from './method.ts';

export const upload = method({
  verb: 'GET',
  path: '/api/uploads',
  permission: 'message.send',
  input: z.strictObject({ uploadId: messageId }),
  answer: async () => (await import('./answers/upload-answers.ts')).uploadStandingAnswer,
  run: ({ edge, session, input: { uploadId } }) => edge.attachments.standing(session.officer.user, uploadId),
});
