// SPDX-License-Identifier: Apache-2.0
// POST /api/mails/show: an attachment of an imported mail is to be looked at in the page, as one of a message is.
import { PREVIEW_BYTES_MAX } from '@iims/wire/preview-form';
import { z } from 'zod';
import { goneOf } from './gone.ts';
import { messageId } from './message-input.ts';
import { method } from './method.ts';

const PARTS_MAX = 256;

export const showMail = method({
  verb: 'POST',
  path: '/api/mails/show',
  permission: 'message.open',
  input: z.strictObject({ mail: messageId, attachment: z.int().min(1).max(PARTS_MAX) }),
  answer: async () => (await import('./answers/upload-answers.ts')).previewAnswer,
  async run({ edge, session: { officer }, input, reply }) {
    const wanted = { ...input, shownBytesMax: PREVIEW_BYTES_MAX };
    const { content, leave } = await edge.importedMails.takeAttachment(officer.user, wanted, goneOf(reply));
    try {
      return edge.previews.put(officer.user, content);
    } finally {
      leave();
    }
  },
});
