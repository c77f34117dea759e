// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { acceptState } from '@iims/crypto/trust-list';
import { kemKeyAt, mayAsk, nodesOf } from '@iims/crypto/trust-lookup';
import { standingOf } from '@iims/crypto/trust-standing';
import { equalBytes, toHex } from '@iims/wire/bytes';
import { holderSigner } from '../keys/seed-files.ts';
import { foundedForTests, GEO, STATES, UKR } from './federation.fixture.ts';
import { reissueState } from './found.ts';
import { ownNode } from './keys-in-use.ts';

const DAY_MS = 24 * 3_600_000;
const now = Date.UTC(2026, 0, 5);
const federation = foundedForTests(now);

describe('a founded federation', () => {
  it('has a root signed by three of four States and officers two of three', () => {
    const { root } = federation.trust;
    assert.deepEqual([root.signers.threshold, root.signers.holders.length], [3, 4]);
    for (const { threshold, holders } of root.officers.values()) assert.deepEqual([threshold, holders.length], [2, 3]);
  });

  it('has every State fresh, each with the keys that its document lists', () => {
    for (const state of STATES) {
      assert.equal(standingOf(federation.trust, state, now).standing, 'fresh');
      const { nodeId, keys } = federation.states.get(state)!;
      assert.equal(ownNode(federation.trust, { state, nodeId, keys, now }).nodeId, nodeId);
    }
  });

  it('can be sealed to at any time in the life of its documents', () => {
    const { kem } = federation.states.get(GEO)!.keys;
    for (let at = now - DAY_MS; at < now + 90 * DAY_MS; at += DAY_MS / 2) {
      const key = kemKeyAt(nodesOf(federation.trust, GEO)[0]!, at);
      assert.ok(key && kem.has(toHex(key.keyId)), new Date(at).toISOString());
    }
  });

  it('grants what its States listed', () => {
    assert.ok(mayAsk(federation.trust, { owner: GEO, register: 'documents', purpose: 'border-check', asker: UKR }));
  });

  it('has the same keys from the same randomness, and others from other', () => {
    const root = (federation: string) => foundedForTests(now, federation).trust.root.signers.holders[0]!.mldsa65.keyId;
    assert.ok(equalBytes(root('demo-tests'), federation.trust.root.signers.holders[0]!.mldsa65.keyId));
    assert.ok(!equalBytes(root('demo-other'), root('demo-tests')));
  });
});

describe('a reissued document', () => {
  it('is the next version with the changes, good for another 90 days', () => {
    const { file } = federation.trust.states.get(GEO)!.document;
    const [node] = JSON.parse(Buffer.from(federation.trust.states.get(GEO)!.document.body).toString()).nodes;
    const officers = federation.states.get(GEO)!.officers.slice(0, 2).map(holderSigner);
    const nodes = [{ ...node, endpoint: { host: '127.0.0.1', port: 9000 } }];
    const later = now + 10 * DAY_MS;
    const trust = acceptState(
      federation.trust,
      GEO,
      reissueState({ file, changes: { nodes }, officers, now: later }),
      later,
    );
    const state = trust.states.get(GEO)!;
    assert.deepEqual([state.version, state.nodes[0]!.endpoint.port, state.expiresAt], [2, 9000, later + 90 * DAY_MS]);
  });
});
