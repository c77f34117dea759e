// SPDX-License-Identifier: Apache-2.0
// The partners' edge: mutual TLS 1.3, two paths, bounded bytes and hardened time-outs. The connection says which State calls.
import type { ServerOptions } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { errorToJson, IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { TRUST_BUNDLE_BYTES_MAX } from '@iims/wire/trust-documents';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { FRAME_BYTES_MAX, FRAMES_PATH, TRUST_PATH } from '../../partner/frames-path.ts';
import { exchangeFrame, type FrameDoor } from './frames.ts';

export interface PartnerServerOptions {
  readonly frameDoor: FrameDoor;
  /** TLS options of the server side, made by `partner/tls.ts`. */
  readonly tls: ServerOptions;
  /** The State at the other end of a connection, by its TLS pin; undefined for a stranger. */
  readonly stateOf: (socket: TLSSocket) => StateCode | undefined;
  /** What this node holds of the trust list, for partners that were away. */
  readonly trustBundle: () => Uint8Array;
  /** Weighs what a partner brings of the trust list. */
  readonly onTrustBundle: (bundle: Uint8Array) => Promise<void>;
  /** Told of a frame that is refused as a whole; resolves when its entry is durable. */
  readonly onRefused: (state: StateCode | undefined, code: string) => Promise<void>;
}

export function buildPartnerServer(options: PartnerServerOptions) {
  const app = Fastify({
    https: {
      ...options.tls,
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: CHECKING_INTERVAL_MS,
      maxHeaderSize: HEADER_BYTES_MAX,
    },
    bodyLimit: FRAME_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    logger: false,
    forceCloseConnections: true,
  });
  app.server.maxConnections = CONNECTIONS_MAX;
  const underWay = new Map<StateCode, number>();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  app.setErrorHandler((fault, _request, reply) => refuse(reply, fault));
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: { code: 'access.not-found', message: 'There is no such path.' } }),
  );
  app.get(TRUST_PATH, async (request, reply) => {
    requirePartner(options, request);
    return reply.type('application/octet-stream').send(Buffer.from(options.trustBundle()));
  });
  app.post(TRUST_PATH, { bodyLimit: TRUST_BUNDLE_BYTES_MAX }, async (request, reply) => {
    requirePartner(options, request);
    await options.onTrustBundle(request.body as Uint8Array);
    return reply.type('application/octet-stream').send(NOTHING);
  });
  app.post(FRAMES_PATH, async (request, reply) => {
    const state = requirePartner(options, request);
    const count = underWay.get(state) ?? 0;
    if (count >= FRAMES_UNDER_WAY_MAX) {
      throw new IimsError('partner.busy', {
        message: 'As many frames of this State are under way as the node allows.',
      });
    }
    underWay.set(state, count + 1);
    try {
      const answer = await exchangeFrame(options.frameDoor, state, request.body as Uint8Array);
      return reply
        .type('application/octet-stream')
        .send(Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength));
    } catch (fault) {
      await options.onRefused(state, fault instanceof IimsError ? fault.code : 'node.fault');
      throw fault;
    } finally {
      underWay.set(state, underWay.get(state)! - 1);
    }
  });
  return app;
}

/** The trust list may have dropped a State since it connected, so every request asks again. */
function requirePartner(options: PartnerServerOptions, request: FastifyRequest): StateCode {
  const state = options.stateOf(request.raw.socket as TLSSocket);
  if (state !== undefined) return state;
  request.raw.socket.destroy();
  throw new IimsError('frame.unknown-partner', { message: 'The certificate belongs to no partner.' });
}

/** A partner learns the code and nothing else: texts are for one's own officers. */
function refuse(reply: FastifyReply, thrown: unknown): FastifyReply {
  const fault =
    thrown instanceof IimsError
      ? thrown
      : new IimsError('node.fault', { message: 'The node could not do this.', cause: thrown });
  const status = fault.code === 'partner.busy' ? 503 : fault.code === 'node.fault' ? 500 : 400;
  return reply.code(status).send({ error: errorToJson(fault) });
}

const NOTHING = Buffer.alloc(0);
/** Two are expected from a partner that keeps the rule; the rest are retries and late ones. */
const FRAMES_UNDER_WAY_MAX = 8;
const HEADER_BYTES_MAX = 8_192;
const HEADERS_TIMEOUT_MS = 4_000;
const REQUEST_TIMEOUT_MS = 10_000;
const CHECKING_INTERVAL_MS = 1_000;
const KEEP_ALIVE_MS = 120_000;
const CONNECTIONS_MAX = 512;
