// SPDX-License-Identifier: Apache-2.0
// Lines that break at every moment of a partner's test: each is a fault with a code, and none of them ends the process.
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { nodesOf } from '@iims/crypto/trust-lookup';
import { IimsError } from '@iims/wire/errors';
import { foundedForTests, GEO, UKR } from '../trust/federation.fixture.ts';
import { openLine, postOverLine, shakeHands } from './probe-line.ts';
import { clientTlsOptions, serverTlsOptions } from './tls.ts';

const { trust, states } = foundedForTests(Date.now());
const tlsOf = (state: typeof GEO) => ({ identity: () => states.get(state)!.keys.tls[0]!, trust: () => trust });

describe('a line to a partner', () => {
  let server: Server;
  let port: number;
  let breakLine: (socket: TLSSocket) => void;

  before(async () => {
    server = createServer(serverTlsOptions(tlsOf(UKR)), (socket) => {
      socket.on('error', () => undefined);
      breakLine(socket);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    ({ port } = server.address() as AddressInfo);
  });
  after(() => server.close());

  const moments: readonly (readonly [string, (socket: TLSSocket) => void])[] = [
    ['at once after the handshake', (socket) => socket.destroy()],
    ['a moment after the handshake', (socket) => void setTimeout(() => socket.destroy(), 3)],
    ['with its first byte', (socket) => socket.once('data', () => socket.destroy())],
    ['in the middle of the answer', (socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-L'))],
  ];
  for (const [moment, act] of moments) {
    it(`that breaks ${moment} has a code, and nothing comes after it`, async () => {
      breakLine = act;
      await assert.rejects(exchange, (fault) => fault instanceof IimsError && fault.code.startsWith('partner.'));
      // An error that nobody listens to would arrive now, and end the process.
      await pause(20);
    });
  }

  async function exchange(): Promise<void> {
    const partner = nodesOf(trust, UKR)[0]!;
    const socket = await openLine('127.0.0.1', port);
    const line = await shakeHands(socket, clientTlsOptions(tlsOf(GEO), partner));
    // As in the test of a partner, something is done between handshake and exchange.
    await pause(5);
    await postOverLine(line, { path: '/v1/echo', body: new Uint8Array(2_000), bytesMax: 1_000 });
  }
});
