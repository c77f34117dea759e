// SPDX-License-Identifier: Apache-2.0
// POST /api/packs/upload: the log of uses of an offline pack, as bytes. Each use becomes one entry, however often it comes.
import { z } from 'zod';
import { method } from './method.ts';

/** 2,000 checks of about 2 KB, and room for long questions. */
const LOG_BYTES_MAX = 8_388_608;

export const uploadPack = method({
  verb: 'POST',
  path: '/api/packs/upload',
  permission: 'pack.upload',
  bytesMax: LOG_BYTES_MAX,
  input: z.strictObject({}),
  answer: async () => (await import('./answers/alert-answers.ts')).packUploadedAnswer,
  run: ({ edge, session, bytes }) => edge.packs.take(session.officer.user, bytes),
});
