// SPDX-License-Identifier: Apache-2.0
// POST /api/imports/part: a part of an announced file, as bytes, with its place in the file.
import { z } from 'zod';
import { importIdSchema } from './import-id.ts';
import { method } from './method.ts';

/** Sealing and writing so much holds the node for less than a millisecond. */
const PART_BYTES_MAX = 262_144;

export const importPart = method({
  verb: 'POST',
  path: '/api/imports/part',
  permission: 'register.import',
  bytesMax: PART_BYTES_MAX,
  bytesAreLent: true,
  input: z.strictObject({
    importId: importIdSchema,
    offset: z
      .string()
      .regex(/^[0-9]{1,12}$/, { error: 'a whole number' })
      .transform(Number),
  }),
  answer: async () => (await import('./answers/register-answers.ts')).partTakenAnswer,
  run: async ({ edge, input, bytes }) => edge.imports.take(input.importId, input.offset, bytes),
});
