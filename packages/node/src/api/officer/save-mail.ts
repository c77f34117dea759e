// SPDX-License-Identifier: Apache-2.0
// GET /api/mails/save: the file of an imported mail, byte for byte, or one of its attachments, to be kept and never to be shown as part of
// a page. Its entry is durable before. It leaves piece by piece, as fast as it is taken; an attachment, which is held in memory, in time.
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { MailBytes } from '../../mails/mail-desk.ts';
import { TAKEN_OUT_MS_MAX } from '../../mails/mail-places.ts';
import { type PouringBounds, pourPieces } from '../../mails/pour-pieces.ts';
import { MAIL_PIECE_BYTES } from '../../store/imported-mails.ts';
import { encodedName } from './encoded-name.ts';
import { goneOf } from './gone.ts';
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
  async run({ edge, session: { officer }, input: { mail, attachment }, reply, noteFault }) {
    if (attachment === undefined) {
      const bounds = { silenceMsMax: SILENCE_MS_MAX };
      await sendPieces(reply, await edge.importedMails.takeFile(officer.user, mail), bounds, noteFault);
      return undefined;
    }
    const wanted = { mail, attachment };
    const { content, leave, ...named } = await edge.importedMails.takeAttachment(officer.user, wanted, goneOf(reply));
    try {
      const bounds = { silenceMsMax: SILENCE_MS_MAX, msMax: TAKEN_OUT_MS_MAX };
      await sendPieces(reply, { ...named, bytes: content.length, pieces: piecesOf(content) }, bounds, noteFault);
    } finally {
      leave();
    }
    return undefined;
  },
});

async function* piecesOf(content: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += MAIL_PIECE_BYTES) yield content.subarray(at, at + MAIL_PIECE_BYTES);
}

async function sendPieces(
  reply: FastifyReply,
  { name, bytes, sha256, pieces }: MailBytes,
  bounds: PouringBounds,
  noteFault: (thrown: unknown) => void,
): Promise<void> {
  reply.hijack();
  const out = reply.raw;
  out.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'application/octet-stream',
    'content-length': bytes,
    'content-disposition': `attachment; filename*=UTF-8''${encodedName(name)}`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-iims-sha256': sha256,
  });
  try {
    await pourPieces(out, pieces, bounds);
  } catch (fault) {
    // What left is the beginning of the content; that it ends early is all that can be said now.
    noteFault(fault);
    out.destroy();
  }
}

/** Whoever takes nothing of a piece for so long is waited for no more. */
const SILENCE_MS_MAX = 30_000;
