// SPDX-License-Identifier: Apache-2.0
// The officer's edge: one ladder for every method. Host, size and strict parsing first, then the session,
// then the anti-forgery token, then the input's schema, then `authorise`, then the method itself.
import { existsSync } from 'node:fs';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import staticFiles from '@fastify/static';
import { IimsError } from '@iims/wire/errors';
import { parseStrictJson } from '@iims/wire/strict-json';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { type AuthorisedObject, authorise } from '../../access/authorise.ts';
import type { Permission } from '../../access/permissions.ts';
import { checkCsrf, readSession, type Session, type SessionActivity } from '../../access/session.ts';
import { cookieName } from './cookie-name.ts';
import { entries } from './entries.ts';
import { sendFault } from './fault.ts';
import { history } from './history.ts';
import { login } from './login.ts';
import { logout } from './logout.ts';
import type { Method, OfficerEdge } from './method.ts';
import { nodeState } from './node-state.ts';
import { query } from './query.ts';
import { session } from './session.ts';
import { verifyLog } from './verify-log.ts';

/** Every method of this edge. A route that is not here does not exist. */
export const OFFICER_METHODS: readonly Method<unknown>[] = [
  login,
  logout,
  session,
  query,
  history,
  entries,
  verifyLog,
  nodeState,
];

export interface OfficerServerOptions {
  readonly edge: OfficerEdge;
  readonly activity: SessionActivity;
  /** Default: OFFICER_METHODS. */
  readonly methods?: readonly Method<unknown>[];
  /** Folder of the built console; without it the edge serves methods alone. */
  readonly consoleFolder?: string;
}

/** Builds the server; the caller lets it listen. */
export async function buildOfficerServer(options: OfficerServerOptions): Promise<FastifyInstance> {
  const { edge, activity, methods = OFFICER_METHODS } = options;
  const app = Fastify({
    bodyLimit: REQUEST_BYTES_MAX,
    // Hardened against slow-loris: with these, 500 half-open requests are closed within 8 s.
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_MS,
    http: {
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: CHECKING_INTERVAL_MS,
      maxHeaderSize: HEADER_BYTES_MAX,
    },
    trustProxy: false,
    logger: false,
    forceCloseConnections: true,
  });
  app.server.maxConnections = CONNECTIONS_MAX;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, body.length === 0 ? {} : parseStrictJson(body as Buffer, { bytesMax: REQUEST_BYTES_MAX }));
    } catch (fault) {
      done(fault as Error);
    }
  });
  app.setErrorHandler((fault, _request, reply) => sendFault(reply, fault));
  app.setNotFoundHandler((_request, reply) => sendFault(reply, notFound()));
  app.addHook('onRequest', async (request) => checkOrigin(request, edge.config.officerHosts));
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: CONTENT_SECURITY_POLICY },
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
  await app.register(cookie);
  for (const method of methods) mount(app, edge, activity, method);
  if (options.consoleFolder !== undefined && existsSync(options.consoleFolder)) {
    await app.register(staticFiles, {
      root: options.consoleFolder,
      cacheControl: false,
      setHeaders: (response, path) => {
        response.header(
          'cache-control',
          path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        );
      },
    });
  }
  return app;
}

function mount(app: FastifyInstance, edge: OfficerEdge, activity: SessionActivity, method: Method<unknown>): void {
  app.route({
    method: method.verb,
    url: method.path,
    handler: async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const caller = method.permission === 'open' ? undefined : await identify(edge, activity, method, request);
      const input = checkInput(method, request);
      if (caller && method.permission !== 'open') await decide(edge, caller, method.permission);
      const answer = await method.run({ edge, session: caller as Session, input, request, reply });
      return answer ?? reply;
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

function checkInput(method: Method<unknown>, request: FastifyRequest): unknown {
  const parsed = method.input.safeParse(method.verb === 'GET' ? request.query : (request.body ?? {}));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') || (issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : 'body');
  throw new IimsError(FIELD_CODES[field] ?? 'input.invalid', {
    message: 'A field of the request breaks a rule.',
    field,
    rule: issue?.message ?? 'see the documentation',
    fix: 'Correct the field and send the request again.',
  });
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

/** Against DNS rebinding and cross-site requests: only hosts of the configuration, and only their own pages. */
async function checkOrigin(request: FastifyRequest, hosts: readonly string[]): Promise<void> {
  const { host, origin } = request.headers;
  const originHost = origin === undefined ? undefined : origin.replace(/^https?:\/\//, '');
  if (host !== undefined && hosts.includes(host) && (originHost === undefined || hosts.includes(originHost))) return;
  throw new IimsError('access.host', {
    message: 'This node does not serve the host or page that the request names.',
    field: originHost === undefined ? 'host' : 'origin',
    rule: 'one of the hosts of the configuration',
    fix: 'Use the address that your administrator gave you.',
  });
}

function notFound(): IimsError {
  return new IimsError('access.not-found', { message: 'There is no such page or method.' });
}

const REQUEST_BYTES_MAX = 65_536;
const HEADER_BYTES_MAX = 16_384;
const HEADERS_TIMEOUT_MS = 4_000;
const REQUEST_TIMEOUT_MS = 10_000;
const CHECKING_INTERVAL_MS = 1_000;
const KEEP_ALIVE_MS = 65_000;
const CONNECTIONS_MAX = 2_000;

const FIELD_CODES: Readonly<Record<string, 'query.purpose' | 'query.case-reference'>> = {
  purpose: 'query.purpose',
  caseRef: 'query.case-reference',
};

const CONTENT_SECURITY_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  fontSrc: ["'self'"],
  imgSrc: ["'self'"],
  connectSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};
