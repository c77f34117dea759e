// SPDX-License-Identifier: Apache-2.0
// GET /v1/attachments on the partners' edge: bytes of a large attachment, for a State that it was sent to (spec/attachment.md, 10).
import { IimsError } from '@iims/wire/errors';
import { isQueryId, type StateCode } from '@iims/wire/identifiers';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type AskedRange, type GivingAttachments, giveAttachment } from '../../attachments/give-attachment.ts';
import { ATTACHMENT_RANGE_BYTES_MAX, ATTACHMENTS_PATH } from '../../partner/edge-paths.ts';

/** Adds the path to the partners' edge. `stateOf` says which partner calls, by its connection. */
export async function addAttachmentRoute(
  app: FastifyInstance,
  side: GivingAttachments,
  stateOf: (request: FastifyRequest) => StateCode,
): Promise<void> {
  app.get(ATTACHMENTS_PATH, async (request, reply) => {
    const to = stateOf(request);
    const asked = readRange(request.query as Readonly<Record<string, unknown>>);
    const { bytes, pour } = await giveAttachment(side, to, asked);
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes });
    await pour(reply.raw);
    return reply;
  });
}

/** @throws IimsError `message.request` */
function readRange({ id, offset, length, ...others }: Readonly<Record<string, unknown>>): AskedRange {
  const isWhole = (text: unknown): text is string => typeof text === 'string' && /^[0-9]{1,12}$/.test(text);
  const isAsked =
    typeof id === 'string' && isQueryId(id) && isWhole(offset) && isWhole(length) && Object.keys(others).length === 0;
  if (!isAsked || Number(length) < 1 || Number(length) > ATTACHMENT_RANGE_BYTES_MAX) {
    throw new IimsError('message.request', {
      message: 'The request for an attachment is malformed.',
      rule: `id, offset, and a length of 1 to ${ATTACHMENT_RANGE_BYTES_MAX}`,
    });
  }
  return { id, offset: Number(offset), length: Number(length) };
}
