// SPDX-License-Identifier: Apache-2.0
// Tells when nobody waits for an answer any more.
import type { FastifyReply } from 'fastify';

/** Aborted when the line of an answer closes, also where that is because all of it has left. */
export function goneOf({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  if (raw.destroyed) gone.abort();
  else raw.once('close', () => gone.abort());
  return gone.signal;
}
