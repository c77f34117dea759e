// SPDX-License-Identifier: Apache-2.0
// A partner asks for more than its share: it is told to wait, and the others notice nothing. Ukraine is played by hand.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import { trustBundleOf } from '@iims/crypto/trust-bundle';
import { nodesOf } from '@iims/crypto/trust-lookup';
import { CONNECTIONS_PER_NODE_MAX, clientTlsOptions } from '@iims/node/partner/tls';
import { TRUST_BUNDLE_BYTES_MAX } from '@iims/wire/trust-documents';
import { until } from '@iims/wire/until.fixture';
import type { HandPlayedState } from '../federation/hand-played-state.ts';
import { AZE, GEO, TestFederation, UKR } from '../federation/test-federation.ts';

let federation: TestFederation;
let ukraine: HandPlayedState;

before(async () => {
  federation = await TestFederation.found();
  ukraine = federation.play(UKR);
  await federation.start(GEO, AZE);
});
after(() => federation.close());

describe('a partner that sends', () => {
  it('a thousand frames at once is told that the node is busy, while another State is answered in time', async () => {
    const { bytes } = ukraine.sealQuestions(GEO, [ukraine.question('AA1234567')]);
    const flood = Promise.all(Array.from({ length: 1_000 }, () => ukraine.post(GEO, '/v1/frames', bytes)));
    const { states } = await federation.ask(AZE, 'AA1234567');
    assert.equal(states.find(({ state }) => state === 'GEO')!.outcome, 'no-hit');
    const statuses = (await flood).map(({ status }) => status);
    assert.deepEqual([...new Set(statuses)].sort(), [200, 503]);
    const busy = (await federation.entries(GEO, 'query.frame-rejected')).filter(
      ({ body }) => body.code === 'partner.busy',
    );
    assert.equal(busy.length, 1, 'a flood does not go on in the log');
    assert.equal((await ukraine.ask(GEO, [ukraine.question('AA1234567')]))[0]!.outcome, 'no-hit');
  });

  it('trust bundles of the greatest length, one after the other, is told to wait before they are read, and another State is not', async () => {
    const rubbish = new Uint8Array(TRUST_BUNDLE_BYTES_MAX).fill(0x5b);
    const statuses: number[] = [];
    // Each ends within the time that a request may take, in which less is refilled than it takes.
    for (let sent = 0; sent < 4; sent += 1) statuses.push((await ukraine.post(GEO, '/v1/trust', rubbish)).status);
    assert.deepEqual(statuses, [400, 400, 400, 503]);
    const bundle = trustBundleOf(federation.founded.trust);
    assert.equal((await federation.play(AZE).post(GEO, '/v1/trust', bundle)).status, 200);
  });

  it('more of one kind than it may is told so, however it writes the path', async () => {
    const lines = Array.from({ length: 3 }, () => connectToGeo());
    const said = lines.map(async (line, n) => {
      line.on('error', () => undefined);
      const path = ['/v1/messages?n', '/v1/%6dessages', '/v1/messages'][n];
      line.write(
        `POST ${path} HTTP/1.1\r\nhost: geo\r\ncontent-type: application/octet-stream\r\ncontent-length: 9\r\n\r\n`,
      );
      const [head] = await once(line, 'data');
      return String(head).split('\r\n', 1)[0];
    });
    // The two that may stay wait for their bodies, and end with their lines.
    const first = await Promise.any(said);
    assert.match(first!, /^HTTP\/1.1 503 /);
    for (const line of lines) line.destroy(new Error('enough'));
    await Promise.allSettled(said);
  });

  it('requests that it breaks off, one after the other, is named in an entry, and not in each', async () => {
    const rejected = async () => {
      const entries = await federation.entries(GEO, 'query.frame-rejected');
      return entries.filter(({ body }) => body.code !== 'partner.busy' && body.code !== 'frame.too-large');
    };
    const before = (await rejected()).length;
    const head = 'POST /v1/frames HTTP/1.1\r\nhost: geo\r\ncontent-type: application/octet-stream\r\n';
    for (let n = 0; n < BROKEN_OFF; n += 1) {
      const line = connectToGeo();
      line.on('error', () => undefined);
      line.write(`${head}content-length: 9000\r\nexpect: 100-continue\r\n\r\nx`);
      // That it goes on shows that it has read the head.
      assert.match(String((await once(line, 'data'))[0]), / 100 /);
      line.destroy();
    }
    await until(async () => (await rejected()).length > before, 'it is entered');
    assert.equal((await ukraine.ask(GEO, [ukraine.question('AA1234567')]))[0]!.outcome, 'no-hit');
    const entries = (await rejected()).slice(before).map(({ body }) => `${body.state} ${body.code}`);
    assert.deepEqual([...new Set(entries)], ['UKR partner.connection-lost']);
    assert.ok(entries.length < BROKEN_OFF, `${entries.length} entries`);
  });

  it('nothing, over many connections, keeps a few of them', async () => {
    const sockets = Array.from({ length: 2 * CONNECTIONS_PER_NODE_MAX }, () => connectToGeo());
    let open = sockets.length;
    for (const socket of sockets) socket.on('error', () => undefined).once('close', () => (open -= 1));
    await Promise.all(sockets.map((socket) => once(socket, 'secureConnect')));
    await until(() => open <= CONNECTIONS_PER_NODE_MAX, 'only a few are open');
    for (const socket of sockets) socket.destroy();
  });
});

const BROKEN_OFF = 20;

/** As Ukraine. */
function connectToGeo(): TLSSocket {
  const { trust } = federation.founded;
  const node = nodesOf(trust, GEO)[0]!;
  const identity = () => ukraine.founded.keys.tls[0]!;
  const { maxCachedSessions: _, ...tls } = clientTlsOptions({ identity, trust: () => trust }, node);
  return connect({ ...node.endpoint, ...tls });
}
