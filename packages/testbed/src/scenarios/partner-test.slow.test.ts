// SPDX-License-Identifier: Apache-2.0
// The test of a partner finds what is wrong with it, layer by layer: real nodes, real lines, and a State in the test's own hands.
import assert from 'node:assert/strict';
import { createServer } from 'node:https';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { trustBundleOf } from '@iims/crypto/trust-bundle';
import { callAdmin } from '@iims/node/admin-call';
import { systemClock, systemRandom } from '@iims/node/clock';
import type { TlsIdentity } from '@iims/node/keys/node-keys';
import { answerEcho } from '@iims/node/partner/echo';
import type { PartnerTest } from '@iims/node/partner/partner-tests';
import type { LayerResult } from '@iims/node/partner/test-partner';
import { serverTlsOptions } from '@iims/node/partner/tls';
import { WHAT_TO_DO } from '@iims/node/partner/what-to-do';
import { toBase64, toHex } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import { AZE, GEO, TestFederation, UKR } from '../federation/test-federation.ts';

let federation: TestFederation;
beforeEach(async () => {
  federation = await TestFederation.found({ states: [GEO, UKR, AZE] });
  await federation.start(GEO);
});
afterEach(() => federation.close());

describe('the test of a partner', { timeout: 60_000 }, () => {
  it('passes every layer to a node that is well, and is kept and entered', async () => {
    await federation.start(UKR);
    const { outcome, layers } = await tested(UKR);
    assert.deepEqual(outcomes(layers), Array(8).fill('passed'));
    assert.equal(outcome, 'passed');
    assert.deepEqual(found(layers, 'tls'), { protocol: 'TLSv1.3', group: 'X25519MLKEM768' });
    assert.equal(found(layers, 'pin').presented, federation.founded.states.get(UKR)!.keys.tls[0]!.spkiSha256);
    const [signing] = federation.founded.states.get(UKR)!.keys.signing;
    assert.equal(found(layers, 'signature').keyId, toHex(signing!.ed25519.keyId));
    assert.ok(Math.abs(found(layers, 'clock').aheadMs as number) < 1_000);

    const { body } = (await federation.entries(GEO, 'partner.tested'))[0]!;
    assert.deepEqual([body.state, body.outcome, body.by], [UKR, 'passed', 'administrator']);
    await tested(UKR);
    assert.equal((await federation.entries(UKR, 'partner.echoed')).length, 1, 'one entry an hour at the other side');
    const kept = (await partner(UKR)).lastTest as PartnerTest;
    assert.deepEqual(
      kept.layers.map(({ layer }) => layer),
      layers.map(({ layer }) => layer),
    );

    await federation.stop(GEO);
    await federation.start(GEO);
    assert.deepEqual((await partner(UKR)).lastTest, kept, 'the result outlives a restart');
  });

  it('stops at the connection when the node is down', async () => {
    const { outcome, layers } = await tested(UKR);
    assert.equal(outcome, 'failed');
    failsAt(layers, 'tcp', 'partner.unreachable');
    const { body } = (await federation.entries(GEO, 'partner.tested'))[0]!;
    assert.deepEqual([body.layer, body.code], ['tcp', 'partner.unreachable']);
  });

  it('stops at the pin when another certificate is presented, and says whose it is', async () => {
    const other = federation.founded.states.get(AZE)!.keys.tls[0]!;
    const closed = await presentAt(UKR, other);
    const { layers } = await tested(UKR);
    await closed();
    failsAt(layers, 'pin', 'partner.not-trusted');
    assert.deepEqual([found(layers, 'pin').presented, found(layers, 'pin').belongsTo], [other.spkiSha256, AZE]);
  });

  it('stops at the handshake where no TLS is spoken', async () => {
    const played = federation.play(UKR);
    const { createServer: createPlain } = await import('node:net');
    const server = createPlain((socket) => socket.end('SSH-2.0-something\r\n'));
    await new Promise<void>((done) => server.listen(played.founded.documentEntry.endpoint.port, '127.0.0.1', done));
    const { layers } = await tested(UKR);
    server.close();
    failsAt(layers, 'tls', 'partner.handshake');
  });

  it('stops at the signature when the key is revoked in the document that is in force here', async () => {
    await federation.start(UKR);
    const [signing] = federation.founded.states.get(AZE)!.documentEntry.signing;
    const [own] = federation.founded.states.get(UKR)!.documentEntry.signing;
    // A fresh key that the node does not hold: it goes on signing with the one that its document lists no more.
    const fresh = { ...signing!, ed25519: toBase64(systemRandom(32)), mldsa65: toBase64(systemRandom(1_952)) };
    assert.notEqual(fresh.ed25519, own!.ed25519);
    await bring(federation.withNode(UKR, { signing: [fresh] }));
    const { layers } = await tested(UKR);
    failsAt(layers, 'signature', 'envelope.unknown-sender');
  });

  it('stops at the signature when the partner has suspended this State', async () => {
    await federation.start(UKR);
    await administer(UKR, '/partners/suspend', { state: GEO, reason: 'a scenario' });
    failsAt((await tested(UKR)).layers, 'signature', 'partner.line-closed');
  });

  it('warns of a clock that is off, and fails beyond what frames bear', async () => {
    for (const [aheadMs, outcome] of [
      [-3 * MINUTE_MS, 'warned'],
      [6 * MINUTE_MS, 'failed'],
    ] as const) {
      const played = federation.play(UKR);
      const { founded } = played;
      await played.serve(
        () => undefined,
        async (message, response) => {
          if (message.url !== '/v1/echo') return void response.end(trustBundleOf(federation.founded.trust));
          const chunks: Uint8Array[] = [];
          for await (const chunk of message) chunks.push(chunk as Uint8Array);
          const side = {
            exercise: false,
            signing: () => founded.keys.signing[0]!,
            kemKey: (keyId: Uint8Array) => founded.keys.kem.get(toHex(keyId)),
            trust: () => federation.founded.trust,
            clock: { ...systemClock, now: () => systemClock.now() + aheadMs },
            random: systemRandom,
            release: '9.9.9',
          };
          response.end(answerEcho(side, GEO, Buffer.concat(chunks)));
        },
      );
      const { layers } = await tested(UKR);
      await played.leave();
      const clock = layers.find(({ layer }) => layer === 'clock')!;
      assert.deepEqual([clock.outcome, clock.code], [outcome, 'partner.clock'], JSON.stringify(layers));
      assert.ok(Math.abs((clock.found!.aheadMs as number) - aheadMs) < 2_000);
      assert.equal(layers.at(-1)!.outcome, outcome === 'failed' ? 'not-tried' : 'passed');
    }
  });

  it('is refused for a partner that is suspended, and for a State that is none', async () => {
    await administer(GEO, '/partners/suspend', { state: UKR, reason: 'a scenario' });
    const refused = async (state: string) => {
      const { answer } = await callAdmin(federation.directoryOf(GEO), {
        verb: 'POST',
        path: '/partners/test',
        body: { state },
      });
      return (answer as { error?: { code: string } }).error?.code;
    };
    assert.equal(await refused(UKR), 'partner.suspended');
    assert.equal(await refused(GEO), 'input.invalid');
    assert.equal(await refused('ROU'), 'input.invalid');
    const { suspended } = await partner(UKR);
    assert.deepEqual(
      { ...(suspended as object), since: undefined },
      {
        since: undefined,
        reason: 'a scenario',
        by: 'administrator',
      },
    );
  });
});

async function tested(state: StateCode): Promise<PartnerTest> {
  return (await administer(GEO, '/partners/test', { state })) as PartnerTest;
}

async function partner(state: StateCode): Promise<Readonly<Record<string, unknown>>> {
  const { answer } = await callAdmin(federation.directoryOf(GEO), { verb: 'GET', path: '/partners' });
  const { partners } = answer as { partners: readonly { readonly state: string }[] };
  return partners.find((one) => one.state === state)!;
}

async function administer(state: StateCode, path: string, body: object): Promise<object> {
  const { status, answer } = await callAdmin(federation.directoryOf(state), { verb: 'POST', path, body });
  assert.equal(status, 200, JSON.stringify(answer));
  return answer;
}

async function bring(trust: Parameters<typeof trustBundleOf>[0]): Promise<void> {
  await administer(GEO, '/trust/bring', { bundle: toBase64(trustBundleOf(trust)) });
}

/** Listens where the State's document says, with a certificate that is not the State's. */
async function presentAt(state: StateCode, identity: TlsIdentity): Promise<() => Promise<void>> {
  const { documentEntry } = federation.founded.states.get(state)!;
  const tls = serverTlsOptions({ identity: () => identity, trust: () => federation.founded.trust });
  const server = createServer(tls);
  await new Promise<void>((listening) => server.listen(documentEntry.endpoint.port, '127.0.0.1', listening));
  return () =>
    new Promise((closed) => {
      server.closeAllConnections();
      server.close(() => closed());
    });
}

function outcomes(layers: readonly LayerResult[]): readonly string[] {
  return layers.map(({ outcome }) => outcome);
}

function found(layers: readonly LayerResult[], layer: string): Readonly<Record<string, unknown>> {
  return layers.find((one) => one.layer === layer)!.found!;
}

/** Every layer before it passed, none after it was tried, and it says what to do. */
function failsAt(layers: readonly LayerResult[], layer: string, code: keyof typeof WHAT_TO_DO): void {
  const place = layers.findIndex((one) => one.layer === layer);
  const wanted = layers.map((_, i) => (i < place ? 'passed' : i === place ? 'failed' : 'not-tried'));
  assert.deepEqual(outcomes(layers), wanted, JSON.stringify(layers));
  assert.equal(layers[place]!.code, code);
  assert.equal(layers[place]!.todo, WHAT_TO_DO[code]);
}

const MINUTE_MS = 60_000;
