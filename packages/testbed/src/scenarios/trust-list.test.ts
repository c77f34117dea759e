// SPDX-License-Identifier: Apache-2.0
// What the trust list takes back is refused at once, and what a State writes into its own document harms that State alone.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { KEM_ALGORITHM, keyId } from '@iims/crypto/keys';
import { systemRandom } from '@iims/node/clock';
import { makeNodeIdentity } from '@iims/node/trust/node-identity';
import { toBase64, toHex } from '@iims/wire/bytes';
import { AZE, type FederationOptions, GEO, TestFederation, UKR } from '../federation/test-federation.ts';

const DAY_MS = 24 * 3_600_000;
const otherKeys = () => {
  const endpoint = { host: '127.0.0.1', port: 1 };
  return makeNodeIdentity({ state: UKR, nodeId: 'ukr-1', endpoint, now: Date.now(), random: systemRandom })
    .documentEntry;
};

function noOpeningKey() {
  const zeros = new Uint8Array(1_216);
  return { kid: toHex(keyId(KEM_ALGORITHM, zeros)), publicKey: toBase64(zeros), ...aroundToday() };
}

function aroundToday() {
  return { notBefore: Date.now() - DAY_MS, notAfter: Date.now() + DAY_MS };
}

describe('the trust list', () => {
  let federation: TestFederation;
  afterEach(() => federation.close());

  /** Georgia and Azerbaijan run, Ukraine is played by hand and answers honestly. */
  async function found(options: FederationOptions = {}) {
    federation = await TestFederation.found(options);
    const ukraine = federation.play(UKR);
    await ukraine.serve((asked, response) => void response.end(ukraine.sealAnswers(asked)));
    await federation.start(GEO, AZE);
    return ukraine;
  }

  async function outcomes() {
    const { states } = await federation.ask(GEO, 'AA1234567');
    return Object.fromEntries(states.map(({ state, outcome, reason }) => [state, reason ?? outcome]));
  }

  it('without a key refuses what it signs, in answers and in questions', async () => {
    const ukraine = await found();
    assert.deepEqual(await outcomes(), { GEO: 'no-hit', AZE: 'no-hit', UKR: 'no-hit' });
    await federation.bring(ukraine, GEO, federation.withNode(UKR, { signing: otherKeys().signing }));
    assert.deepEqual(await outcomes(), { GEO: 'no-hit', AZE: 'no-hit', UKR: 'bad-signature' });
    const { bytes } = await ukraine.post(GEO, '/v1/frames', ukraine.sealQuestions(GEO, [ukraine.question('X1')]).bytes);
    assert.match(Buffer.from(bytes).toString(), /"envelope.unknown-sender"/);
  });

  it('that loses a key while the answer is on its way refuses the answer', async () => {
    const ukraine = await found();
    await ukraine.leave();
    await ukraine.serve(async (asked, response) => {
      await federation.bring(ukraine, GEO, federation.withNode(UKR, { signing: otherKeys().signing }));
      response.end(ukraine.sealAnswers(asked));
    });
    assert.deepEqual(await outcomes(), { GEO: 'no-hit', AZE: 'no-hit', UKR: 'bad-signature' });
  });

  it('with a document whose grace is over asks that State nothing and answers it nothing', async () => {
    const ukraine = await found({ foundedAt: Date.now() - 5 * DAY_MS });
    assert.deepEqual(await outcomes(), { GEO: 'no-hit', AZE: 'no-hit', UKR: 'trust-list-expired' });
    const { bytes } = await ukraine.post(GEO, '/v1/frames', ukraine.sealQuestions(GEO, [ukraine.question('X1')]).bytes);
    assert.deepEqual(JSON.parse(Buffer.from(bytes).toString()), { error: { code: 'frame.trust-list' } });
  });

  const poison: [string, Parameters<TestFederation['withNode']>[1], string][] = [
    ['a port where nobody listens', { endpoint: { host: '127.0.0.1', port: 1 } }, 'connection-refused'],
    ['a host that no URL can hold', { endpoint: { host: 'a b/?#', port: 443 } }, 'not-trusted'],
    ['an address in disguise', { endpoint: { host: 'a@169.254.169.254', port: 80 } }, 'not-trusted'],
    [
      'a certificate that is none',
      { tls: [{ spkiSha256: '00'.repeat(32), certificate: toBase64(Uint8Array.of(1, 2, 3)), ...aroundToday() }] },
      'not-trusted',
    ],
    ['an opening key to which nothing can be sealed', { kem: [noOpeningKey()] }, 'not-trusted'],
  ];
  for (const [what, changes, reason] of poison) {
    it(`with ${what} in a State's document breaks no query to the others`, async () => {
      await found();
      // Another State brings it: the node closes the connections of a pin that is no longer listed.
      await federation.bring(federation.play(AZE), GEO, federation.withNode(UKR, changes));
      assert.deepEqual(await outcomes(), { GEO: 'no-hit', AZE: 'no-hit', UKR: reason });
    });
  }

  it('that a partner sends drop by drop keeps no node from starting', async () => {
    federation = await TestFederation.found();
    const dripping: NodeJS.Timeout[] = [];
    await federation.play(UKR).serve(
      () => undefined,
      (_, response) => void dripping.push(setInterval(() => response.write('.'), 100)),
    );
    const startedAt = performance.now();
    await federation.start(GEO);
    for (const timer of dripping) clearInterval(timer);
    assert.ok(dripping.length > 0 && performance.now() - startedAt < 20_000);
    assert.equal((await outcomes()).GEO, 'no-hit');
  });

  it('in force, a node without a register says so and answers no "no hit"', async () => {
    await found({ withoutRegister: [GEO] });
    assert.deepEqual(await outcomes(), { GEO: 'register-failed', AZE: 'no-hit', UKR: 'no-hit' });
  });
});
