// SPDX-License-Identifier: Apache-2.0
// The officer's edge: one ladder for every method. The host first, then the session and its anti-forgery token, then size
// and strict parsing, then the input's schema, then `authorise`, then the method itself.
import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import cookie from '@fastify/cookie';
import { IimsError } from '@iims/wire/errors';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type AuthorisedObject, authorise } from '../../access/authorise.ts';
import type { Permission } from '../../access/permissions.ts';
import { checkCsrf, readSession, type Session, type SessionActivity } from '../../access/session.ts';
import { NO_SCHEMAS } from '../no-schemas.ts';
import { takeStrictJsonBodies } from '../strict-json-bodies.ts';
import { checkHost } from './check-host.ts';
import { checkInput } from './check-input.ts';
import { serveConsole } from './console-files.ts';
import { cookieName } from './cookie.ts';
import { isUnknownFault, printUnknownFault, sendFault } from './fault.ts';
import { LentBytes } from './lent-bytes.ts';
import type { Method, OfficerEdge } from './method.ts';
import { OFFICER_METHODS } from './officer-methods.ts';
import { PipelinedRequests } from './pipelined-requests.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

export interface OfficerServerOptions {
  readonly edge: OfficerEdge;
  readonly activity: SessionActivity;
  /** Default: OFFICER_METHODS. */
  readonly methods?: readonly Method<unknown>[];
  /** Folder of the built console; without it the edge serves methods alone. */
  readonly consoleFolder?: string;
  /** Told about whatever the catalogue does not name. Default: one line on stderr. */
  readonly onUnknownFault?: (fault: unknown) => void;
}

/** Builds the server; the caller lets it listen. */
export async function buildOfficerServer(options: OfficerServerOptions): Promise<FastifyInstance> {
  const { edge, activity, methods = OFFICER_METHODS, onUnknownFault = printUnknownFault } = options;
  const noteFault = (thrown: unknown): void => {
    if (isUnknownFault(thrown)) onUnknownFault(thrown);
  };
  const refuse = (thrown: unknown, reply: FastifyReply): FastifyReply => {
    noteFault(thrown);
    return sendFault(reply, thrown, edge.config.state);
  };
  const app = Fastify({
    ...NO_SCHEMAS,
    bodyLimit: REQUEST_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: SILENCE_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    http: {
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: CHECKING_INTERVAL_MS,
      maxHeaderSize: HEADER_BYTES_MAX,
    },
    trustProxy: false,
    logger: false,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    // Faults before routing, for which no hook and no handler runs.
    frameworkErrors: (fault, _request, reply) => void refuse(fault, reply.headers(SECURITY_HEADERS)),
    clientErrorHandler: (_fault, socket) => closeUnreadable(socket),
  });
  app.server.maxConnections = CONNECTIONS_MAX;
  app.addHook('preClose', async () => closeAllLater(app));
  takeStrictJsonBodies(app, REQUEST_BYTES_MAX);
  app.setErrorHandler((fault, _request, reply) => refuse(fault, reply));
  app.setNotFoundHandler((_request, reply) => sendFault(reply, notFound(), edge.config.state));
  const pipelined = new PipelinedRequests();
  app.addHook('onRequest', (request, reply, done) => {
    if (!pipelined.admits(request.raw.socket, reply.raw)) return void reply.hijack();
    reply.headers(SECURITY_HEADERS);
    checkHost(request, edge.config.officerHosts);
    // Before the body is read: what is not there says the same about every body.
    done(request.is404 ? notFound() : undefined);
  });
  await app.register(cookie);
  for (const method of methods) await mountWithBody(app, { edge, activity, method, noteFault });
  if (options.consoleFolder !== undefined && existsSync(options.consoleFolder)) {
    await serveConsole(app, options.consoleFolder);
  }
  return app;
}

interface Mounted {
  readonly edge: OfficerEdge;
  readonly activity: SessionActivity;
  readonly method: Method<unknown>;
  readonly noteFault: (thrown: unknown) => void;
}

/** A method that takes bytes is the only one whose route knows their type; one that takes long JSON has a parser with its own bound. */
async function mountWithBody(app: FastifyInstance, mounted: Mounted): Promise<void> {
  const { bytesMax, jsonBytesMax } = mounted.method;
  if (jsonBytesMax !== undefined) {
    await app.register(async (scope) => {
      takeStrictJsonBodies(scope, jsonBytesMax);
      mount(scope, mounted);
    });
    return;
  }
  if (bytesMax === undefined) return mount(app, mounted);
  if (mounted.method.bytesAreLent === true) {
    const lent = new LentBytes(bytesMax);
    await app.register(async (scope) => {
      lent.takeIn(scope);
      mount(scope, mounted, (bytes) => lent.giveBack(bytes));
    });
    return;
  }
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/octet-stream',
      { parseAs: 'buffer', bodyLimit: bytesMax },
      (_request, body, done) => done(null, body),
    );
    mount(scope, mounted);
  });
}

/** `giveBack` is told when the method has ended with the bytes that it was lent. */
function mount(
  app: FastifyInstance,
  { edge, activity, method, noteFault }: Mounted,
  giveBack: (bytes: Uint8Array) => void = () => undefined,
): void {
  const callers = new WeakMap<FastifyRequest, Session>();
  app.route({
    method: method.verb,
    url: method.path,
    bodyLimit: method.bytesMax ?? method.jsonBytesMax ?? REQUEST_BYTES_MAX,
    // Who it is comes before what it sends: a stranger's body is not read.
    onRequest: async (request) => {
      if (method.permission !== 'open') callers.set(request, await identify(edge, activity, method, request));
    },
    handler: async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const caller = callers.get(request);
      const bytes = request.body instanceof Uint8Array ? request.body : NO_BYTES;
      try {
        const input = checkInput(method, request);
        if (method.permission !== 'open') await decide(edge, caller as Session, method.permission);
        for (const permission of method.alsoNeeds?.(input) ?? []) await decide(edge, caller as Session, permission);
        const answer = await method.run({ edge, session: caller as Session, input, bytes, request, reply, noteFault });
        return answer ?? reply;
      } finally {
        giveBack(bytes);
      }
    },
  });
}

async function identify(
  edge: OfficerEdge,
  activity: SessionActivity,
  method: Method<unknown>,
  request: FastifyRequest,
): Promise<Session> {
  const { store, door, config } = edge;
  const token = request.cookies[cookieName(config.state)];
  const session = await readSession(store.reader, activity, config.state, token, door.clock.now());
  if (method.verb === 'POST') checkCsrf(session, request.headers['x-csrf-token']);
  return session;
}

/** A refusal is an entry before it is an answer. */
async function decide(edge: OfficerEdge, session: Session, permission: Permission): Promise<void> {
  const { officer } = session;
  const object = objectOf(permission, officer.user);
  try {
    authorise(officer, permission, object);
  } catch (fault) {
    await edge.store.write({
      event: 'access.denied',
      body: { user: officer.user, role: officer.role, permission, object: object.kind },
    });
    throw fault;
  }
}

function objectOf(permission: Permission, user: string): AuthorisedObject {
  if (permission === 'session.read-own' || permission === 'session.end-own') return { kind: 'own-session', user };
  if (permission === 'history.read-own') return { kind: 'own-queries', user };
  return { kind: 'node' };
}

function notFound(): IimsError {
  return new IimsError('access.not-found', { message: 'There is no such page or method.' });
}

/** Bytes that are no HTTP, or too slow or too many to become a request. The answer repeats nothing of them. */
function closeUnreadable(socket: Socket): void {
  if (socket.writable) socket.end(UNREADABLE);
  else socket.destroy();
}

/** What is under way when the server closes may end; what has not ended by then is cut. */
function closeAllLater(app: FastifyInstance): void {
  const timer = setTimeout(() => app.server.closeAllConnections(), CLOSING_MS);
  app.server.once('close', () => clearTimeout(timer));
}

const UNREADABLE_BODY = JSON.stringify({
  error: { code: 'input.invalid', message: 'The request is not well formed, or did not come in time.' },
});
const UNREADABLE = [
  'HTTP/1.1 400 Bad Request',
  'Content-Type: application/json; charset=utf-8',
  `Content-Length: ${UNREADABLE_BODY.length}`,
  'Cache-Control: no-store',
  'Connection: close',
  '',
  UNREADABLE_BODY,
].join('\r\n');

const NO_BYTES = new Uint8Array(0);
const REQUEST_BYTES_MAX = 65_536;
const HEADER_BYTES_MAX = 16_384;
// Hardened against slow-loris: with these, half-open requests are closed within 8 s.
const HEADERS_TIMEOUT_MS = 4_000;
const REQUEST_TIMEOUT_MS = 7_000;
const CHECKING_INTERVAL_MS = 1_000;
const KEEP_ALIVE_MS = 65_000;
/** No byte either way for so long closes the connection: a reader who does not read. Longer than verifying a big log takes. */
const SILENCE_MS = 180_000;
const CONNECTIONS_MAX = 2_000;
/** Longer than the budget of a query. */
const CLOSING_MS = 5_000;
