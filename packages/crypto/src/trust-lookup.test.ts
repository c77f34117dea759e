// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { equalBytes, toHex } from '@iims/wire/bytes';
import { EVERY_OTHER_REGISTER } from '@iims/wire/trust-documents';
import {
  DAY_MS,
  FOUNDED_AT,
  foundedTrust,
  GEO,
  HOUR_MS,
  key,
  MDA,
  nodeBody,
  rootBody,
  signed,
  stateBody,
  UKR,
} from './trust-list.fixture.ts';
import { acceptRoot, acceptState } from './trust-list.ts';
import {
  kemKeyAt,
  mayAsk,
  nodeOfPin,
  nodesOf,
  signingKeyById,
  trustListHash,
  trustListVersion,
  whyNoRight,
} from './trust-lookup.ts';
import { ATTESTATION_FRESH_MS, standingOf, TRUST_GRACE_MS } from './trust-standing.ts';

const founded = foundedTrust();
const now = FOUNDED_AT + HOUR_MS;
const rotated = acceptState(founded, UKR, signed(stateBody(UKR, { version: 2, nodes: [nodeBody(UKR, 2)] })), now);

describe('keys', () => {
  it('are found by their id, with the node they belong to', () => {
    const found = signingKeyById(founded, key('ed25519', 'UKR-node-1').keyId);
    assert.equal(found?.node.state, UKR);
    assert.equal(found?.key.algorithm, 'ed25519');
  });

  it('are revoked when the document in force does not list them', () => {
    assert.equal(signingKeyById(rotated, key('ed25519', 'UKR-node-1').keyId), undefined);
    assert.ok(signingKeyById(rotated, key('ed25519', 'UKR-node-2').keyId));
  });

  it('of a log sign no frames', () => {
    assert.equal(signingKeyById(founded, key('ed25519', 'UKR-node-1 log').keyId), undefined);
  });

  it('to seal to are those of the current epoch, of several the one that began last', () => {
    const [first] = nodeBody(UKR).kem;
    const [second] = nodeBody(UKR, 2).kem;
    const kem = [
      { ...first!, notBefore: now, notAfter: now + 2 * DAY_MS },
      { ...second!, notBefore: now + DAY_MS, notAfter: now + 3 * DAY_MS },
    ];
    const trust = acceptState(
      founded,
      UKR,
      signed(stateBody(UKR, { version: 2, nodes: [{ ...nodeBody(UKR), kem }] })),
      now,
    );
    const kidAt = (at: number) => {
      const found = kemKeyAt(nodesOf(trust, UKR)[0]!, at);
      return found && toHex(found.keyId);
    };
    assert.equal(kidAt(now - 1), undefined);
    assert.equal(kidAt(now), first?.kid);
    assert.equal(kidAt(now + DAY_MS), second?.kid);
    assert.equal(kidAt(now + 3 * DAY_MS - 1), second?.kid);
    assert.equal(kidAt(now + 3 * DAY_MS), undefined);
  });
});

describe('pins', () => {
  it('name their node while they are listed', () => {
    const pin = nodeBody(UKR).tls[0]?.spkiSha256;
    assert.equal(nodeOfPin(founded, pin!)?.nodeId, 'ukr-1');
    assert.equal(nodeOfPin(rotated, pin!), undefined);
  });
});

describe('rights', () => {
  it('to every other register hold for alerts that no document names, and for nothing else', () => {
    const rights = [{ register: EVERY_OTHER_REGISTER, purposes: ['border-check'], states: [GEO] }];
    const trust = acceptState(founded, UKR, signed(stateBody(UKR, { version: 2, rights })), now);
    const asked = { owner: UKR, purpose: 'border-check', asker: GEO };
    assert.equal(mayAsk(trust, { ...asked, register: 'imported' }), true);
    assert.equal(mayAsk(trust, { ...asked, register: 'imported', asker: MDA }), false);
    assert.equal(mayAsk(trust, { ...asked, register: 'documents' }), false, 'it is named');
    assert.equal(mayAsk(trust, { ...asked, register: 'licences', isPositive: true }), false);
  });

  it('are only those that the owner lists', () => {
    const request = { owner: UKR, register: 'documents', purpose: 'border-check', asker: GEO };
    assert.equal(mayAsk(founded, request), true);
    assert.equal(mayAsk(founded, { ...request, purpose: 'investigation' }), false);
    assert.equal(mayAsk(founded, { ...request, register: 'persons' }), false);
    assert.equal(mayAsk(founded, { ...request, asker: UKR }), false);
    assert.equal(mayAsk(founded, { ...request, owner: 'AZE' as typeof UKR }), false);
  });

  it('that are not there are told apart: the register is named nowhere, nobody gave the asker a right, or not for the purpose', () => {
    const request = { owner: UKR, register: 'documents', purpose: 'border-check', asker: GEO };
    assert.equal(whyNoRight(founded, { ...request, purpose: 'investigation' }), 'purpose-not-allowed');
    assert.equal(whyNoRight(founded, { ...request, asker: UKR }), 'no-right');
    assert.equal(whyNoRight(founded, { ...request, register: 'imported' }), 'register-not-listed');
    const rights = [{ register: EVERY_OTHER_REGISTER, purposes: ['border-check'], states: [GEO] }];
    const trust = acceptState(founded, UKR, signed(stateBody(UKR, { version: 2, rights })), now);
    const imported = { ...request, register: 'imported' };
    assert.equal(whyNoRight(trust, { ...imported, asker: MDA }), 'no-right');
    assert.equal(whyNoRight(trust, { ...imported, purpose: 'investigation' }), 'purpose-not-allowed');
  });

  it('that are granted by name alone are not there for whoever may ask every other register', () => {
    const rights = [
      { register: EVERY_OTHER_REGISTER, purposes: ['border-check'], states: [GEO, MDA] },
      { register: 'partial-plates', purposes: ['investigation'], states: [MDA] },
    ];
    const trust = acceptState(founded, UKR, signed(stateBody(UKR, { version: 2, rights })), now);
    const request = { owner: UKR, register: 'partial-plates', isPositive: true, purpose: 'border-check', asker: GEO };
    assert.equal(mayAsk(trust, request), false);
    assert.equal(whyNoRight(trust, request), 'no-right');
    assert.equal(whyNoRight(trust, { ...request, asker: MDA }), 'purpose-not-allowed');
    assert.equal(whyNoRight(founded, request), 'no-right');
  });
});

describe('the snapshot', () => {
  it('number counts versions, and grows with a root even when documents fall out of force', () => {
    assert.equal(trustListVersion(founded), 2 ** 32 + 3);
    assert.equal(trustListVersion(rotated), 2 ** 32 + 4);
    const { UKR: _removed, ...states } = rootBody().states;
    const without = acceptRoot(founded, signed(rootBody({ version: 2, states })));
    assert.equal(trustListVersion(without), 2 * 2 ** 32 + 3);
  });

  it('hash is the same for the same documents and another for others', () => {
    // ML-DSA signatures differ each time; the hash is over bodies alone.
    assert.ok(equalBytes(trustListHash(founded), trustListHash(foundedTrust())));
    assert.ok(!equalBytes(trustListHash(founded), trustListHash(rotated)));
  });
});

describe('the standing of a State', () => {
  const standingAt = (at: number, trust = founded) => standingOf(trust, UKR, at).standing;

  it('is fresh for a day after the attestation, then stale for the grace, then expired', () => {
    const end = FOUNDED_AT + ATTESTATION_FRESH_MS;
    assert.equal(standingAt(end - 1), 'fresh');
    assert.equal(standingAt(end), 'stale');
    assert.equal(standingAt(end + TRUST_GRACE_MS - 1), 'stale');
    assert.equal(standingAt(end + TRUST_GRACE_MS), 'expired');
    assert.equal(standingOf(founded, UKR, end).usableUntil, end + TRUST_GRACE_MS);
  });

  it('counts from the document where it was not attested yet', () => {
    const trust = acceptState(founded, UKR, signed(stateBody(UKR, { version: 2, createdAt: now })), now);
    assert.equal(standingAt(FOUNDED_AT + ATTESTATION_FRESH_MS, trust), 'fresh');
    assert.equal(standingAt(now + ATTESTATION_FRESH_MS, trust), 'stale');
  });

  it('ends with the document and with the root, whichever is first', () => {
    const short = { version: 2, expiresAt: FOUNDED_AT + 2 * HOUR_MS };
    const document = acceptState(founded, UKR, signed(stateBody(UKR, short)), now);
    assert.deepEqual(standingOf(document, UKR, FOUNDED_AT + 2 * HOUR_MS), {
      standing: 'stale',
      because: 'document',
      freshUntil: FOUNDED_AT + 2 * HOUR_MS,
      usableUntil: FOUNDED_AT + 2 * HOUR_MS + TRUST_GRACE_MS,
    });
    const root = acceptRoot(founded, signed(rootBody({ version: 2, expiresAt: now })));
    assert.equal(standingOf(root, MDA, now).because, 'root');
    assert.equal(standingOf(root, MDA, now + TRUST_GRACE_MS).standing, 'expired');
  });

  it('is expired for a State without a document', () => {
    assert.equal(standingOf(founded, 'AZE' as typeof UKR, now).standing, 'expired');
  });
});
