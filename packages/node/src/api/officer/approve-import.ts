// SPDX-License-Identifier: Apache-2.0
// POST /api/imports/approve: lets a previewed import be applied.
import { importAnswer } from './answers/register-answers.ts';
import { oneImportSchema } from './import-id.ts';
import { method } from './method.ts';

export const approveImport = method({
  verb: 'POST',
  path: '/api/imports/approve',
  permission: 'register.import',
  input: oneImportSchema,
  answer: importAnswer,
  run: ({ edge, session, input }) => edge.imports.approve(input.importId, session.officer.user),
});
