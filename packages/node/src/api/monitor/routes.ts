// SPDX-License-Identifier: Apache-2.0
// What partners ask of this node's log and of its witness, on the partners' edge (spec/witness.md, 2, 8, 10, 11).
// Standard programs speak these paths too, so their status and bodies are those of C2SP, and bodies may be of any type.

import { parseTilePath, type Tile } from '@iims/tlog/tile';
import { ADD_CHECKPOINT_BYTES_MAX, formatHeldSize } from '@iims/tlog/witness';
import { IimsError, kindOf } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GOSSIP_BYTES_MAX } from '../../audit/gossip.ts';
import type { WitnessReply } from '../../audit/witness.ts';
import { ADD_CHECKPOINT_PATH, GOSSIP_PATH, HELD_CHECKPOINT_PATH, LOG_PATH } from '../../partner/edge-paths.ts';

/** What the paths lead to. */
export interface MonitorDoor {
  addCheckpoint(body: Uint8Array): Promise<WitnessReply>;
  heldCheckpoint(origin: string): Promise<Uint8Array | undefined>;
  receiveGossip(body: Uint8Array, by: StateCode): void;
  publishedCheckpoint(): Promise<Uint8Array | undefined>;
  publishedTile(tile: Tile): Promise<Uint8Array | undefined>;
}

/** Adds the paths to the partners' edge. `stateOf` says which partner calls, by its connection. */
export async function addMonitorRoutes(
  app: FastifyInstance,
  door: MonitorDoor,
  stateOf: (request: FastifyRequest) => StateCode,
): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((thrown, _request, reply) => {
    // Partners ask again and again, so that what cannot be done leaves no entry; who is refused at the door does.
    const isOwn = thrown instanceof IimsError && /^(witness|store|note)\./.test(thrown.code);
    if (!isOwn) throw thrown;
    return reply.code(kindOf(thrown).retry ? 503 : 400).send({ error: { code: thrown.code } });
  });

  app.post(ADD_CHECKPOINT_PATH, { bodyLimit: ADD_CHECKPOINT_BYTES_MAX }, async (request, reply) => {
    const answer = await door.addCheckpoint(bodyOf(request));
    if (answer.status === 200) return sendText(reply, answer.cosignatures);
    if (answer.status !== 409) return reply.code(answer.status).send();
    return reply
      .code(409)
      .type('text/x.tlog.size')
      .send(Buffer.from(formatHeldSize(answer.heldSize)));
  });

  app.get(HELD_CHECKPOINT_PATH, async (request, reply) => {
    const { origin } = request.query as { origin?: unknown };
    const held = typeof origin === 'string' ? await door.heldCheckpoint(origin) : undefined;
    return held ? sendText(reply, held) : reply.code(404).send();
  });

  app.post(GOSSIP_PATH, { bodyLimit: GOSSIP_BYTES_MAX }, async (request, reply) => {
    door.receiveGossip(bodyOf(request), stateOf(request));
    return reply.code(200).send();
  });

  app.get(`${LOG_PATH}/checkpoint`, async (_request, reply) => {
    const checkpoint = await door.publishedCheckpoint();
    return checkpoint ? sendText(reply, checkpoint) : reply.code(404).send();
  });

  app.get(`${LOG_PATH}/tile/*`, async (request, reply) => {
    const tile = parseTilePath(`tile/${(request.params as { '*': string })['*']}`);
    const bytes = tile && (await door.publishedTile(tile));
    return bytes ? reply.type('application/octet-stream').send(Buffer.from(bytes)) : reply.code(404).send();
  });
}

function sendText(reply: FastifyReply, bytes: Uint8Array): FastifyReply {
  return reply.type('text/plain; charset=utf-8').send(Buffer.from(bytes));
}

function bodyOf(request: FastifyRequest): Uint8Array {
  if (request.body instanceof Uint8Array) return request.body;
  throw new IimsError('witness.malformed', { message: 'The request has no body.' });
}
