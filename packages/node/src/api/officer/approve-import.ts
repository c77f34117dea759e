// SPDX-License-Identifier: Apache-2.0
// POST /api/imports/approve: lets a previewed import be applied.
import { z } from 'zod';
import { oneImportSchema } from './import-id.ts';
import { method } from './method.ts';

export const approveImport = method({
  verb: 'POST',
  path: '/api/imports/approve',
  permission: 'register.import',
  /** `vanished`: how many entries a positive register loses, as the preview told whoever approves. */
  input: oneImportSchema.extend({ vanished: z.int().min(0).exactOptional() }),
  answer: async () => (await import('./answers/register-answers.ts')).importAnswer,
  run: ({ edge, session, input: { importId, vanished } }) =>
    edge.imports.approve(importId, session.officer.user, vanished === undefined ? {} : { said: vanished }),
});
