// SPDX-License-Identifier: Apache-2.0
// One HTTP exchange of a test, with whatever headers it likes: a client that corrects nothing.
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';

export interface Sent {
  readonly verb: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it stands; its content type is in `headers`. */
  readonly body?: string | Uint8Array;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
  /** Code of the fault in the body. */
  readonly code: string | undefined;
}

/** Sends one request to a port of loopback, on a connection of its own. */
export function exchange(port: number, { verb, path, headers = {}, json, body }: Sent): Promise<Answered> {
  const content = json === undefined ? body : JSON.stringify(json);
  const type = json === undefined ? {} : { 'content-type': 'application/json' };
  const length = content === undefined ? {} : { 'content-length': Buffer.byteLength(content) };
  return new Promise((resolve, reject) => {
    const sending = request(
      { host: '127.0.0.1', port, method: verb, path, agent: false, headers: { ...type, ...length, ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => resolve(answered(response.statusCode!, response.headers, chunks)));
      },
    );
    sending.on('error', reject);
    sending.end(content);
  });
}

function answered(status: number, headers: IncomingHttpHeaders, chunks: readonly Buffer[]): Answered {
  const text = Buffer.concat(chunks).toString();
  const json = parsed(text);
  return { status, headers, text, json, code: (json as { error?: { code?: string } } | undefined)?.error?.code };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Sends bytes as they stand and resolves to everything that comes back until the server closes the connection. */
export function exchangeBytes(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
  });
}
