// SPDX-License-Identifier: Apache-2.0
// POST /v1/receipts on the partners' edge: the State that asked gets the receipt of its answer (spec/receipt.md, 16 and 17); below it
// `messages`, the entry behind what this node signed about a message, or about many (27 to 29).
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { MANY_RECEIPTS_PATH, MESSAGE_RECEIPTS_PATH, RECEIPTS_PATH } from '../../partner/edge-paths.ts';
import { giveMessageEntries, giveMessageEntry } from '../../receipts/give-message-entry.ts';
import { type GivingDoor, giveReceipt } from '../../receipts/give-receipt.ts';
import { ENTRIES_REQUEST_BYTES_MAX, REQUEST_BYTES_MAX } from '../../receipts/receipt-exchange.ts';

/** Adds the path to the partners' edge. `stateOf` says which partner calls, by its connection. */
export async function addReceiptRoute(
  app: FastifyInstance,
  door: GivingDoor,
  stateOf: (request: FastifyRequest) => StateCode,
): Promise<void> {
  app.setErrorHandler((thrown, _request, reply) => {
    // It is asked for again in a moment, and nothing was refused. All else is an entry, as of any request.
    const isEarly = thrown instanceof IimsError && thrown.code === 'receipt.not-published';
    if (!isEarly) throw thrown;
    return reply.code(503).send({ error: { code: thrown.code } });
  });
  for (const [path, give, bytesMax] of GIVEN) {
    app.post(path, { bodyLimit: bytesMax }, async (request, reply) => {
      const body = request.body instanceof Uint8Array ? request.body : new Uint8Array(0);
      const given = await give(door, stateOf(request), body);
      return reply.type('application/octet-stream').send(Buffer.from(given));
    });
  }
}

const GIVEN = [
  [RECEIPTS_PATH, giveReceipt, REQUEST_BYTES_MAX],
  [MESSAGE_RECEIPTS_PATH, giveMessageEntry, REQUEST_BYTES_MAX],
  [MANY_RECEIPTS_PATH, giveMessageEntries, ENTRIES_REQUEST_BYTES_MAX],
] as const;
