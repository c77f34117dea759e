// SPDX-License-Identifier: Apache-2.0
// One partner's line: frames out and back over HTTP/1.1, keep-alive, mutual TLS 1.3. What goes wrong on it has a code.
/// <reference path="./undici-pool.d.ts" />
import { IimsError } from '@iims/wire/errors';
import { TRUST_BUNDLE_BYTES_MAX } from '@iims/wire/trust-documents';
import type { Dispatcher } from 'undici';
// The pool alone: the whole of undici is fetch, caches, mocks and WebSockets as well, and takes 6 MB.
import Pool from 'undici/lib/dispatcher/pool.js';
import { FRAME_BYTES_MAX, FRAMES_PATH, TRUST_PATH } from './edge-paths.ts';
import { type StreamCall, type StreamEnd, takeStream } from './streamed-answer.ts';

/** Carries one sealed frame and brings the sealed answer back. Safe to call concurrently; never repeats a call by itself. */
export interface PartnerTransport {
  /** Throws `partner.unreachable`, `partner.connection-lost`, `partner.not-trusted`, `partner.busy` or `partner.refused`. */
  post(frame: Uint8Array): Promise<Uint8Array>;
  /** What the partner holds of the trust list. Throws as `post`. */
  fetchTrust(): Promise<Uint8Array>;
  /** Brings the partner a bundle of the trust list. Throws as `post`. */
  bringTrust(bundle: Uint8Array): Promise<void>;
  /** Takes other connections for what comes next; what is under way ends on those it began on. */
  renew(options: TransportOptions): void;
  /** Any other exchange; what its status means is the caller's to judge. Throws as `post`, but for `partner.refused` and `partner.busy`. */
  call(call: EdgeCall): Promise<EdgeReply>;
  /** An answer that is taken as it comes. Throws as `call`, and what its taker throws. */
  stream(call: StreamCall): Promise<StreamEnd>;
  close(): Promise<void>;
}

export interface EdgeCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: Uint8Array;
  /** Bytes of the answer that are read at most. */
  readonly bytesMax: number;
}

export interface EdgeReply {
  readonly status: number;
  readonly body: Uint8Array;
}

export interface TransportOptions {
  readonly endpoint: { readonly host: string; readonly port: number };
  /** TLS options of the client side, made by `tls.ts` for exactly this partner. */
  readonly tls: object;
}

export function openTransport(options: TransportOptions): PartnerTransport {
  let [pool, current] = [openPool(options), options];
  const streaming = new AbortController();
  return {
    post: (frame) =>
      exchange(pool, {
        method: 'POST',
        path: FRAMES_PATH,
        headers: { 'content-type': 'application/octet-stream' },
        body: frame,
        bytesMax: FRAME_BYTES_MAX,
        timeoutMs: LATE_ANSWER_MS,
      }),
    fetchTrust: () =>
      exchange(pool, {
        method: 'GET',
        path: TRUST_PATH,
        bytesMax: TRUST_BUNDLE_BYTES_MAX,
        timeoutMs: TRUST_EXCHANGE_MS,
      }),
    bringTrust: async (bundle) => {
      await exchange(pool, {
        method: 'POST',
        path: TRUST_PATH,
        headers: { 'content-type': 'application/octet-stream' },
        body: bundle,
        bytesMax: SHORT_ANSWER_BYTES_MAX,
        timeoutMs: TRUST_EXCHANGE_MS,
      });
    },
    renew(next) {
      const former = pool;
      [pool, current] = [openPool(next), next];
      // Every exchange has a deadline, so this ends.
      void former.close();
    },
    call: async ({ body, ...call }) => {
      const sent = body && { body, headers: { 'content-type': 'application/octet-stream' } };
      return reach(pool, { ...call, ...sent, timeoutMs: EDGE_CALL_MS });
    },
    stream: (call) => {
      const signal = AbortSignal.any([call.signal, streaming.signal]);
      return takeStream({ ...current, connectMs: CONNECT_TIMEOUT_MS }, { ...call, signal }).catch(rethrown);
    },
    close: () => {
      streaming.abort(new IimsError('partner.connection-lost', { message: 'The line was closed.' }));
      return pool.destroy();
    },
  };
}

function openPool({ endpoint, tls }: TransportOptions): Pool {
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return new Pool(`https://${host}:${endpoint.port}`, {
    connect: { ...tls, timeout: CONNECT_TIMEOUT_MS },
    connections: CONNECTIONS_MAX,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    // Each exchange has its own deadline over head and body.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

interface Exchange {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: Uint8Array;
  /** Bytes of the answer that are read at most. */
  readonly bytesMax: number;
  /** From the call to the last byte. A partner that sends a byte now and then would otherwise keep its connection for ever. */
  readonly timeoutMs: number;
}

async function exchange(pool: Pool, exchanged: Exchange): Promise<Uint8Array> {
  const { status, body } = await reach(pool, exchanged);
  if (status === 200) return body;
  if (status === 503) {
    throw new IimsError('partner.busy', { message: 'The partner takes no more at the moment.' });
  }
  throw new IimsError('partner.refused', {
    message: 'The partner refused what was sent.',
    rule: `HTTP status ${status}`,
  });
}

async function reach(pool: Pool, exchanged: Exchange): Promise<EdgeReply> {
  return readWhole(pool, exchanged).catch(rethrown);
}

function rethrown(cause: unknown): never {
  throw cause instanceof IimsError ? cause : connectionFault(cause);
}

/** Reads an answer into memory as it comes: a frame is small, and the streams of undici's `request` cost more than its bytes. */
function readWhole(
  pool: Pool,
  { bytesMax, timeoutMs, ...request }: Exchange,
): Promise<{ readonly status: number; readonly body: Uint8Array }> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    let status = 0;
    let line: Dispatcher.DispatchController | undefined;
    let fault: IimsError | undefined;
    const giveUp = (because: IimsError): void => {
      fault = because;
      line?.abort(fault);
      reject(fault);
    };
    const deadline = setTimeout(() => giveUp(tooLate(timeoutMs)), timeoutMs);
    pool.dispatch(request, {
      onRequestStart(controller) {
        line = controller;
        // Its time ended while it waited for a connection.
        if (fault) line.abort(fault);
      },
      onResponseStart(_line, statusCode) {
        status = statusCode;
      },
      onResponseData(_line, chunk) {
        length += chunk.length;
        if (length > bytesMax) giveUp(tooLarge(bytesMax));
        else chunks.push(chunk);
      },
      onResponseEnd() {
        clearTimeout(deadline);
        resolve({ status, body: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks) });
      },
      onResponseError(_line, cause) {
        clearTimeout(deadline);
        reject(cause);
      },
    });
  });
}

function tooLarge(bytesMax: number): IimsError {
  return new IimsError('frame.too-large', {
    message: "The partner's frame is too large.",
    rule: `at most ${bytesMax} bytes`,
  });
}

function tooLate(timeoutMs: number): IimsError {
  return new IimsError('partner.connection-lost', {
    message: 'The partner did not answer in time.',
    rule: `the last byte within ${timeoutMs} ms`,
  });
}

/** Which fault a broken line is: never reached, lost on the way, or somebody who is not the partner. */
function connectionFault(cause: unknown): IimsError {
  const code = (cause as { code?: unknown }).code;
  if (typeof code === 'string' && NEVER_REACHED.has(code)) {
    return new IimsError('partner.unreachable', { message: 'The partner does not accept connections.', cause });
  }
  if (typeof code === 'string' && /TLS|SSL|CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) {
    return new IimsError('partner.not-trusted', {
      message: 'The other end is not the partner of the trust list.',
      cause,
    });
  }
  return new IimsError('partner.connection-lost', { message: 'The connection to the partner broke.', cause });
}

const NEVER_REACHED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const SHORT_ANSWER_BYTES_MAX = 4_096;
const CONNECT_TIMEOUT_MS = 1_000;
const KEEP_ALIVE_MS = 60_000;
/** How long an answer that is late already is still read, so that it can be noted. */
const LATE_ANSWER_MS = 2_000;
/** A node waits for its partners' lists when it starts. */
const TRUST_EXCHANGE_MS = 4_000;
/** A witness flushes to its disk before it answers. */
const EDGE_CALL_MS = 5_000;
/** Two frames are under way; the others hold what is late and retries. */
const CONNECTIONS_MAX = 8;
