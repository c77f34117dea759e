// SPDX-License-Identifier: Apache-2.0
// POST /api/mails/open: what an imported mail says, as it was read when it was imported. It is an entry before it is read.
import { z } from 'zod';
import { messageId } from './message-input.ts';
import { method } from './method.ts';

export const openMail = method({
  verb: 'POST',
  path: '/api/mails/open',
  permission: 'message.open',
  input: z.strictObject({ mail: messageId }),
  answer: async () => (await import('./answers/mail-answers.ts')).openedMailAnswer,
  run: ({ edge, session, input: { mail } }) => edge.importedMails.open(session.officer.user, mail),
});
