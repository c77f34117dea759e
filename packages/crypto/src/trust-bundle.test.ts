// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromUtf8, toBase64, utf8 } from '@iims/wire/bytes';
import { TRUST_BUNDLE_VALUES_MAX } from '@iims/wire/trust-documents';
import { trustBundleOf, weighTrustBundle } from './trust-bundle.ts';
import { attested, FOUNDED_AT, foundedTrust, HOUR_MS, rootBody, signed, stateBody, UKR } from './trust-list.fixture.ts';
import { acceptAttestation, acceptRoot, acceptState, trustFromRoot } from './trust-list.ts';

const founded = foundedTrust();
const now = FOUNDED_AT + HOUR_MS;

describe('a bundle', () => {
  it('brings a new node, which has only the root of trust, to the same list', () => {
    const second = acceptRoot(founded, signed(rootBody({ version: 2 })));
    const fresh = trustFromRoot(founded.root.document.file);
    const weighed = weighTrustBundle(fresh, trustBundleOf(second), now);
    assert.deepEqual(
      weighed.documents.map(({ type, state, outcome }) => [type, state, outcome]),
      [
        ['root', undefined, 'accepted'],
        ...['GEO', 'UKR', 'MDA'].map((state) => ['state', state, 'accepted']),
        ...['GEO', 'UKR', 'MDA'].map((state) => ['attestation', state, 'accepted']),
      ],
    );
    assert.equal(weighed.trust.root.version, 2);
    assert.deepEqual([...weighed.trust.pins.keys()], [...second.pins.keys()]);
  });

  it('says nothing about what is in force already', () => {
    const weighed = weighTrustBundle(founded, trustBundleOf(founded), now);
    assert.equal(weighed.trust, founded);
    assert.deepEqual(weighed.documents, []);
  });

  it('carries a document and its attestation together', () => {
    const file = signed(stateBody(UKR, { version: 2 }));
    const attestation = attested(UKR, file, { documentVersion: 2, at: now });
    const theirs = acceptAttestation(acceptState(founded, UKR, file, now), UKR, attestation, now);
    const weighed = weighTrustBundle(founded, trustBundleOf(theirs), now);
    assert.equal(weighed.trust.attestations.get(UKR)?.at, now);
  });

  it('is held back where the reader takes no more of a State, with its attestation, and nothing else is', () => {
    const file = signed(stateBody(UKR, { version: 2 }));
    const attestation = attested(UKR, file, { documentVersion: 2, at: now });
    const theirs = acceptAttestation(acceptState(founded, UKR, file, now), UKR, attestation, now);
    const asked: string[] = [];
    const mayTake = (state: string): boolean => asked.push(state) === 0;
    const weighed = weighTrustBundle(founded, trustBundleOf(theirs), now, mayTake);
    assert.equal(weighed.trust, founded);
    assert.deepEqual(
      weighed.documents.map((one) => [one.type, one.state, one.version, one.outcome === 'refused' && one.code]),
      [['state', UKR, 2, 'trust.too-often']],
    );
    assert.deepEqual(asked, [UKR], 'what is in force already is no question of how often');
  });

  it('of more values than there are documents is refused as a whole, before they cost memory', () => {
    const { states, attestations } = JSON.parse(fromUtf8(trustBundleOf(founded)));
    const bundleOf = (roots: readonly unknown[]) => utf8(JSON.stringify({ roots, states, attestations }));
    const others = 4 + Object.keys(states).length + Object.keys(attestations).length;
    const fluff = (count: number) => Array.from({ length: count - others }, () => '');
    const isRefused = (bundle: Uint8Array, code: string) =>
      assert.throws(() => weighTrustBundle(founded, bundle, now), { code });
    isRefused(bundleOf(fluff(TRUST_BUNDLE_VALUES_MAX)), 'trust.malformed');
    isRefused(bundleOf(fluff(TRUST_BUNDLE_VALUES_MAX + 1)), 'json.too-large');
    const keys = Object.fromEntries(fluff(100_000).map((_, n) => [`k${n}`, '']));
    isRefused(utf8(JSON.stringify({ roots: [], states: keys, attestations: {} })), 'json.too-large');
  });

  it('is weighed document by document: one that is refused stops no other', () => {
    const bundle = JSON.parse(fromUtf8(trustBundleOf(founded)));
    bundle.states.GEO = toBase64(utf8('rubbish'));
    bundle.states.MDA = toBase64(signed(stateBody(UKR, { version: 2 })));
    bundle.states.UKR = toBase64(signed(stateBody(UKR, { version: 2 })));
    const weighed = weighTrustBundle(founded, utf8(JSON.stringify(bundle)), now);
    assert.deepEqual(
      weighed.documents.map((document) => [
        document.state,
        document.outcome === 'refused' ? document.code : 'accepted',
      ]),
      [
        ['GEO', 'json.syntax'],
        ['UKR', 'accepted'],
        ['MDA', 'trust.threshold'],
        ['UKR', 'trust.mix'],
      ],
    );
  });

  it('tells the version of a refused document where its signatures hold, and reads nothing of a forged one', () => {
    const second = acceptState(founded, UKR, signed(stateBody(UKR, { version: 2 })), now);
    const refusedOf = (trust: typeof founded, bundle: object) =>
      weighTrustBundle(trust, utf8(JSON.stringify({ roots: [], states: {}, attestations: {}, ...bundle })), now)
        .documents.filter(({ outcome }) => outcome === 'refused')
        .map((document) => 'code' in document && [document.type, document.code, document.version]);
    const older = toBase64(signed(stateBody(UKR)));
    assert.deepEqual(refusedOf(second, { states: { UKR: older } }), [['state', 'trust.rollback', 1]]);
    const forged = toBase64(signed(stateBody(UKR, { version: 3 }), []));
    assert.deepEqual(refusedOf(second, { states: { UKR: forged } }), [['state', 'trust.threshold', undefined]]);
    const skipping = toBase64(signed(rootBody({ version: 3 })));
    assert.deepEqual(refusedOf(second, { roots: [skipping] }), [['root', 'trust.gap', 3]]);
    const early = toBase64(attested(UKR, signed(stateBody(UKR, { version: 2 })), { documentVersion: 2, at: now * 2 }));
    assert.deepEqual(refusedOf(second, { attestations: { UKR: early } }), [['attestation', 'trust.early', undefined]]);
  });

  it('is refused as a whole when it is no bundle', () => {
    assert.throws(() => weighTrustBundle(founded, utf8('{"roots":[]}'), now), { code: 'trust.malformed' });
  });
});
