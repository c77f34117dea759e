// SPDX-License-Identifier: Apache-2.0
// POST /api/cases/export: a case, or one message, as a file, as far as its handling lets it leave. The entry is durable before.
import { EXPORT_FORMATS, EXPORT_READERS } from '@iims/wire/case-codes';
import { PURPOSES } from '@iims/wire/code-lists';
import { caseReferenceSchema } from '@iims/wire/query';
import { z } from 'zod';
import { written } from '../../attachments/drained.ts';
import { messageId } from './message-input.ts';
import { method } from './method.ts';

export const exportCase = method({
  verb: 'POST',
  path: '/api/cases/export',
  permission: 'case.export',
  input: z
    .strictObject({
      caseRef: caseReferenceSchema.exactOptional(),
      id: messageId.exactOptional(),
      format: z.enum(EXPORT_FORMATS),
      reader: z.enum(EXPORT_READERS).default('court'),
      purpose: z.enum(PURPOSES).exactOptional(),
    })
    .refine(({ caseRef, id }) => (caseRef === undefined) !== (id === undefined), {
      path: ['id'],
      error: 'a case, or else one message',
    }),
  answersBytes: true,
  async run({ edge, session, input: { caseRef, id, ...asked }, reply, noteFault }) {
    const of = id === undefined ? { caseRef: caseRef! } : { messageId: id };
    const file = await edge.exports.exportCase({ of, by: session.officer.user, ...asked });
    const answer = reply
      .header('content-type', file.mediaType)
      .header('content-disposition', `attachment; filename="case.${ENDINGS[asked.format]}"`)
      .header('x-iims-messages', file.messages)
      .header('x-iims-withheld', file.withheld)
      .header('x-iims-log-index', file.index);
    if (file.streamed === undefined) {
      await answer.send(Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength));
      return undefined;
    }
    reply.hijack();
    const out = reply.raw;
    const { length, portions } = file.streamed;
    out.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), 'content-length': length });
    try {
      for await (const portion of portions()) {
        if (!(await written(out, portion))) return undefined;
        // Queries go before the next.
        await new Promise((resolve) => setImmediate(resolve));
      }
      out.end();
    } catch (fault) {
      // What left is the beginning; that it ends early is all that can be said now.
      noteFault(fault);
      out.destroy();
    }
    return undefined;
  },
});

const ENDINGS = { eml: 'zip', pdf: 'pdf', asice: 'asice' } as const;
