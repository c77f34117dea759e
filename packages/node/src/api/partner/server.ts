// SPDX-License-Identifier: Apache-2.0
// The partners' edge: mutual TLS 1.3, few paths, bounded bytes and hardened time-outs. The connection says which State calls.
import type { ServerOptions } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { Credit } from '@iims/exchange/credit';
import { type ErrorCode, IimsError, kindOf } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { TRUST_BUNDLE_BYTES_MAX } from '@iims/wire/trust-documents';
import Fastify, { type FastifyRequest } from 'fastify';
import type { GivingAttachments } from '../../attachments/give-attachment.ts';
import type { ReceivingSide } from '../../messages/receive.ts';
import { FRAME_BYTES_MAX, FRAMES_PATH, TRUST_PATH } from '../../partner/edge-paths.ts';
import type { GivingDoor } from '../../receipts/give-receipt.ts';
import { addMonitorRoutes, type MonitorDoor } from '../monitor/routes.ts';
import { NO_SCHEMAS } from '../no-schemas.ts';
import { addAttachmentRoute } from './attachments.ts';
import { addEchoRoute, type EchoDoor } from './echo.ts';
import { exchangeFrame, type FrameDoor } from './frames.ts';
import { addMessageRoute } from './messages.ts';
import { addReceiptRoute } from './receipts.ts';
import { RequestsUnderWay } from './requests-under-way.ts';

export interface PartnerServerOptions {
  readonly frameDoor: FrameDoor;
  /** The paths of witnesses and monitors. */
  readonly monitorDoor: MonitorDoor;
  readonly receiptDoor: GivingDoor;
  readonly echoDoor: EchoDoor;
  readonly messagesSide: ReceivingSide;
  readonly attachmentsSide: GivingAttachments;
  /** TLS options of the server side, made by `partner/tls.ts`. */
  readonly tls: ServerOptions;
  /** The State at the other end of a connection, by its TLS pin; undefined for a stranger. */
  readonly stateOf: (socket: TLSSocket) => StateCode | undefined;
  /** What this node holds of the trust list, for partners that were away. */
  readonly trustBundle: () => Uint8Array;
  /** Weighs what a partner brings of the trust list. */
  readonly onTrustBundle: (bundle: Uint8Array, by: StateCode) => Promise<void>;
  /** Told of every request of a partner: it is there. */
  readonly onHeard: (state: StateCode) => void;
  /** Told of a frame that is refused as a whole; resolves when its entry is durable. */
  readonly onRefused: (state: StateCode | undefined, code: string) => Promise<void>;
}

export function buildPartnerServer(options: PartnerServerOptions) {
  const { frameDoor } = options;
  const app = Fastify({
    ...NO_SCHEMAS,
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
  const underWay = new RequestsUnderWay(frameDoor.clock);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  /** Who began a request: when it breaks off its connection is nobody's any more. */
  const callers = new WeakMap<FastifyRequest, StateCode>();
  // Before the body is read: what is beyond a State's bound costs no memory.
  app.addHook('onRequest', (request, reply, done) => {
    const state = requirePartner(options, request);
    callers.set(request, state);
    // By the route and not by what was written, which may spell it in many ways.
    reply.raw.once('close', underWay.enter(state, request.routeOptions.url ?? NO_ROUTE));
    options.onHeard(state);
    done();
  });
  app.setErrorHandler(async (thrown, request, reply) => {
    const state = callers.get(request) ?? options.stateOf(request.raw.socket as TLSSocket);
    let fault = toFault(thrown);
    try {
      if (!COSTS_NOTHING.has(fault.code) || underWay.isWorthAnEntry(state, fault.code))
        await options.onRefused(state, fault.code);
    } catch (unwritten) {
      fault = toFault(unwritten);
    }
    // A partner learns the code and nothing else: texts are for one's own officers.
    return reply.code(statusOf(fault)).send({ error: { code: fault.code } });
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: { code: 'access.not-found' } }));
  app.get(TRUST_PATH, async (_request, reply) => {
    const { buffer, byteOffset, byteLength } = options.trustBundle();
    return reply.type('application/octet-stream').send(Buffer.from(buffer, byteOffset, byteLength));
  });
  const trustCredit = new Credit(TRUST_BYTES_AT_ONCE, TRUST_BYTES_PER_SECOND);
  const { monotonic } = frameDoor.clock;
  const admitTrust = async (request: FastifyRequest) => {
    if (trustCredit.left(requirePartner(options, request), monotonic()) < 1) throw tooMuchTrust();
  };
  app.post(TRUST_PATH, { bodyLimit: TRUST_BUNDLE_BYTES_MAX, onRequest: admitTrust }, async (request, reply) => {
    const [bundle, state] = [bodyOf(request), requirePartner(options, request)];
    trustCredit.spend(state, bundle.length, monotonic());
    await options.onTrustBundle(bundle, state);
    return reply.type('application/octet-stream').send(NOTHING);
  });
  app.post(FRAMES_PATH, async (request, reply) => {
    const answer = await exchangeFrame(frameDoor, requirePartner(options, request), bodyOf(request));
    return reply
      .type('application/octet-stream')
      .send(Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength));
  });
  app.register((scope) => addMonitorRoutes(scope, options.monitorDoor, (request) => requirePartner(options, request)));
  app.register((scope) => addReceiptRoute(scope, options.receiptDoor, (request) => requirePartner(options, request)));
  app.register((scope) => addEchoRoute(scope, options.echoDoor, (request) => requirePartner(options, request)));
  app.register((scope) => addMessageRoute(scope, options.messagesSide, (request) => requirePartner(options, request)));
  app.register((scope) =>
    addAttachmentRoute(scope, options.attachmentsSide, (request) => requirePartner(options, request)),
  );
  return app;
}

/** The trust list may have dropped a State since it connected, so every request asks again. */
function requirePartner(options: PartnerServerOptions, request: FastifyRequest): StateCode {
  const state = options.stateOf(request.raw.socket as TLSSocket);
  if (state !== undefined) return state;
  request.raw.socket.destroy();
  throw new IimsError('frame.unknown-partner', { message: 'The certificate belongs to no partner.' });
}

function tooMuchTrust(): IimsError {
  return new IimsError('partner.busy', {
    message: 'As much of the trust list came from this State as a while allows.',
  });
}

/** A request without a body has none of the parser's making. */
function bodyOf(request: FastifyRequest): Uint8Array {
  return request.body instanceof Uint8Array ? request.body : NOTHING;
}

function toFault(thrown: unknown): IimsError {
  if (thrown instanceof IimsError) return thrown;
  const { code } = (thrown ?? {}) as { code?: unknown };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new IimsError('frame.too-large', { message: 'The body is larger than the limit.', cause: thrown });
  }
  if (typeof code === 'string' && code.startsWith('FST_ERR_CTP_')) {
    return new IimsError('frame.kind', { message: 'The body is not what its head says.', cause: thrown });
  }
  if (code === 'ECONNRESET') {
    return new IimsError('partner.connection-lost', { message: 'The request was broken off.', cause: thrown });
  }
  return new IimsError('node.fault', { message: 'The node could not do this.', cause: thrown });
}

function statusOf(fault: IimsError): number {
  const { retry, actsNext } = kindOf(fault);
  if (retry) return 503;
  return actsNext === 'administrator' ? 500 : 400;
}

/** What a partner brings about as often as it likes. */
const COSTS_NOTHING: ReadonlySet<ErrorCode> = new Set(['partner.busy', 'partner.connection-lost']);
const NOTHING = Buffer.alloc(0);
const NO_ROUTE = '';
/** Of one State. Reading sixteen megabytes that nobody signed holds the thread for some tenths of a second, before a signature is looked at. */
const TRUST_BYTES_AT_ONCE = 2 * TRUST_BUNDLE_BYTES_MAX;
/** A whole bundle a minute, which is what a partner that keeps the rule brings. */
const TRUST_BYTES_PER_SECOND = 280_000;
const HEADER_BYTES_MAX = 8_192;
const HEADERS_TIMEOUT_MS = 4_000;
const REQUEST_TIMEOUT_MS = 10_000;
const CHECKING_INTERVAL_MS = 1_000;
const KEEP_ALIVE_MS = 120_000;
const CONNECTIONS_MAX = 512;
