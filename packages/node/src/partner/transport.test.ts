// SPDX-License-Identifier: Apache-2.0
// A partner's line as a slow, silent or endless partner leaves it: every exchange ends, in time, and frees its connection.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { nodesOf } from '@iims/crypto/trust-lookup';
import { foundedForTests, GEO, UKR } from '../trust/federation.fixture.ts';
import { FRAME_BYTES_MAX } from './edge-paths.ts';
import { clientTlsOptions, serverTlsOptions } from './tls.ts';
import { openTransport, type PartnerTransport } from './transport.ts';

const federation = foundedForTests(Date.now());
const tlsOf = (state: typeof GEO) => ({
  identity: () => federation.states.get(state)!.keys.tls[0]!,
  trust: () => federation.trust,
});
const FRAME = new Uint8Array(100);
/** An exchange ends after 2 s; a busy machine may notice later. */
const ENDED_WITHIN_MS = 5_000;

describe('an exchange with a partner', () => {
  it('brings back the whole answer, also in pieces', async () => {
    await withPartner(
      (request, response) => {
        response.write('sealed ');
        request.resume().on('end', () => setImmediate(() => response.end('answer')));
      },
      async ({ post }) => {
        const answers = await Promise.all([post(FRAME), post(FRAME)]);
        for (const answer of answers) assert.equal(Buffer.from(answer).toString(), 'sealed answer');
      },
    );
  });

  it('ends in time with a partner that drips, and with one that is silent, also while it waits for a connection', async () => {
    let dripping = 0;
    await withPartner(
      (_request, response) => {
        if (dripping++ % 2 === 0) return;
        const drops = setInterval(() => response.write('.'), 100);
        response.once('close', () => clearInterval(drops));
      },
      async ({ post }, underWay) => {
        const startedAt = performance.now();
        // More than there are connections.
        const codes = await Promise.all(Array.from({ length: 20 }, () => codeOf(post(FRAME))));
        assert.deepEqual(new Set(codes), new Set(['partner.connection-lost']));
        assert.ok(performance.now() - startedAt < ENDED_WITHIN_MS);
        await untilNone(underWay);
      },
    );
  });

  it('ends at the first byte beyond what a frame may have', async () => {
    await withPartner(
      (_request, response) => void response.write(Buffer.alloc(FRAME_BYTES_MAX + 1)),
      async ({ post }, underWay) => {
        assert.equal(await codeOf(post(FRAME)), 'frame.too-large');
        await untilNone(underWay);
      },
    );
  });

  it('tells a busy partner from one that refuses and one that is not there', async () => {
    let status = 503;
    await withPartner(
      (_request, response) => void response.writeHead(status).end(),
      async ({ post, close }) => {
        assert.equal(await codeOf(post(FRAME)), 'partner.busy');
        status = 400;
        assert.equal(await codeOf(post(FRAME)), 'partner.refused');
        await close();
        assert.equal(await codeOf(post(FRAME)), 'partner.connection-lost');
      },
    );
    const nobody = openTransport({ endpoint: { host: '127.0.0.1', port: 1 }, tls: clientTls() });
    assert.equal(await codeOf(nobody.post(FRAME)), 'partner.unreachable');
    await nobody.close();
  });
});

/** A partner's edge that answers so, and a line to it. */
async function withPartner(
  answer: RequestListener,
  use: (line: PartnerTransport, underWay: () => number) => Promise<void>,
): Promise<void> {
  let underWay = 0;
  const server = createServer(serverTlsOptions(tlsOf(GEO)), (request, response) => {
    underWay += 1;
    response.once('close', () => {
      underWay -= 1;
    });
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const line = openTransport({ endpoint: { host: '127.0.0.1', port }, tls: clientTls() });
  try {
    await use(line, () => underWay);
  } finally {
    await line.close();
    server.closeAllConnections();
    server.close();
  }
}

function clientTls(): object {
  return clientTlsOptions(tlsOf(UKR), nodesOf(federation.trust, GEO)[0]!);
}

/** The fault's code, or `answered`. */
async function codeOf(exchange: Promise<unknown>): Promise<string> {
  return exchange.then(
    () => 'answered',
    (fault: { code: string }) => fault.code,
  );
}

/** The partner notices a little later that nobody listens any more. */
async function untilNone(underWay: () => number): Promise<void> {
  const until = performance.now() + ENDED_WITHIN_MS;
  while (underWay() > 0) {
    assert.ok(performance.now() < until, 'nothing is under way any more');
    await new Promise((again) => setTimeout(again, 10));
  }
}
