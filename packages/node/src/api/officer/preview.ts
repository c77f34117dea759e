// SPDX-License-Identifier: Apache-2.0
// GET /api/previews: what a frame of the page loads, once, by its ticket. The answer's own policy takes everything from it that a document
// may do: no script, no form, no address, no origin; only the own page may frame it (spec/attachment.md, 25).
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
    await reply
      .header('content-type', mediaType)
      .header('content-disposition', 'inline')
      .header('content-security-policy', PREVIEW_POLICY)
      .header('x-frame-options', 'SAMEORIGIN')
      .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return undefined;
  },
});

/** A browser lays out a picture that is a document of its own by styles in it; they can fetch nothing. */
const PREVIEW_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox";
