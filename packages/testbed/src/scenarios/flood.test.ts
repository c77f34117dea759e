// SPDX-License-Identifier: Apache-2.0
// A partner asks for more than its share: it is told to wait, and the others notice nothing. Ukraine is played by hand.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { connect } from 'node:tls';
import { trustBundleOf } from '@iims/crypto/trust-bundle';
import { nodesOf } from '@iims/crypto/trust-lookup';
import { CONNECTIONS_PER_NODE_MAX, clientTlsOptions } from '@iims/node/partner/tls';
import { TRUST_BUNDLE_BYTES_MAX } from '@iims/wire/trust-documents';
import type { HandPlayedState } from '../federation/hand-played-state.ts';
import { AZE, GEO, TestFederation, UKR } from '../federation/test-federation.ts';
import { until } from './until.ts';

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

  it('nothing, over many connections, keeps a few of them', async () => {
    const { trust } = federation.founded;
    const node = nodesOf(trust, GEO)[0]!;
    const identity = () => ukraine.founded.keys.tls[0]!;
    const { maxCachedSessions: _, ...tls } = clientTlsOptions({ identity, trust: () => trust }, node);
    const sockets = Array.from({ length: 2 * CONNECTIONS_PER_NODE_MAX }, () => connect({ ...node.endpoint, ...tls }));
    let open = sockets.length;
    for (const socket of sockets) socket.on('error', () => undefined).once('close', () => (open -= 1));
    await Promise.all(sockets.map((socket) => once(socket, 'secureConnect')));
    await until(() => open <= CONNECTIONS_PER_NODE_MAX, 'only a few are open');
    for (const socket of sockets) socket.destroy();
  });
});
