// SPDX-License-Identifier: Apache-2.0
// POST /api/imports/preview: reads the file if it is whole; the status tells how far that is.
import { oneImportSchema } from './import-id.ts';
import { method } from './method.ts';

export const previewImport = method({
  verb: 'POST',
  path: '/api/imports/preview',
  permission: 'register.import',
  input: oneImportSchema,
  answer: async () => (await import('./answers/register-answers.ts')).importAnswer,
  run: ({ edge, session, input }) => edge.imports.preview(input.importId, session.officer.user),
});
