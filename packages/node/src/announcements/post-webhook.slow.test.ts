// SPDX-License-Identifier: Apache-2.0
// The road of a call on real sockets: what a receiver may do to the node that calls it.
import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { postWebhook } from './post-webhook.ts';
import { targetLookup } from './target-address.ts';

const CALL = { headers: { 'webhook-id': 'GEO-1' }, body: '{"type":"test"}' };

async function receiver(t: { after(close: () => unknown): void }, listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

test('a call brings its headers and its body, whatever the receiver says in its answer', async (t) => {
  const seen: string[] = [];
  const url = await receiver(t, (request, response) => {
    request.on('data', (part) => seen.push(`${request.method} ${request.headers['webhook-id']} ${part}`));
    request.on('end', () => response.writeHead(204).end());
  });
  await postWebhook({ url, ...CALL });
  assert.deepEqual(seen, ['POST GEO-1 {"type":"test"}']);
});

test('a redirect is not followed, and another status is a refusal', async (t) => {
  let calls = 0;
  for (const status of [301, 307, 400, 410, 500]) {
    const url = await receiver(t, (_request, response) => {
      calls += 1;
      response.writeHead(status, { location: '/elsewhere' }).end();
    });
    await assert.rejects(postWebhook({ url, ...CALL }), { code: 'webhook.refused' });
  }
  assert.equal(calls, 5);
});

test('an answer without end is left after what is read of it', async (t) => {
  const url = await receiver(t, (_request, response) => {
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(4_096)));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  });
  await postWebhook({ url, ...CALL });
});

test('silence, an answer that trickles, a connection that is cut and another protocol are no answer', async (t) => {
  const listeners: RequestListener[] = [
    () => undefined,
    (_request, response) => {
      const timer = setInterval(() => response.write(' '), 5);
      response.on('close', () => clearInterval(timer));
    },
    (request) => request.socket.destroy(),
    (request) => request.socket.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    (request) => request.socket.end('no HTTP'),
  ];
  for (const listener of listeners) {
    const url = await receiver(t, listener);
    await assert.rejects(postWebhook({ url, ...CALL }, { timeoutMs: 200 }), { code: 'webhook.unreachable' });
  }
  await assert.rejects(postWebhook({ url: 'http://127.0.0.1:1/', ...CALL }), { code: 'webhook.unreachable' });
});

test('a name that leads into the own network is not called, and neither is an address of the link', async (t) => {
  let calls = 0;
  const url = await receiver(t, (_request, response) => {
    calls += 1;
    response.end();
  });
  const { port } = new URL(url);
  const lookup = targetLookup((_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]));
  const named = { url: `http://desk.example:${port}/`, ...CALL };
  await assert.rejects(postWebhook(named, { lookup }), { code: 'webhook.address' });
  for (const host of ['169.254.169.254', '[fe80::1]']) {
    await assert.rejects(postWebhook({ url: `http://${host}:${port}/`, ...CALL }), { code: 'webhook.address' });
  }
  assert.equal(calls, 0);
});
