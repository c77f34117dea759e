// SPDX-License-Identifier: Apache-2.0
// GET /api/previews: what a frame of the page loads, once, by its ticket. The answer's own policy takes everything from it that a document
// may do: no script, no form, no address, no origin; only the own page may frame it (spec/attachment.md, 25).
import { toBase64 } from '@iims/wire/bytes';
import { z } from 'zod';
import { method } from './method.ts';

export const preview = method({
  verb: 'GET',
  path: '/api/previews',
  permission: 'message.open',
  input: z.strictObject({ ticket: z.string().regex(/^[0-9a-f]{32}$/, { error: 'as the node gave it' }) }),
  answersBytes: true,
  async run({ edge, session, input: { ticket }, reply }) {
    const { mediaType, bytes } = edge.previews.take(session.officer.user, ticket);
    const isPicture = mediaType.startsWith('image/');
    await reply
      .header('content-type', isPicture ? 'text/html; charset=utf-8' : mediaType)
      .header('content-disposition', 'inline')
      .header('content-security-policy', PREVIEW_POLICY)
      .header('x-frame-options', 'SAMEORIGIN')
      .send(
        isPicture ? pictureThatFits(mediaType, bytes) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      );
    return undefined;
  },
});

/**
 * A picture as wide as the frame at most; one that is a document of its own would be cut off on a phone. Of what came, only Base64
 * stands in the page, and the type is one that the node names.
 */
function pictureThatFits(mediaType: string, bytes: Uint8Array): string {
  return `<!doctype html><style>body{margin:0}img{max-width:100%}</style><img alt="" src="data:${mediaType};base64,${toBase64(bytes)}">`;
}

/** Styles of the page itself and the picture in it are all that counts: nothing can be fetched. */
const PREVIEW_POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox";
