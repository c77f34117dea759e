// SPDX-License-Identifier: Apache-2.0
// A typed client of a node's methods, in Node and in browsers. Names, inputs and answers of methods: node-methods.ts, of which
// spec/openapi.json is the document.
import { IimsError } from '@iims/wire/errors';
import { NodeFault, readToldFault } from './node-fault.ts';
import type { NodeMethods, Session } from './node-methods.ts';

/** The network, handed in: `fetch`, or what behaves as it does. */
export type Send = (url: string, init: RequestInit) => Promise<Response>;

type Name = keyof NodeMethods;
/** `GET /api/messages`, … */
export type MethodName = Name;
export type InputOf<N extends Name> = NodeMethods[N]['input'];
export type AnswerOf<N extends Name> = NodeMethods[N] extends { readonly answer: infer Answer } ? Answer : never;
export type LineOf<N extends Name> = NodeMethods[N] extends { readonly line: infer Line } ? Line : never;
type NamesWith<Member extends string> = {
  [N in Name]: NodeMethods[N] extends { readonly [M in Member]: unknown } ? N : never;
}[Name];

/** Methods that are answered in JSON and take JSON or nothing; that are answered line by line; that take, or are answered with, bytes. */
export type JsonMethod = Exclude<NamesWith<'answer'>, NamesWith<'takesBytes'>>;
export type LineMethod = NamesWith<'line'>;
export type UploadMethod = NamesWith<'takesBytes'>;
export type DownloadMethod = NamesWith<'answersBytes'>;

/** What is answered in bytes, and how many there are. */
export interface Download {
  readonly bytes: number;
  /** SHA-256 of the whole in hexadecimal, where the node names it. */
  readonly sha256?: string;
  readonly parts: AsyncIterable<Uint8Array>;
  /** A header of the answer, by its name in small letters. */
  readonly header: (name: string) => string | undefined;
}

export interface CallOptions {
  /** Ends the call. A client waits for as long as the caller does. */
  readonly signal?: AbortSignal;
}

/**
 * One session at one node. Every call throws `NodeFault` with what the node said, or IimsError `node.unreachable` where it said
 * nothing, broke off, or is no node. A call goes out once: what may be repeated, the caller knows.
 */
export class NodeClient {
  readonly #base: URL;
  readonly #send: Send;
  #headers: Readonly<Record<string, string>> = {};

  constructor(base: URL, send: Send) {
    this.#base = base;
    this.#send = send;
  }

  /** Opens a session. A browser keeps the cookie itself, and does not show it here. */
  async signIn(user: string, password: string, options?: CallOptions): Promise<Session> {
    const response = await this.#open('POST /api/login', json({ user, password }), JSON_TYPE, options);
    const { session } = (await jsonOf(response)) as Partial<AnswerOf<'POST /api/login'>>;
    if (typeof session?.csrf !== 'string') throw notANode();
    const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]!);
    this.#headers = {
      'x-csrf-token': session.csrf,
      ...(cookies.length === 0 ? {} : { cookie: cookies.join('; ') }),
    };
    return session;
  }

  async signOut(options?: CallOptions): Promise<void> {
    await this.call('POST /api/logout', {}, options);
    this.#headers = {};
  }

  async call<N extends JsonMethod>(name: N, input: InputOf<N>, options?: CallOptions): Promise<AnswerOf<N>> {
    const sent = name.startsWith('GET ') ? inQuery(input) : json(input);
    return (await jsonOf(await this.#open(name, sent, JSON_TYPE, options))) as AnswerOf<N>;
  }

  /** Lines as they come. A stream that ends early is a fault: its reader must not take a part for the whole. */
  async *lines<N extends LineMethod>(
    name: N,
    input: InputOf<N>,
    options?: CallOptions,
  ): AsyncGenerator<LineOf<N>, void, undefined> {
    const sent = name.startsWith('GET ') ? inQuery(input) : json(input);
    const response = await this.#open(name, sent, LINES_TYPE, options);
    const decoder = new TextDecoder('utf-8', { fatal: true });
    let rest = '';
    for await (const part of partsOf(response)) {
      const lines = (rest + decoder.decode(part, { stream: true })).split('\n');
      rest = lines.pop()!;
      for (const line of lines) yield lineOf(line) as LineOf<N>;
    }
    if (rest + decoder.decode() !== '') yield lineOf(rest) as LineOf<N>;
  }

  async upload<N extends UploadMethod>(
    name: N,
    input: InputOf<N>,
    bytes: Uint8Array,
    options?: CallOptions,
  ): Promise<AnswerOf<N>> {
    const sent = { ...inQuery(input), body: bytes as Uint8Array<ArrayBuffer>, type: BYTES_TYPE };
    return (await jsonOf(await this.#open(name, sent, JSON_TYPE, options))) as AnswerOf<N>;
  }

  async download<N extends DownloadMethod>(name: N, input: InputOf<N>, options?: CallOptions): Promise<Download> {
    const sent = name.startsWith('GET ') ? inQuery(input) : json(input);
    const response = await this.#open(name, sent, BYTES_TYPE, options);
    const sha256 = response.headers.get('x-iims-sha256');
    const bytes = Number(response.headers.get('content-length'));
    const header = (name: string) => response.headers.get(name) ?? undefined;
    return { bytes, ...(sha256 === null ? {} : { sha256 }), parts: partsOf(response), header };
  }

  async #open(name: MethodName, sent: Sent, accept: string, { signal }: CallOptions = {}): Promise<Response> {
    const [method, path] = name.split(' ') as [string, string];
    const { query, body, type } = sent;
    const url = new URL(path + (query === undefined ? '' : `?${query}`), this.#base);
    let response: Response;
    try {
      response = await this.#send(url.href, {
        method,
        headers: { accept, ...(type === undefined ? {} : { 'content-type': type }), ...this.#headers },
        ...(body === undefined ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
        cache: 'no-store',
        redirect: 'error',
      });
    } catch (cause) {
      throw unreachable(cause);
    }
    if (response.ok) return response;
    const told = readToldFault(await response.json().catch(() => undefined));
    throw told === undefined ? notANode() : new NodeFault(told);
  }
}

interface Sent {
  readonly query?: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly type?: string;
}

function json(input: object): Sent {
  return { body: JSON.stringify(input), type: JSON_TYPE };
}

function inQuery(input: Readonly<Record<string, unknown>>): Sent {
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString();
  return query === '' ? {} : { query };
}

async function jsonOf(response: Response): Promise<object> {
  let read: unknown;
  try {
    read = await response.json();
  } catch (cause) {
    throw cause instanceof SyntaxError ? notANode() : unreachable(cause);
  }
  if (typeof read !== 'object' || read === null) throw notANode();
  return read;
}

function lineOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreachable(cause);
  }
}

async function* partsOf(response: Response): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = response.body?.getReader();
  try {
    for (;;) {
      const part = await reader?.read();
      if (part === undefined || part.done) return;
      yield part.value;
    }
  } catch (cause) {
    throw unreachable(cause);
  } finally {
    // Whoever stops reading leaves nothing behind that goes on coming.
    await reader?.cancel().catch(() => undefined);
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

function notANode(): IimsError {
  return new IimsError('node.unreachable', {
    message: 'Something answers at this address, but it is no node.',
    field: 'node',
    fix: 'Check the address.',
  });
}

const JSON_TYPE = 'application/json';
const LINES_TYPE = 'application/x-ndjson';
const BYTES_TYPE = 'application/octet-stream';
