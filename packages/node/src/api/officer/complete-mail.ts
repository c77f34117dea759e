// SPDX-License-Identifier: Apache-2.0
// POST /api/mails/complete: the mail is read, and part of its case with its entry.
import { z } from 'zod';
import { messageId } from './message-input.ts';
import { method } from './method.ts';

export const completeMail = method({
  verb: 'POST',
  path: '/api/mails/complete',
  permission: 'mail.import',
  input: z.strictObject({ mail: messageId }),
  answer: async () => (await import('./answers/mail-answers.ts')).importedMailAnswer,
  run: ({ edge, session, input: { mail } }) => edge.importedMails.complete(session.officer.user, mail),
});
