// SPDX-License-Identifier: Apache-2.0
// POST /api/imports/begin: announces a file for a register.
import { announcementSchema } from '../../registers/import/announcement.ts';
import { method } from './method.ts';

export const beginImport = method({
  verb: 'POST',
  path: '/api/imports/begin',
  permission: 'register.import',
  input: announcementSchema,
  answer: async () => (await import('./answers/register-answers.ts')).importAnswer,
  run: ({ edge, session, input }) => edge.imports.begin(session.officer.user, input),
});
