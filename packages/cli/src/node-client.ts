// SPDX-License-Identifier: Apache-2.0
// A session at a node's officer's edge: sign in, call methods, sign out.
import { IimsError } from '@iims/wire/errors';
import type { Verdict } from '@iims/wire/verdict';
import { RemoteFault } from './terminal.ts';

export interface Credentials {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

export interface Check {
  readonly input: string;
  readonly purpose: string;
  readonly caseRef: string;
}

export interface NodeSession {
  /** Throws `RemoteFault` with what the node said, or `node.unreachable`. */
  query(check: Check): Promise<Verdict>;
  /** A method by its path, with its query string if it has one. Throws as `query`. */
  get(path: string): Promise<object>;
  post(path: string, body: object): Promise<object>;
  postBytes(path: string, body: Uint8Array): Promise<object>;
  /** Lines of an answer that comes line by line, of a GET or, with a body, a POST. */
  lines(path: string, body?: object): AsyncGenerator<string>;
  /** A POST that is answered with bytes, and how many there are. */
  download(path: string, body: object): Promise<Download>;
  signOut(): Promise<void>;
}

export interface Download {
  readonly bytes: number;
  readonly parts: AsyncIterable<Uint8Array>;
}

export async function signIn({ url, user, password }: Credentials): Promise<NodeSession> {
  const base = checkUrl(url);
  const { json, cookies } = await call(base, '/api/login', { body: { user, password }, headers: {} });
  const csrf = (json as { session?: { csrf?: string } }).session?.csrf;
  if (csrf === undefined) throw notANode();
  const headers = { cookie: cookies.join('; '), 'x-csrf-token': csrf };
  return {
    get: async (path) => (await call(base, path, { headers })).json,
    post: async (path, body) => (await call(base, path, { body, headers })).json,
    postBytes: async (path, body) => (await call(base, path, { body, headers })).json,
    lines: (path, body) => linesOf(base, path, { headers, ...(body === undefined ? {} : { body }) }),
    download: (path, body) => download(base, path, { body, headers }),
    query: async (check) => {
      const verdict = (await call(base, '/api/query', { body: check, headers })).json as Partial<Verdict>;
      if (verdict.verdict === undefined || verdict.states === undefined) throw notANode();
      return verdict as Verdict;
    },
    signOut: async () => {
      await call(base, '/api/logout', { body: {}, headers });
    },
  };
}

interface Request {
  /** JSON, or bytes as they are; a GET without one. */
  readonly body?: object | Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

async function call(base: URL, path: string, request: Request) {
  const response = await send(base, path, request, AbortSignal.timeout(CALL_TIMEOUT_MS));
  const json: unknown = await response.json().catch(() => undefined);
  if (typeof json !== 'object' || json === null) throw notANode();
  const { error } = json as { error?: Record<string, string> };
  if (typeof error === 'object') throw new RemoteFault({ ...error, ...fieldOfCommandLine(error) });
  return { json, cookies: response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]!) };
}

/** A stream that ends early is a fault: its reader must not take a part for the whole. */
async function* linesOf(base: URL, path: string, request: Request): AsyncGenerator<string> {
  const response = await send(base, path, request, null);
  if (!response.ok || response.body === null) throw await faultOf(response);
  let rest = '';
  try {
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      yield* lines;
    }
  } catch (cause) {
    throw unreachable(cause);
  }
  if (rest !== '') yield rest;
}

async function download(base: URL, path: string, request: Request): Promise<Download> {
  const response = await send(base, path, request, null);
  if (!response.ok || response.body === null) throw await faultOf(response);
  return { bytes: Number(response.headers.get('content-length')), parts: received(response.body) };
}

async function* received(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    throw unreachable(cause);
  }
}

async function faultOf(response: Response): Promise<Error> {
  const { error } = ((await response.json().catch(() => undefined)) ?? {}) as { error?: Record<string, string> };
  return error === undefined ? notANode() : new RemoteFault({ ...error, ...fieldOfCommandLine(error) });
}

async function send(
  base: URL,
  path: string,
  { body, headers }: Request,
  signal: AbortSignal | null,
): Promise<Response> {
  const isBytes = body instanceof Uint8Array;
  const type = isBytes ? 'application/octet-stream' : 'application/json';
  try {
    return await fetch(new URL(path, base), {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...(body === undefined ? {} : { 'content-type': type }), accept: 'application/json', ...headers },
      ...(body === undefined ? {} : { body: isBytes ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body) }),
      signal,
      redirect: 'error',
    });
  } catch (cause) {
    throw unreachable(cause);
  }
}

function unreachable(cause: unknown): IimsError {
  return new IimsError('node.unreachable', {
    message: 'The node does not answer.',
    field: 'node',
    fix: 'Check the address and that the node runs.',
    cause,
  });
}

/** The node names the field of its own request; the caller knows the option. */
function fieldOfCommandLine({ code, field }: Readonly<Record<string, string>>): { field?: string } {
  if (field === 'caseRef') return { field: 'case' };
  if (field === 'alertId') return { field: 'id' };
  if (field === 'reviewOn') return { field: 'review-on' };
  if (field === 'manifest') return { field: 'file' };
  return code === 'json.too-large' ? { field: 'input' } : {};
}

function notANode(): IimsError {
  return new IimsError('node.unreachable', {
    message: 'Something answers at this address, but it is no node.',
    field: 'node',
    fix: 'Check the address.',
  });
}

function checkUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed && (parsed.protocol === 'http:' || parsed.protocol === 'https:')) return parsed;
  throw new IimsError('input.invalid', {
    message: 'The address of the node is not a URL.',
    field: 'node',
    rule: 'http://host:port or https://host:port',
    fix: 'Give the address that the node printed when it started.',
  });
}

const CALL_TIMEOUT_MS = 15_000;
