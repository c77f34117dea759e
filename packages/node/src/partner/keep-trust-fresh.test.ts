// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { trustBundleOf } from '@iims/crypto/trust-bundle';
import type { TrustList } from '@iims/crypto/trust-list';
import { equalBytes } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { QueriesUnderWay } from '../queries-under-way.ts';
import { AZE, foundedForTests, GEO, MDA, UKR } from '../trust/federation.fixture.ts';
import type { TrustInForce } from '../trust/trust-in-force.ts';
import { keepTrustFresh } from './keep-trust-fresh.ts';
import type { PartnerLinks } from './links.ts';

const founded = foundedForTests(Date.UTC(2026, 0, 5)).trust;

/** A node of Georgia with one partner or more, who may hold a newer list; what it brought at its start, whom since, and how often it attested. */
async function openNode(theirs: TrustList = founded, partners = [UKR]) {
  let trust: TrustList = founded;
  const bundles: Uint8Array[] = [];
  const listeners: (() => void)[] = [];
  const counts = { brought: 0, attested: 0 };
  const fetched: { readonly from: string; readonly at: number }[] = [];
  const queries = new QueriesUnderWay();
  const inForce: Partial<TrustInForce> = {
    current: () => trust,
    bring: async () => {
      trust = theirs;
      return [];
    },
    onChange: (listener) => void listeners.push(listener),
  };
  const links: Partial<PartnerLinks> = {
    states: () => partners,
    fetchTrust: async (from) => {
      fetched.push({ from, at: Date.now() });
      return new Uint8Array(0);
    },
    bringTrust: async (_partner, bundle) => {
      counts.brought += 1;
      bundles.push(bundle);
    },
  };
  const keeping = await keepTrustFresh({
    state: GEO,
    trust: inForce as TrustInForce,
    links: links as PartnerLinks,
    attest: async () => {
      counts.attested += 1;
      throw new IimsError('trust.signature', { message: 'With keys of before the document.' });
    },
    clock: { monotonic: () => Date.now() },
    queries,
  });
  counts.brought = 0;
  fetched.length = 0;
  const atStart = [...bundles];
  const change = (next: TrustList): void => {
    trust = next;
    for (const listener of listeners) listener();
  };
  return { counts, keeping, change, atStart, fetched, queries };
}

function withFreshDocumentOf(trust: TrustList, state: typeof GEO): TrustList {
  return { ...trust, states: new Map(trust.states).set(state, { ...trust.states.get(state)! }) };
}

describe('keeping the trust list fresh', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] }));
  afterEach(() => mock.timers.reset());

  it('brings a change within a tenth of a second, and a hundred changes of a partner at most every two seconds', async () => {
    const { counts, keeping, change } = await openNode();
    for (let i = 0; i < 100; i += 1) {
      change({ ...founded });
      mock.timers.tick(100);
      if (i === 1) assert.equal(counts.brought, 1);
    }
    assert.ok(counts.brought <= 6, `${counts.brought} times in 10 s`);
    mock.timers.tick(2_000);
    const settled = counts.brought;
    mock.timers.tick(10_000);
    assert.equal(counts.brought, settled);
    keeping.stop();
  });

  it('brings a new document of the own State at once, whatever partners change meanwhile', async () => {
    const { counts, keeping, change } = await openNode();
    change({ ...founded });
    mock.timers.tick(100);
    assert.equal(counts.brought, 1);
    change(withFreshDocumentOf(founded, GEO));
    mock.timers.tick(100);
    assert.equal(counts.brought, 2);
    keeping.stop();
  });

  it('brings a partner nothing that is older than what the partner holds', async () => {
    const newer = foundedForTests(Date.UTC(2026, 0, 6)).trust;
    const { keeping, atStart } = await openNode(newer);
    assert.equal(atStart.length, 1);
    assert.ok(equalBytes(atStart[0]!, trustBundleOf(newer)));
    keeping.stop();
  });

  it('exchanges everything with each partner once a minute, and with no two of them at one moment', async () => {
    const { keeping, atStart, fetched } = await openNode(founded, [AZE, MDA, UKR]);
    assert.equal(atStart.length, 3);
    for (let seconds = 0; seconds < 60; seconds += 1) mock.timers.tick(1_000);
    assert.deepEqual(fetched.map(({ from }) => from).sort(), [AZE, MDA, UKR]);
    assert.equal(new Set(fetched.map(({ at }) => at)).size, 3);
    keeping.stop();
  });

  it('lets an exchange of the minute wait for queries, and no change', async () => {
    const { counts, keeping, change, fetched, queries } = await openNode();
    const query = Promise.withResolvers<void>();
    const asked = queries.during(() => query.promise);
    change({ ...founded });
    mock.timers.tick(100);
    assert.equal(counts.brought, 1);
    for (let seconds = 0; seconds < 60 && fetched.length === 0; seconds += 1) mock.timers.tick(1_000);
    assert.equal(fetched.length, 1);
    await setImmediate();
    assert.equal(counts.brought, 1);
    query.resolve();
    await asked;
    await setImmediate();
    assert.equal(counts.brought, 2);
    keeping.stop();
  });

  it('attests every minute for as long as no attestation of the own document is held', async () => {
    const { counts, keeping, change } = await openNode();
    mock.timers.tick(60_000);
    assert.equal(counts.attested, 0);
    const attestations = new Map(founded.attestations);
    attestations.delete(GEO);
    change({ ...founded, attestations });
    assert.equal(counts.attested, 1);
    mock.timers.tick(60_000);
    assert.equal(counts.attested, 2);
    keeping.stop();
  });
});
