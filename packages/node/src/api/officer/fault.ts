// SPDX-License-Identifier: Apache-2.0
// How a fault looks to an officer: its code and what to do. What is not in the catalogue shows as one constant text.
import { errorToJson, IimsError } from '@iims/wire/errors';
import type { FastifyReply } from 'fastify';

/** Sends `{"error":{code, message, field?, rule?, fix?}}` with the status of the code. */
export function sendFault(reply: FastifyReply, thrown: unknown): FastifyReply {
  const fault = toFault(thrown);
  return reply
    .code(fault.kind.status)
    .header('cache-control', 'no-store')
    .send({ error: errorToJson(fault) });
}

/** The JSON form of whatever was thrown. */
export function errorJson(thrown: unknown): Record<string, string> {
  return errorToJson(toFault(thrown));
}

/** Turns whatever was thrown into a fault of the catalogue; an unknown one loses its text, which may hold anything. */
function toFault(thrown: unknown): IimsError {
  if (thrown instanceof IimsError) return thrown;
  const code = (thrown as { code?: unknown } | undefined)?.code;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new IimsError('json.too-large', {
      message: 'The request is too large.',
      rule: 'at most 64 KiB',
      fix: 'Send less.',
      cause: thrown,
    });
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' || code === 'FST_ERR_CTP_EMPTY_TYPE') {
    return new IimsError('input.invalid', {
      message: 'The request is not JSON.',
      field: 'content-type',
      rule: 'application/json',
      cause: thrown,
    });
  }
  return new IimsError('node.fault', {
    message: 'The node could not do this. The administrator finds the reason in its log.',
    cause: thrown,
  });
}
