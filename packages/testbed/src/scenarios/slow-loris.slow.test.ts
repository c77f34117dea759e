// SPDX-License-Identifier: Apache-2.0
// Connections that begin and do not go on, at every step of the partners' edge: closed within 8 seconds, and nobody waits for them.
import assert from 'node:assert/strict';
import { connect as connectTcp, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { nodesOf } from '@iims/crypto/trust-lookup';
import { clientTlsOptions } from '@iims/node/partner/tls';
import type { HandPlayedState } from '../federation/hand-played-state.ts';
import { AZE, GEO, TestFederation, UKR } from '../federation/test-federation.ts';

const CLOSED_WITHIN_MS = 8_000;
/** The body may take longer than the head: a frame has 10 seconds. */
const BODY_WITHIN_MS = 13_000;
let federation: TestFederation;
let ukraine: HandPlayedState;
let azerbaijan: HandPlayedState;

before(async () => {
  federation = await TestFederation.found();
  ukraine = federation.play(UKR);
  azerbaijan = federation.play(AZE);
  await federation.start(GEO);
});
after(() => federation.close());

describe('a connection to the partners’ edge that stands still', { concurrency: true }, () => {
  const steps: [string, number, () => Socket][] = [
    ['before the handshake', CLOSED_WITHIN_MS, () => connectTcp(endpoint())],
    ['in the middle of the handshake', CLOSED_WITHIN_MS, () => written(connectTcp(endpoint()), '\x16\x03\x01\x02\x00')],
    ['before its request', CLOSED_WITHIN_MS, () => overTls('')],
    ['in the head of its request', CLOSED_WITHIN_MS, () => overTls('POST /v1/frames HTTP/1.1\r\nHost: a\r\nX: ')],
    ['in the body of its request', BODY_WITHIN_MS, () => overTls(`${HEAD}Content-Length: 9000\r\n\r\nx`)],
  ];
  for (const [where, withinMs, open] of steps) {
    it(`${where} is closed, and another State is answered meanwhile`, async () => {
      const openedAt = performance.now();
      const closed = Promise.all(Array.from({ length: 8 }, () => untilClosed(open())));
      const [answer] = await azerbaijan.ask(GEO, [azerbaijan.question('AA1234567')]);
      assert.equal(answer!.outcome, 'no-hit');
      await closed;
      assert.ok(performance.now() - openedAt < withinMs, `${performance.now() - openedAt} ms`);
    });
  }
});

function endpoint(): { host: string; port: number } {
  return nodesOf(federation.founded.trust, GEO)[0]!.endpoint;
}

function overTls(text: string): Socket {
  const { trust } = federation.founded;
  const identity = () => ukraine.founded.keys.tls[0]!;
  const { maxCachedSessions: _, ...tls } = clientTlsOptions({ identity, trust: () => trust }, nodesOf(trust, GEO)[0]!);
  return written(connectTls({ ...endpoint(), ...tls }), text);
}

function written(socket: Socket, text: string): Socket {
  socket.write(text, 'latin1');
  return socket;
}

function untilClosed(socket: Socket): Promise<void> {
  // What the edge still says is read, so that its end is seen.
  return new Promise((closed) =>
    socket
      .on('error', () => undefined)
      .resume()
      .once('close', () => closed()),
  );
}

const HEAD = 'POST /v1/frames HTTP/1.1\r\nHost: a\r\nContent-Type: application/octet-stream\r\n';
