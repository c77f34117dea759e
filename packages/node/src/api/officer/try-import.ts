// SPDX-License-Identifier: Apache-2.0
// POST /api/imports/try: reads the beginning of a file as an import would; nothing is kept and nothing begins.
import { trialSchema } from '../../registers/import/try-source.ts';
import { method } from './method.ts';

/** The beginning of a file in base64, and a mapping. */
const TRIAL_BYTES_MAX = 131_072;

export const tryImport = method({
  verb: 'POST',
  path: '/api/imports/try',
  permission: 'register.import',
  jsonBytesMax: TRIAL_BYTES_MAX,
  input: trialSchema,
  answer: async () => (await import('./answers/register-answers.ts')).triedAnswer,
  run: ({ edge, input }) => edge.imports.tryOut(input),
});
