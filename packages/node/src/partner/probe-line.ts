// SPDX-License-Identifier: Apache-2.0
// The line to a partner put up step by step: a connection, the handshake on it, one exchange over it. Each step is bounded in time,
// and what goes wrong has its code. Queries use `transport.ts`; this is for the test of a partner alone.
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect as connectTcp, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { IimsError } from '@iims/wire/errors';
import { request } from '../plain-request.ts';
import type { EdgeReply } from './transport.ts';

/** @throws IimsError `partner.unreachable` */
export async function openLine(address: string, port: number): Promise<Socket> {
  const socket = connectTcp({ host: address, port, noDelay: true });
  socket.setTimeout(CONNECT_TIMEOUT_MS, () => socket.destroy(timedOut('ETIMEDOUT')));
  try {
    await once(socket, 'connect');
    socket.setTimeout(0);
    // A line that breaks later is told by the step that waits for it; an error that nobody listens to would end the process.
    socket.on('error', () => undefined);
    return socket;
  } catch (cause) {
    socket.destroy();
    const { code = 'unknown' } = cause as { code?: string };
    throw new IimsError('partner.unreachable', {
      message: 'The partner does not accept connections.',
      rule: code === 'ETIMEDOUT' ? `answered within ${CONNECT_TIMEOUT_MS} ms` : code,
      cause,
    });
  }
}

/** The handshake on a connection; who is at the other end is the caller's to judge. @throws IimsError `partner.handshake` */
export async function shakeHands(socket: Socket, options: ConnectionOptions): Promise<TLSSocket> {
  const line = connectTls({ ...options, socket });
  const late = setTimeout(() => line.destroy(timedOut('ETIMEDOUT')), HANDSHAKE_TIMEOUT_MS);
  line.once('end', () => line.destroy(timedOut('ECONNRESET')));
  // Faults after the handshake are those of the exchange.
  line.on('error', () => undefined);
  try {
    await once(line, 'secureConnect');
    return line;
  } catch (cause) {
    line.destroy();
    throw new IimsError('partner.handshake', {
      message: 'No handshake came about.',
      rule: (cause as { code?: string }).code ?? 'TLS 1.3 with the one group that is allowed',
      cause,
    });
  } finally {
    clearTimeout(late);
  }
}

/** Posts bytes over the line. @throws IimsError `partner.line-closed`, `partner.connection-lost`, `frame.too-large` */
export async function postOverLine(
  line: TLSSocket,
  { path, body, bytesMax }: { readonly path: string; readonly body: Uint8Array; readonly bytesMax: number },
): Promise<EdgeReply> {
  // It may have broken since the handshake; a request on it would wait for ever.
  if (line.destroyed) throw exchangeFault(timedOut('ECONNRESET'));
  const headers = { host: 'partner', 'content-type': 'application/octet-stream', 'content-length': body.length };
  const sent = request({ createConnection: () => line, method: 'POST', path, headers });
  // The line may break before anybody waits for the answer, and again after it was given up.
  sent.on('error', () => undefined);
  const late = setTimeout(() => sent.destroy(timedOut('ETIMEDOUT')), EXCHANGE_TIMEOUT_MS);
  try {
    const [answer] = (await Promise.race([once(sent.end(body), 'response'), onceClosed(line)])) as [IncomingMessage];
    return { status: answer.statusCode ?? 0, body: await readAtMost(answer, bytesMax) };
  } catch (cause) {
    if (cause instanceof IimsError) throw cause;
    throw exchangeFault(cause);
  } finally {
    clearTimeout(late);
    sent.destroy();
  }
}

async function onceClosed(line: TLSSocket): Promise<never> {
  await once(line, 'close');
  throw timedOut('ECONNRESET');
}

async function readAtMost(answer: IncomingMessage, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > bytesMax) {
      throw new IimsError('frame.too-large', {
        message: "The partner's answer is too large.",
        rule: `at most ${bytesMax} bytes`,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** TLS 1.3 tells a client after its handshake that its certificate is refused: the line is then closed instead of an answer. */
function exchangeFault(cause: unknown): IimsError {
  if ((cause as { code?: unknown }).code !== 'ETIMEDOUT') {
    return new IimsError('partner.line-closed', {
      message: 'The partner closes the line after the handshake.',
      rule: 'it knows the TLS key of this node and has not suspended its State',
      cause,
    });
  }
  return new IimsError('partner.connection-lost', {
    message: 'The partner did not answer in time.',
    rule: `within ${EXCHANGE_TIMEOUT_MS} ms`,
    cause,
  });
}

function timedOut(code: string): Error {
  return Object.assign(new Error(code), { code });
}

const CONNECT_TIMEOUT_MS = 3_000;
const HANDSHAKE_TIMEOUT_MS = 4_000;
const EXCHANGE_TIMEOUT_MS = 5_000;
