// SPDX-License-Identifier: Apache-2.0
// POST /api/imports/abandon: gives an import up before the register shows it.
import { oneImportSchema } from './import-id.ts';
import { method } from './method.ts';

export const abandonImport = method({
  verb: 'POST',
  path: '/api/imports/abandon',
  permission: 'register.import',
  input: oneImportSchema,
  answer: async () => (await import('./answers/register-answers.ts')).importAnswer,
  run: ({ edge, session, input }) => edge.imports.abandon(input.importId, session.officer.user),
});
