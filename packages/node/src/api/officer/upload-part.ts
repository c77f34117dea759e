// SPDX-License-Identifier: Apache-2.0
// POST /api/uploads/part: a part of an announced file, as bytes, with its place in the file and its SHA-256.
import { z } from 'zod';
import { messageId, sha256Hex } from './message-input.ts';
import { method } from './method.ts';

/** Sealing and hashing so much holds the node for some milliseconds (spec/attachment.md, 5). */
const PART_BYTES_MAX = 1_048_576;

export const uploadPart = method({
  verb: 'POST',
  path: '/api/uploads/part',
  permission: 'message.send',
  bytesMax: PART_BYTES_MAX,
  bytesAreLent: true,
  input: z.strictObject({
    uploadId: messageId,
    offset: z
      .string()
      .regex(/^[0-9]{1,12}$/, { error: 'a whole number' })
      .transform(Number),
    sha256: sha256Hex,
  }),
  answer: async () => (await import('./answers/upload-answers.ts')).uploadAnswer,
  run: async ({ edge, session, input: { uploadId, offset, sha256 }, bytes }) =>
    edge.attachments.take(session.officer.user, uploadId, { offset, sha256, bytes }),
});
