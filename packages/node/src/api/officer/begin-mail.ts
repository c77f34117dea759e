// SPDX-License-Identifier: Apache-2.0
// POST /api/mails/begin: a file of old mail is announced for a case, by its length and its hash (spec/mail-import.md, 5).
import { caseReferenceSchema } from '@iims/wire/query';
import { z } from 'zod';
import { sha256Hex } from './message-input.ts';
import { method } from './method.ts';

export const beginMail = method({
  verb: 'POST',
  path: '/api/mails/begin',
  permission: 'mail.import',
  input: z.strictObject({ caseRef: caseReferenceSchema, bytes: z.int().min(1), sha256: sha256Hex }),
  answer: async () => (await import('./answers/mail-answers.ts')).mailBegunAnswer,
  run: ({ edge, session, input }) => edge.importedMails.begin(session.officer.user, input),
});
