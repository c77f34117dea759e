// SPDX-License-Identifier: Apache-2.0
// POST /api/registers/revert: the register shows again what it held before its last import.
import { z } from 'zod';
import { registerIdSchema } from '../../registers/import/announcement.ts';
import { method } from './method.ts';

export const revertRegister = method({
  verb: 'POST',
  path: '/api/registers/revert',
  permission: 'register.import',
  input: z.strictObject({ register: registerIdSchema }),
  answer: async () => (await import('./answers/register-answers.ts')).registerRevertedAnswer,
  run: ({ edge, session, input }) => edge.imports.revert(input.register, session.officer.user),
});
