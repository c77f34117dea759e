// SPDX-License-Identifier: Apache-2.0
// GET /api/mails/save: the file of an imported mail, byte for byte, or one of its attachments, to be kept and never to be shown as part of
// a page. Its entry is durable before.
import { z } from 'zod';
import { encodedName } from './encoded-name.ts';
import { messageId } from './message-input.ts';
import { method } from './method.ts';

export const saveMail = method({
  verb: 'GET',
  path: '/api/mails/save',
  permission: 'message.open',
  input: z.strictObject({
    mail: messageId,
    attachment: z
      .string()
      .regex(/^[1-9][0-9]{0,2}$/, { error: 'the number of an attachment' })
      .transform(Number)
      .exactOptional(),
  }),
  answersBytes: true,
  async run({ edge, session, input, reply }) {
    const { name, bytes, sha256 } = await edge.importedMails.takeOut(session.officer.user, input);
    await reply
      .header('content-type', 'application/octet-stream')
      .header('content-disposition', `attachment; filename*=UTF-8''${encodedName(name)}`)
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('x-iims-sha256', sha256)
      .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return undefined;
  },
});
