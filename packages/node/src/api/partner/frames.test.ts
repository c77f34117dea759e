// SPDX-License-Identifier: Apache-2.0
// Answering a frame over a real store, while the trust list or the clock moves on before the answer leaves.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { channelsOf, ReceivingChannels } from '@iims/crypto/channel';
import { openFrame, sealFrame } from '@iims/crypto/envelope';
import { readHeader } from '@iims/crypto/envelope-header';
import {
  type KemPrivateKey,
  kemPrivateKeyFromSeed,
  kemPublicKeyFromRaw,
  type SigningKey,
  verifyKeyOf,
} from '@iims/crypto/keys';
import type { TrustList } from '@iims/crypto/trust-list';
import { kemKeyAt, nodesOf } from '@iims/crypto/trust-lookup';
import type { TrustedNode } from '@iims/crypto/trust-state';
import { toHex, utf8 } from '@iims/wire/bytes';
import { uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import { systemClock, systemRandom } from '../../clock.ts';
import type { SigningPair } from '../../keys/node-keys.ts';
import { QueriesUnderWay } from '../../queries-under-way.ts';
import { NO_PLATES, NOBODY } from '../../query/alert.fixture.ts';
import type { Store } from '../../store/store.ts';
import { openStoreIn } from '../../store/store-of-tests.fixture.ts';
import { foundedForTests, GEO, UKR } from '../../trust/federation.fixture.ts';
import { exchangeFrame } from './frames.ts';

const start = systemClock.now();
const federation = foundedForTests(start);
const georgia = federation.states.get(GEO)!.keys;
const ukraine = federation.states.get(UKR)!.keys;
const folder = mkdtempSync(join(tmpdir(), 'iims-frames-'));
let store: Store;

before(async () => {
  store = await openStoreIn(folder);
});
after(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

describe('a frame of questions', () => {
  it('is answered to the node that signed it', async () => {
    const sealed = await answered({});
    const opened = openFrame(sealed, {
      kemKey: (keyId) => ukraine.kem.get(toHex(keyId)),
      verifyKey: () => verifyKeyOf(georgia.signing[0]!.ed25519),
      channels: new ReceivingChannels(),
      now: start,
    });
    assert.equal(opened.items.length, 1);
  });

  it('is answered under the opening key in force when the answer leaves, not under one revoked meanwhile', async () => {
    const next = kemPrivateKeyFromSeed(new Uint8Array(32).fill(9));
    const { recipients } = readHeader(await answered({ trustMeanwhile: withSigner((node) => withKem(node, next)) }));
    assert.deepEqual(recipients, [next.keyId]);
  });

  it('of a node whose signing key is revoked meanwhile is told nothing', async () => {
    const trustMeanwhile = { ...federation.trust, keys: new Map() };
    await assert.rejects(answered({ trustMeanwhile }), { code: 'frame.trust-list' });
  });

  it('of a State that is taken off the list meanwhile is told nothing', async () => {
    const trustMeanwhile = { ...federation.trust, states: new Map() };
    await assert.rejects(answered({ trustMeanwhile }), { code: 'frame.trust-list' });
  });

  it('whose time ends meanwhile is told nothing', async () => {
    await assert.rejects(answered({ passedMs: FRAME_LIFE_MS }), { code: 'envelope.expired' });
  });

  it('under a key that signs no frames is from an unknown sender', async () => {
    const { mldsa65, ed25519 } = ukraine.signing[0]!;
    const signer = { ...ed25519, keyId: mldsa65.keyId };
    await assert.rejects(answered({ signer }), { code: 'envelope.unknown-sender' });
  });
});

interface World {
  readonly signer?: SigningKey;
  /** The list in force from the moment the question is judged. */
  readonly trustMeanwhile?: TrustList;
  /** How long judging takes. */
  readonly passedMs?: number;
}

/** What Georgia answers to a frame of Ukraine's with one question, which nobody can read. */
function answered({ signer = ukraine.signing[0]!.ed25519, trustMeanwhile, passedMs = 0 }: World): Promise<Uint8Array> {
  let now = start;
  let { trust } = federation;
  const clock = { ...systemClock, now: () => now };
  const judging = () => {
    now += passedMs;
    trust = trustMeanwhile ?? trust;
    return now;
  };
  const [own] = georgia.signing as [SigningPair];
  const signing = { signer: own.ed25519, channels: channelsOf(own.ed25519.keyId, systemRandom) };
  const door = {
    answering: {
      state: GEO,
      store,
      persons: NOBODY,
      plates: NO_PLATES,
      clock: { ...systemClock, now: judging },
      rights: () => [],
      issuedRights: () => [],
      whyNoRight: () => 'no-right' as const,
      whyNoNamedRight: () => 'no-right' as const,
      quotas: { admitQuestion: () => undefined },
      queries: new QueriesUnderWay(),
    },
    exercise: false,
    signing: () => signing,
    kemKey: (keyId: Uint8Array) => georgia.kem.get(toHex(keyId)),
    trust: () => trust,
    clock,
    random: systemRandom,
    onSigned: () => undefined,
  };
  return exchangeFrame(door, UKR, questions(signer));
}

function questions(signer: SigningKey): Uint8Array {
  const recipient = kemKeyAt(nodesOf(federation.trust, GEO)[0]!, start)!;
  const id = uuidToBytes(uuidV7(start, systemRandom(10)));
  return sealFrame({
    header: { id, createdAt: start, expiresAt: start + FRAME_LIFE_MS, exercise: false, trustListVersion: 1 },
    about: { kind: 'query-frame' },
    items: [utf8('no question')],
    signer,
    channel: channelsOf(signer.keyId, systemRandom).sending.to(recipient, start),
    random: systemRandom,
  }).bytes;
}

/** The list with another description of the node that signs with Ukraine's key. */
function withSigner(describe: (node: TrustedNode) => TrustedNode): TrustList {
  const keys = new Map(federation.trust.keys);
  const place = toHex(ukraine.signing[0]!.ed25519.keyId);
  const signer = keys.get(place)!;
  keys.set(place, { ...signer, node: describe(signer.node) });
  return { ...federation.trust, keys };
}

function withKem(node: TrustedNode, { publicKey }: KemPrivateKey): TrustedNode {
  return { ...node, kem: [{ ...node.kem[0]!, key: kemPublicKeyFromRaw(publicKey) }] };
}

const FRAME_LIFE_MS = 60_000;
