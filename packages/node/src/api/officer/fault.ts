// SPDX-License-Identifier: Apache-2.0
// How a fault looks to an officer: its code and what to do. What is not in the catalogue shows as one constant text, and
// goes to the administrator without the words it was thrown with, which may hold anything that somebody typed.
import { errorToJson, IimsError, kindOf } from '@iims/wire/errors';
import type { FastifyReply } from 'fastify';

/**
 * Sends `{"error":{code, message, field?, rule?, fix?}}` with the status of the code. Who is not signed in learns the
 * State too, so that the sign-in page can say whose node it is.
 */
export function sendFault(reply: FastifyReply, thrown: unknown, state: string): FastifyReply {
  const fault = toFault(thrown);
  const error = errorToJson(fault);
  if (fault.retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(fault.retryAfterMs / 1_000));
  return reply
    .code(kindOf(fault).status)
    .header('cache-control', 'no-store')
    .send(fault.code === 'access.not-signed-in' ? { error, state } : { error });
}

/** The JSON form of whatever was thrown. */
export function errorJson(thrown: unknown): Record<string, string> {
  return errorToJson(toFault(thrown));
}

/** Whether the administrator must hear of it: neither a fault of the catalogue nor the caller's bad HTTP. */
export function isUnknownFault(thrown: unknown): boolean {
  return toFault(thrown).code === 'node.fault' && !(thrown instanceof IimsError);
}

/** One line on stderr: the kind of error and the places in the code, not its message. */
export function printUnknownFault(thrown: unknown): void {
  process.stderr.write(`node.fault: ${describeFault(thrown)}\n`);
}

/** Kind and places of whatever was thrown, on one line. */
export function describeFault(thrown: unknown): string {
  if (!(thrown instanceof Error)) return typeof thrown;
  const { name, stack = '' } = thrown;
  // The stack repeats the message first.
  const told = String(thrown);
  const places = stack.startsWith(told)
    ? stack
        .slice(told.length)
        .split('\n')
        .slice(1, 1 + PLACES_MAX)
    : [];
  return [name, ...places.map((place) => place.trim())].join(' ');
}

/** Turns whatever was thrown into a fault of the catalogue; an unknown one loses its text, which may hold anything. */
function toFault(thrown: unknown): IimsError {
  if (thrown instanceof IimsError) return thrown;
  const { code, statusCode } = (thrown ?? {}) as { code?: unknown; statusCode?: unknown };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new IimsError('json.too-large', {
      message: 'The request is too large.',
      rule: "at most 64 KiB at the officer's edge, 1 MiB with a list of travellers, 24 MiB at the administrator's",
      fix: 'Send less.',
      cause: thrown,
    });
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' || code === 'FST_ERR_CTP_EMPTY_TYPE') {
    return new IimsError('input.invalid', {
      message: 'The request is not JSON.',
      field: 'content-type',
      rule: 'application/json',
      fix: 'Send the body as application/json.',
      cause: thrown,
    });
  }
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return new IimsError('input.invalid', {
      message: 'The request is not well formed.',
      field: 'request',
      rule: 'HTTP/1.1 (RFC 9112)',
      fix: 'Use a browser or the command line.',
      cause: thrown,
    });
  }
  return new IimsError('node.fault', {
    message: 'The node could not do this. Its administrator finds the place of the fault on its error output.',
    cause: thrown,
  });
}

const PLACES_MAX = 8;
