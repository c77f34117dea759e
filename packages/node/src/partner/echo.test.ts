// SPDX-License-Identifier: Apache-2.0
// The echo between two nodes without a line: what it proves, and what nobody may pass off as one.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sealMessage } from '@iims/crypto/envelope';
import type { TrustList } from '@iims/crypto/trust-list';
import { kemKeyAt, nodesOf, trustListVersion } from '@iims/crypto/trust-lookup';
import { toHex } from '@iims/wire/bytes';
import { encodeCbor } from '@iims/wire/cbor';
import type { StateCode } from '@iims/wire/identifiers';
import { systemClock, systemRandom } from '../clock.ts';
import { foundedForTests, GEO, MDA, UKR } from '../trust/federation.fixture.ts';
import { answerEcho, type EchoSide, openEchoAnswer, sealEcho } from './echo.ts';

const federation = foundedForTests(systemClock.now());
const ukraine = nodesOf(federation.trust, UKR)[0]!;

function sideOf(state: StateCode, changes: Partial<EchoSide> = {}): EchoSide {
  const { keys } = federation.states.get(state)!;
  return {
    exercise: true,
    signing: () => keys.signing[0]!,
    kemKey: (keyId) => keys.kem.get(toHex(keyId)),
    trust: () => federation.trust,
    clock: systemClock,
    random: systemRandom,
    release: '1.2.3',
    ...changes,
  };
}

/** The list without the signing keys of a State. */
function withoutKeysOf(state: StateCode): TrustList {
  const { states } = federation.trust;
  const revoked = states.get(state)!;
  const nodes = revoked.nodes.map((node) => ({ ...node, signing: [] }));
  const keys = new Map([...federation.trust.keys].filter(([, { node }]) => node.state !== state));
  return { ...federation.trust, keys, states: new Map(states).set(state, { ...revoked, nodes }) };
}

describe('an echo', () => {
  it('comes back with the clock, the versions and the key of the partner', () => {
    const ahead = { ...systemClock, now: () => systemClock.now() + 3_600_000 };
    const sent = sealEcho(sideOf(GEO), ukraine);
    const answer = openEchoAnswer(sideOf(GEO), UKR, sent, answerEcho(sideOf(UKR, { clock: ahead }), GEO, sent.bytes));
    assert.ok(Math.abs(answer.at - ahead.now()) < 5_000, 'a clock that is an hour ahead is found, not refused');
    assert.equal(answer.trustListVersion, trustListVersion(federation.trust));
    assert.equal(answer.keyId, toHex(federation.states.get(UKR)!.keys.signing[0]!.ed25519.keyId));
    assert.equal(answer.release, '1.2.3');
  });

  it('of a revoked key is refused on both sides', () => {
    const sent = sealEcho(sideOf(GEO), ukraine);
    const answer = answerEcho(sideOf(UKR), GEO, sent.bytes);
    const refusedBy = (state: StateCode) => ({ trust: () => withoutKeysOf(state) });
    assert.throws(() => answerEcho(sideOf(UKR, refusedBy(GEO)), GEO, sent.bytes), { code: 'envelope.unknown-sender' });
    assert.throws(() => openEchoAnswer(sideOf(GEO, refusedBy(UKR)), UKR, sent, answer), {
      code: 'envelope.unknown-sender',
    });
  });

  it('is of the State at the other end of the line, not of another', () => {
    const sent = sealEcho(sideOf(GEO), ukraine);
    assert.throws(() => answerEcho(sideOf(UKR), MDA, sent.bytes), { code: 'envelope.unknown-sender' });
    assert.throws(() => openEchoAnswer(sideOf(GEO), MDA, sent, answerEcho(sideOf(UKR), GEO, sent.bytes)), {
      code: 'envelope.unknown-sender',
    });
  });

  it('is not answered with the answer to another one, and an answer is no echo', () => {
    const [first, second] = [sealEcho(sideOf(GEO), ukraine), sealEcho(sideOf(GEO), ukraine)];
    const answer = answerEcho(sideOf(UKR), GEO, first.bytes);
    assert.throws(() => openEchoAnswer(sideOf(GEO), UKR, second, answer), { code: 'partner.answer-rejected' });
    assert.throws(() => answerEcho(sideOf(GEO), UKR, answer), {
      code: 'frame.kind',
      rule: 'an echo that answers nothing',
    });
  });

  it('is no message, no exercise where there is none, and nothing else inside', () => {
    const refused = (changes: object, rule: RegExp) =>
      assert.throws(() => answerEcho(sideOf(UKR), GEO, sealed(changes)), { code: 'frame.kind', rule });
    assert.doesNotThrow(() => answerEcho(sideOf(UKR), GEO, sealed({})));
    refused({ about: { kind: 'message' } }, /an echo/);
    refused({ exercise: false }, /do not mix/);
    refused({ content: { nonce: new Uint8Array(31) } }, /32 bytes/);
    refused({ content: { nonce: new Uint8Array(32), other: 1 } }, /32 bytes/);
    refused({ content: { nonce: new Uint8Array(32), release: '<b>' } }, /release/);
  });

  it('is not answered to a State that has expired', () => {
    const later = { ...systemClock, now: () => systemClock.now() + 400 * 24 * 3_600_000 };
    const sent = sealEcho(sideOf(GEO), ukraine);
    assert.throws(() => answerEcho(sideOf(UKR, { clock: later }), GEO, sent.bytes), { code: 'frame.trust-list' });
  });
});

interface Changes {
  readonly about?: { readonly kind: 'echo' | 'message' };
  readonly exercise?: boolean;
  readonly content?: object;
}

/** An echo from Georgia to Ukraine with something about it changed. */
function sealed({ about = { kind: 'echo' }, exercise = true, content = { nonce: new Uint8Array(32) } }: Changes) {
  const now = systemClock.now();
  const { ed25519, mldsa65 } = federation.states.get(GEO)!.keys.signing[0]!;
  return sealMessage({
    header: {
      id: systemRandom(16).map((byte, i) => (i === 6 ? 0x70 | (byte & 15) : i === 8 ? 0x80 | (byte & 63) : byte)),
      createdAt: now,
      expiresAt: now + 60_000,
      exercise,
      trustListVersion: trustListVersion(federation.trust),
    },
    about,
    recipients: [kemKeyAt(ukraine, now)!],
    signers: { ed25519, mlDsa65: mldsa65 },
    content: encodeCbor(content),
    random: systemRandom,
  });
}
