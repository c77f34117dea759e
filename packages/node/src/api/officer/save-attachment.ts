// SPDX-License-Identifier: Apache-2.0
// GET /api/attachments/save: the verified bytes of a large attachment, to be kept and never to be shown as part of a page. Its entry is
// durable before the first of them leaves.
import { toHex } from '@iims/wire/bytes';
import { ATTACHMENTS_MAX } from '@iims/wire/message';
import { z } from 'zod';
import { written } from '../../attachments/drained.ts';
import { encodedName } from './encoded-name.ts';
import { messageId } from './message-input.ts';
import { method } from './method.ts';

const whole = z
  .string()
  .regex(/^[0-9]{1,6}$/, { error: 'a whole number' })
  .transform(Number);

export const saveAttachment = method({
  verb: 'GET',
  path: '/api/attachments/save',
  permission: 'message.open',
  input: z.strictObject({
    id: messageId,
    attachment: whole.refine((place) => place >= 1 && place <= ATTACHMENTS_MAX, { error: `1 to ${ATTACHMENTS_MAX}` }),
    /** From which mebibyte on, for whoever has the others. */
    fromSegment: whole.optional().transform((first) => first ?? 0),
  }),
  answersBytes: true,
  async run({ edge, session, input, reply, noteFault }) {
    const { name, bytes, sha256, segments } = await edge.attachments.save(session.officer.user, input);
    reply.hijack();
    const out = reply.raw;
    out.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'application/octet-stream',
      'content-length': bytes - input.fromSegment * SEGMENT_BYTES,
      'content-disposition': `attachment; filename*=UTF-8''${encodedName(name)}`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-iims-sha256': toHex(sha256),
    });
    try {
      for await (const segment of segments) {
        // The next segment overwrites this one.
        if (!(await written(out, segment))) return undefined;
        // Queries go before the next segment.
        await new Promise((resolve) => setImmediate(resolve));
      }
      out.end();
    } catch (fault) {
      // What left is the beginning of the content; that it ends early is all that can be said now.
      noteFault(fault);
      out.destroy();
    }
    return undefined;
  },
});

const SEGMENT_BYTES = 1_048_576;
