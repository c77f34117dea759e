// SPDX-License-Identifier: Apache-2.0
// POST /v1/messages on the partners' edge: a partner brings messages and gets a signed receipt for each, when all of it is durable
// (spec/message.md). Of each partner the node takes so many as its credit allows.

import { standingOf } from '@iims/crypto/trust-standing';
import { CREDIT_MAX, CREDIT_PER_SECOND, Credit, REFUSED_COST } from '@iims/exchange/credit';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type CarriedResult, decodeMessages, encodeAnswer } from '../../messages/exchange-form.ts';
import { type ReceivingSide, receiveMessages } from '../../messages/receive.ts';
import { MESSAGES_BYTES_MAX, MESSAGES_PATH } from '../../partner/edge-paths.ts';
import { highestSequence } from '../../store/inbox.ts';

/** Adds the path to the partners' edge. `stateOf` says which partner calls, by its connection. */
export async function addMessageRoute(
  app: FastifyInstance,
  side: ReceivingSide,
  stateOf: (request: FastifyRequest) => StateCode,
): Promise<void> {
  const credit = new Credit(CREDIT_MAX, CREDIT_PER_SECOND);
  app.post(MESSAGES_PATH, { bodyLimit: MESSAGES_BYTES_MAX }, async (request, reply) => {
    const from = stateOf(request);
    if (standingOf(side.trust(), from, side.clock.now()).standing === 'expired') {
      throw new IimsError('frame.trust-list', {
        message: 'The trust list does not carry this exchange.',
        rule: 'the sending State is current in the trust list',
      });
    }
    const now = () => side.clock.monotonic();
    const places = credit.left(from, now());
    if (places < 1) {
      throw new IimsError('partner.busy', { message: 'As many messages of this State came as a while allows.' });
    }
    // What has no form costs as one that is refused, before anything of it is read.
    credit.spend(from, REFUSED_COST, now());
    const carried = decodeMessages(request.body instanceof Uint8Array ? request.body : new Uint8Array(0));
    credit.spend(from, carried.length - REFUSED_COST, now());
    const highest = await highestSequence(side.store.reader, from);
    const taken = await receiveMessages(side, from, carried.slice(0, places));
    credit.spend(from, taken.filter(isRefused).length * (REFUSED_COST - 1), now());
    const beyond = carried.slice(places).map(() => ({ refused: 'partner.busy' }) as const);
    const answer = encodeAnswer({ credit: credit.left(from, now()), highest, results: [...taken, ...beyond] });
    return reply.type('application/octet-stream').send(Buffer.from(answer));
  });
}

function isRefused(result: CarriedResult): boolean {
  return 'refused' in result;
}
