// SPDX-License-Identifier: Apache-2.0
// What the trust list takes back is refused at once, and what a State writes into its own document harms that State alone.
// A State has a second to answer. On a busy machine it may miss it, which proves nothing either way: then it is asked again.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { KEM_ALGORITHM, keyId } from '@iims/crypto/keys';
import { systemRandom } from '@iims/node/clock';
import { makeNodeIdentity } from '@iims/node/trust/node-identity';
import { toBase64, toHex } from '@iims/wire/bytes';
import type { Reaction } from '../federation/hand-played-state.ts';
import { AZE, type FederationOptions, GEO, TestFederation, UKR } from '../federation/test-federation.ts';

const DAY_MS = 24 * 3_600_000;
/** How often States that are late are asked again: a minute on a machine where everybody is late. */
const TURNS_MAX = 60;
/** How often nodes that have just started are asked whether they know each other; another minute. */
const MEETING_TURNS_MAX = 300;
const MEETING_PAUSE_MS = 200;
const STORIES_MAX = 8;
const DROP_EVERY_MS = 100;
/** Drops in ten seconds, and fewer on a busy machine: a node gives up after five. */
const DROPS_MAX = 100;
/** Only a node that waits for ever comes here. */
const HANGS_AFTER_MS = 300_000;
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

  /**
   * Georgia and Azerbaijan run and have met, Ukraine is played by hand and answers as `react` does, by itself honestly. Nothing is
   * tried before the two hold each other's attestations and speak over open lines: what they do at a start has bounds of its own.
   */
  async function found(options: FederationOptions = {}, react?: Reaction) {
    federation = await TestFederation.found(options);
    const ukraine = federation.play(UKR);
    let hasMet = false;
    await ukraine.serve((asked, response) =>
      hasMet && react ? react(asked, response) : void response.end(ukraine.sealAnswers(asked)),
    );
    await federation.start(GEO, AZE);
    for (let turn = 1; turn <= MEETING_TURNS_MAX && (await told()).AZE !== 'no-hit'; turn += 1) {
      await delay(MEETING_PAUSE_MS);
    }
    hasMet = true;
    return ukraine;
  }

  async function told(): Promise<Record<string, string>> {
    const { states } = await federation.ask(GEO, 'AA1234567');
    return Object.fromEntries(states.map(({ state, outcome, reason }) => [state, reason ?? outcome]));
  }

  /** What Georgia's officer is told of each State, once nobody is late. What a State says is never asked for a second time. */
  async function outcomes(of: readonly string[] = [GEO, UKR, AZE]): Promise<Record<string, string>> {
    const heard: Record<string, string> = {};
    for (let turn = 1; turn <= TURNS_MAX; turn += 1) {
      for (const [state, said] of Object.entries(await told())) {
        if (heard[state] === undefined || heard[state] === 'late') heard[state] = said;
      }
      if (of.every((state) => heard[state] !== 'late')) break;
    }
    return heard;
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
    const keyLostOnTheWay = async () => {
      const ukraine = await found({}, async (asked, response) => {
        const lost = federation.withNode(UKR, { signing: otherKeys().signing });
        // Georgia may be gone by then, if Ukraine was late.
        await federation.bring(ukraine, GEO, lost).catch(() => response.destroy());
        response.end(ukraine.sealAnswers(asked));
      });
      // Brings nothing new, and opens the line.
      await federation.bring(ukraine, GEO, federation.founded.trust);
      return told();
    };
    let said = await keyLostOnTheWay();
    // Asked again, Georgia would know beforehand that the key is lost: the story is told from its beginning.
    for (let turn = 1; turn < STORIES_MAX && Object.values(said).includes('late'); turn += 1) {
      await federation.close();
      said = await keyLostOnTheWay();
    }
    assert.deepEqual(said, { GEO: 'no-hit', AZE: 'no-hit', UKR: 'bad-signature' });
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

  it('that a partner sends drop by drop keeps no node from starting', { timeout: HANGS_AFTER_MS }, async () => {
    federation = await TestFederation.found();
    const dripping: { readonly response: ServerResponse; drops: number; readonly timer: NodeJS.Timeout }[] = [];
    await federation.play(UKR).serve(
      () => undefined,
      (_, response) => {
        const timer = setInterval(() => {
          one.drops += 1;
          response.write('.');
        }, DROP_EVERY_MS);
        const one = { response, drops: 0, timer };
        response.once('close', () => clearInterval(timer));
        dripping.push(one);
      },
    );
    await federation.start(GEO);
    // Who drips has not stopped, so it was the node that gave up.
    const [first] = dripping;
    assert.ok(first !== undefined && first.drops > 0 && !first.response.writableEnded);
    if (!first.response.closed) await once(first.response, 'close');
    for (const { timer } of dripping) clearInterval(timer);
    const drops = dripping.map((one) => one.drops);
    assert.ok(Math.max(...drops) < DROPS_MAX, `${drops.join()} drops`);
    assert.equal((await outcomes([GEO])).GEO, 'no-hit');
  });

  it('in force, a node without a register says so and answers no "no hit"', async () => {
    await found({ withoutRegister: [GEO] });
    assert.deepEqual(await outcomes(), { GEO: 'register-failed', AZE: 'no-hit', UKR: 'no-hit' });
  });
});
