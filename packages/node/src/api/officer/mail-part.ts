// SPDX-License-Identifier: Apache-2.0
// POST /api/mails/part: a part of an announced mail, as bytes, with its place in the file.
import { z } from 'zod';
import { MAIL_PIECE_BYTES } from '../../store/imported-mails.ts';
import { messageId } from './message-input.ts';
import { method } from './method.ts';

export const mailPart = method({
  verb: 'POST',
  path: '/api/mails/part',
  permission: 'mail.import',
  bytesMax: MAIL_PIECE_BYTES,
  input: z.strictObject({
    mail: messageId,
    offset: z
      .string()
      .regex(/^[0-9]{1,9}$/, { error: 'a whole number' })
      .transform(Number),
  }),
  answer: async () => (await import('./answers/mail-answers.ts')).mailPartAnswer,
  async run({ edge, session, input: { mail, offset }, bytes }) {
    return { mail, received: await edge.importedMails.take(session.officer.user, mail, { offset, bytes }) };
  },
});
