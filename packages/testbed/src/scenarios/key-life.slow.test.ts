// SPDX-License-Identifier: Apache-2.0
// The life of keys in running nodes: changed under load without a lost query, revoked, and a partner suspended.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { callAdmin } from '@iims/node/admin-call';
import { verifyNode } from '@iims/node/audit/verify-node';
import { systemClock } from '@iims/node/clock';
import { holderSigner } from '@iims/node/keys/seed-files';
import { reissueState } from '@iims/node/trust/found';
import type { NodeEntryJson } from '@iims/node/trust/node-identity';
import { toBase64, toHex } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import { until } from '@iims/wire/until.fixture';
import { AZE, GEO, TestFederation, UKR } from '../federation/test-federation.ts';

const STATES = [GEO, UKR, AZE];
let federation: TestFederation;
afterEach(() => federation.close());

async function foundAndStart(): Promise<void> {
  federation = await TestFederation.found({ states: STATES });
  await federation.start(...STATES);
  for (const state of STATES) await federation.ask(state, 'X123');
}

describe('keys of a running node', () => {
  it('change one and all under load, and no query is lost', { timeout: 400_000 }, async () => {
    await foundAndStart();
    const load = askOn();
    const before = await keysInUse(GEO);
    const entry = await nextEntry(GEO, { uses: ['signing', 'log', 'witness', 'tls'], revoke: [], leadMs: LEAD_MS });
    await bringDocument(GEO, entry);
    await until(async () => {
      const after = await keysInUse(GEO);
      return ['signing', 'log', 'witness', 'tls'].every((use) => after.get(use) !== before.get(use));
    }, 'all keys are others');
    const changedAfter = load.count();
    await until(() => load.count() > Math.max(50, changedAfter + 10), 'queries go on');
    const asked = await load.end();
    assert.deepEqual(asked.notComplete, []);
    const verdict = await verifyNode({ directory: federation.directoryOf(GEO) });
    assert.ok(verdict.ok, JSON.stringify(verdict));
    assert.equal((await federation.entries(GEO, 'keys.in-use')).length, 1);
  });

  it('that are revoked sign nothing any more, and the node goes on with others', {
    timeout: 400_000,
  }, async () => {
    await foundAndStart();
    const stolen = federation.founded.states.get(GEO)!.keys;
    const stolenId = toHex(stolen.signing[0]!.ed25519.keyId);
    const entry = await nextEntry(GEO, { uses: [], revoke: [stolenId, stolen.tls[0]!.spkiSha256], leadMs: 0 });
    await bringDocument(GEO, entry);
    // The thief has the stolen keys and the list of yesterday, and asks in Georgia's name.
    const thief = federation.play(GEO);
    await until(
      async () => (await thief.post(UKR, '/v1/trust', new Uint8Array(0)).catch(() => undefined)) === undefined,
      'the thief is refused',
    );
    await until(
      async () => (await federation.ask(GEO, 'X124')).complete && (await federation.ask(UKR, 'X124')).complete,
      'both ask and answer',
    );
    const verdict = await verifyNode({ directory: federation.directoryOf(GEO) });
    assert.ok(verdict.ok, JSON.stringify(verdict));
  });

  it('that no document lists any more are destroyed at the next start', { timeout: 240_000 }, async () => {
    await foundAndStart();
    const folder = join(federation.directoryOf(GEO), 'keys', 'signing');
    const [former] = readdirSync(folder);
    const stolenId = toHex(federation.founded.states.get(GEO)!.keys.signing[0]!.ed25519.keyId);
    await bringDocument(GEO, await nextEntry(GEO, { uses: [], revoke: [stolenId], leadMs: 0 }));
    await federation.stop(GEO);
    await federation.start(GEO);
    assert.equal(readdirSync(folder).includes(former!), false);
    const destroyed = await federation.entries(GEO, 'keys.destroyed');
    assert.deepEqual(
      destroyed.map(({ body }) => body.keyId),
      [stolenId],
    );
    assert.equal((await federation.ask(GEO, 'X125')).complete, true);
  });

  it('are made for no key that the node does not have', { timeout: 240_000 }, async () => {
    await foundAndStart();
    const change = { uses: [], revoke: ['0'.repeat(64)], leadMs: 0 };
    const reply = await callAdmin(federation.directoryOf(GEO), {
      verb: 'POST',
      path: '/keys/next-entry',
      body: change,
    });
    assert.equal((reply.answer as { error: { code: string } }).error.code, 'input.invalid');
  });
});

describe('a suspended partner', () => {
  it('is asked nothing and told nothing, at once, and after a restart', { timeout: 240_000 }, async () => {
    await foundAndStart();
    await administer(GEO, '/partners/suspend', { state: UKR, reason: 'scenario' });
    assert.deepEqual(await outcomesOf(GEO), { GEO: 'no-hit', AZE: 'no-hit', UKR: 'suspended' });
    const fromUkraine = await outcomesOf(UKR);
    assert.equal(fromUkraine.AZE, 'no-hit');
    assert.match(fromUkraine.GEO!, /^connection-/);
    await federation.stop(GEO);
    await federation.start(GEO);
    assert.equal((await outcomesOf(GEO)).UKR, 'suspended');
    await administer(GEO, '/partners/resume', { state: UKR });
    assert.deepEqual(await outcomesOf(GEO), { GEO: 'no-hit', AZE: 'no-hit', UKR: 'no-hit' });
    const events = (await federation.entries(GEO)).map(({ event }) => event);
    assert.deepEqual(
      events.filter((event) => event.startsWith('partner.')),
      ['partner.suspended', 'partner.resumed'],
    );
  });

  it('is a partner, and suspended once', { timeout: 240_000 }, async () => {
    await foundAndStart();
    const refused = async (path: string, body: object) => {
      const { answer } = await callAdmin(federation.directoryOf(GEO), { verb: 'POST', path, body });
      return (answer as { error?: { code: string } }).error?.code;
    };
    assert.equal(await refused('/partners/suspend', { state: GEO, reason: 'x' }), 'input.invalid');
    assert.equal(await refused('/partners/suspend', { state: 'ROU', reason: 'x' }), 'input.invalid');
    assert.equal(await refused('/partners/resume', { state: UKR }), 'partner.not-suspended');
    await administer(GEO, '/partners/suspend', { state: UKR, reason: 'x' });
    assert.equal(await refused('/partners/suspend', { state: UKR, reason: 'y' }), 'partner.already-suspended');
  });
});

/** Officers of all States ask one query after the other until the end. */
function askOn() {
  let ended = false;
  let count = 0;
  const notComplete: unknown[] = [];
  const asking = STATES.map(async (state) => {
    while (!ended) {
      const verdict = await federation.ask(state, `X${count}`);
      count += 1;
      if (!verdict.complete) notComplete.push(verdict.states);
    }
  });
  return {
    count: () => count,
    async end() {
      ended = true;
      await Promise.all(asking);
      return { notComplete };
    },
  };
}

async function nextEntry(state: StateCode, change: object): Promise<NodeEntryJson> {
  const { entry } = (await administer(state, '/keys/next-entry', change)) as { entry: NodeEntryJson };
  return entry;
}

/** The State's officers sign its next document with this entry, and the administrator brings it. */
async function bringDocument(state: StateCode, entry: NodeEntryJson): Promise<void> {
  const { trust, states } = federation.founded;
  const officers = states.get(state)!.officers.map(holderSigner);
  const { file } = trust.states.get(state)!.document;
  const signed = reissueState({ file, changes: { nodes: [entry] }, officers, now: systemClock.now() });
  const bundle = { roots: [], states: { [state]: toBase64(signed) }, attestations: {} };
  const { documents } = (await administer(state, '/trust/bring', {
    bundle: toBase64(Buffer.from(JSON.stringify(bundle))),
  })) as { documents: { outcome: string }[] };
  assert.deepEqual(
    documents.map(({ outcome }) => outcome),
    ['accepted'],
  );
}

async function keysInUse(state: StateCode): Promise<ReadonlyMap<string, string>> {
  const { answer } = await callAdmin(federation.directoryOf(state), { verb: 'GET', path: '/keys' });
  const { keys } = answer as { keys: { use: string; keyId: string; standing: string }[] };
  return new Map(keys.filter(({ standing }) => standing === 'in-use').map(({ use, keyId }) => [use, keyId]));
}

async function administer(state: StateCode, path: string, body: object): Promise<object> {
  const { status, answer } = await callAdmin(federation.directoryOf(state), { verb: 'POST', path, body });
  assert.equal(status, 200, JSON.stringify(answer));
  return answer;
}

async function outcomesOf(state: StateCode): Promise<Record<string, string>> {
  const { states } = await federation.ask(state, 'X126');
  return Object.fromEntries(states.map((one) => [one.state, one.reason ?? one.outcome]));
}

/** How long partners have to learn the next keys; in operation minutes. */
const LEAD_MS = 3_000;
