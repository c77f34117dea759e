// SPDX-License-Identifier: Apache-2.0
// POST /api/uploads/complete: all of a file has come, and this is the hash that was taken where it was read.
import { z } from 'zod';
import { messageId, sha256Hex } from './message-input.ts';
import { method } from './method.ts';

export const completeUpload = method({
  verb: 'POST',
  path: '/api/uploads/complete',
  permission: 'message.send',
  input: z.strictObject({ uploadId: messageId, sha256: sha256Hex }),
  answer: async () => (await import('./answers/upload-answers.ts')).completedAnswer,
  run: ({ edge, session, input: { uploadId, sha256 } }) =>
    edge.attachments.complete(session.officer.user, uploadId, sha256),
});
