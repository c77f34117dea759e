// SPDX-License-Identifier: Apache-2.0
// A long answer of a partner, taken as it comes: whole and in order also where its taker waits, and ended where the partner drips,
// says another length, or is no node.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createPlainServer, type RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';
import { nodesOf } from '@iims/crypto/trust-lookup';
import { systemRandom } from '../clock.ts';
import { foundedForTests, GEO, UKR } from '../trust/federation.fixture.ts';
import { type StreamCall, takeStream } from './streamed-answer.ts';
import { clientTlsOptions, serverTlsOptions } from './tls.ts';

const federation = foundedForTests(Date.now());
const tlsOf = (state: typeof GEO) => ({
  identity: () => federation.states.get(state)!.keys.tls[0]!,
  trust: () => federation.trust,
});
const CONTENT = systemRandom(3_000_000);

it('takes all of it in order, also where its taker waits and takes its time with what TLS has opened already', async () => {
  await withPartner(
    (_request, response) => void response.writeHead(200, { 'content-length': CONTENT.length }).end(CONTENT),
    async (stream) => {
      const digest = createHash('sha256');
      let parts = 0;
      const end = await stream({
        take(part) {
          parts += 1;
          const copy = part.slice();
          if (parts % 7 !== 0) return void digest.update(copy);
          return new Promise((taken) => setImmediate(() => setImmediate(() => taken(void digest.update(copy)))));
        },
      });
      assert.equal(end.status, 200);
      assert.equal(digest.digest('hex'), createHash('sha256').update(CONTENT).digest('hex'));
    },
  );
});

it('gives the first bytes of a refusal, and none of them to its taker', async () => {
  await withPartner(
    (_request, response) => void response.writeHead(400, { 'content-length': 6_000 }).end(Buffer.alloc(6_000, 'a')),
    async (stream) => {
      const { status, body } = await stream({ take: () => assert.fail('nothing was given') });
      assert.deepEqual([status, Buffer.from(body).toString()], [400, 'a'.repeat(4_096)]);
    },
  );
});

it('waits for no end of a refusal that is longer than what is kept of it', async () => {
  await withPartner(
    (_request, response) => void response.writeHead(404, { 'content-length': 2 ** 39 }).write(Buffer.alloc(8_192, 'a')),
    async (stream) => {
      const { status, body } = await stream({ take: () => assert.fail('nothing was given'), silenceMs: 1_000 });
      assert.deepEqual([status, body.length], [404, 4_096]);
    },
  );
});

it('ends with a partner that drips, though none of its pauses is a silence', async () => {
  await withPartner(
    (_request, response) => {
      response.writeHead(200, { 'content-length': CONTENT.length });
      const drops = setInterval(() => response.write('.'), 10);
      response.once('close', () => clearInterval(drops));
    },
    async (stream) => {
      const dripping = stream({ take: () => undefined, silenceMs: 10_000, pace: { bytesMin: 1_000, withinMs: 200 } });
      await assert.rejects(dripping, { code: 'partner.connection-lost', rule: '1000 bytes within 200 ms' });
    },
  );
});

it('ends where the answer does so early, or is none of a node', async () => {
  for (const answer of [
    'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nfive.',
    'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfive.',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    'HTTP/1.1 200 OK\r\ncontent-length: 4\r\ncontent-length: 5\r\n\r\nfive.',
    'HTTP/1.1 200 OK\r\n\r\nfive.',
    'SSH-2.0-OpenSSH\r\n\r\n',
    `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
  ]) {
    const server = createTlsServer(serverTlsOptions(tlsOf(GEO)), (socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(answer));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const taken = takeFrom((server.address() as AddressInfo).port)({ take: () => undefined });
    await assert.rejects(taken, { code: 'partner.connection-lost' }, answer.slice(0, 40));
    server.close();
  }
});

it('ends when it is told to, and with nobody at the other end', async () => {
  const stopping = new AbortController();
  await withPartner(
    (_request, response) => void response.writeHead(200, { 'content-length': 10 }).write('five.'),
    async (stream) => {
      const ended = stream({ take: () => void stopping.abort(new Error('told')), signal: stopping.signal });
      await assert.rejects(ended, /told/);
    },
  );
  const plain = createPlainServer().listen(0, '127.0.0.1');
  await once(plain, 'listening');
  const { port } = plain.address() as AddressInfo;
  plain.close();
  await assert.rejects(takeFrom(port)({ take: () => undefined }), { code: 'ECONNREFUSED' });
});

function takeFrom(port: number) {
  const tls = clientTlsOptions(tlsOf(UKR), nodesOf(federation.trust, GEO)[0]!);
  const options = { endpoint: { host: '127.0.0.1', port }, tls, connectMs: 5_000 };
  return (call: Pick<StreamCall, 'take'> & Partial<StreamCall>) =>
    takeStream(options, { path: '/', silenceMs: 5_000, signal: new AbortController().signal, ...call });
}

async function withPartner(
  answer: RequestListener,
  use: (stream: ReturnType<typeof takeFrom>) => Promise<void>,
): Promise<void> {
  const server = createServer(serverTlsOptions(tlsOf(GEO)), answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await use(takeFrom((server.address() as AddressInfo).port));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
