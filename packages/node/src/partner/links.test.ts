// SPDX-License-Identifier: Apache-2.0
// The links while the trust list changes: what waits to be sealed goes by the list of the moment it is sealed.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ReceivingChannels, SendingChannels } from '@iims/crypto/channel';
import { type KemPublicKey, kemPrivateKeyFromSeed, kemPublicKeyFromRaw } from '@iims/crypto/keys';
import type { TrustList } from '@iims/crypto/trust-list';
import { kemKeyAt, nodesOf } from '@iims/crypto/trust-lookup';
import { toHex, utf8 } from '@iims/wire/bytes';
import { uuidV7 } from '@iims/wire/identifiers';
import { systemClock, systemRandom } from '../clock.ts';
import type { SigningPair } from '../keys/node-keys.ts';
import { foundedForTests, GEO, UKR } from '../trust/federation.fixture.ts';
import type { PartnerReply } from './link.ts';
import { PartnerLinks } from './links.ts';
import { clientTlsOptions } from './tls.ts';

const now = systemClock.now();
const federation = foundedForTests(now);
const georgia = federation.states.get(GEO)!.keys;

describe('a question that waits', () => {
  it('is sealed to the opening key that the list names, when nothing changes', async () => {
    const listed = kemKeyAt(nodesOf(federation.trust, UKR)[0]!, now)!;
    const { sealedTo } = await askWhile(() => undefined);
    assert.deepEqual(sealedTo, [toHex(listed.keyId)]);
  });

  it('is sealed to the opening key that replaced a revoked one meanwhile', async () => {
    const next = kemPublicKeyFromRaw(kemPrivateKeyFromSeed(new Uint8Array(32).fill(9)).publicKey);
    const { sealedTo } = await askWhile(({ change }) => change((trust) => withKem(trust, next)));
    assert.deepEqual(sealedTo, [toHex(next.keyId)]);
  });

  it('for a State that is taken off the list meanwhile is not sealed at all', async () => {
    const { sealedTo, reply } = await askWhile(({ change }) => change((trust) => ({ ...trust, states: new Map() })));
    assert.deepEqual([sealedTo, reply], [[], { kind: 'failure', reason: 'trust-list-expired' }]);
  });

  it('for a State that is suspended meanwhile is not sealed either, and ends as that', async () => {
    const { sealedTo, reply } = await askWhile(({ suspend }) => suspend());
    assert.deepEqual([sealedTo, reply], [[], { kind: 'failure', reason: 'suspended' }]);
  });
});

interface Meanwhile {
  change(next: (trust: TrustList) => TrustList): void;
  suspend(): void;
}

/** Georgia asks Ukraine, where nobody listens; something happens before the question is sealed. */
async function askWhile(happens: (meanwhile: Meanwhile) => void): Promise<{ sealedTo: string[]; reply: PartnerReply }> {
  let { trust } = federation;
  let isSuspended = false;
  const [{ ed25519: signer }] = georgia.signing as [SigningPair];
  const sending = new WatchedChannels(signer.keyId, systemRandom);
  const signing = { signer, channels: { sending, receiving: new ReceivingChannels() } };
  const links = new PartnerLinks({
    own: GEO,
    exercise: false,
    signing: () => signing,
    ownKemKey: () => undefined,
    trust: () => trust,
    isSuspended: () => isSuspended,
    clientTls: (node) => clientTlsOptions({ identity: () => georgia.tls[0]!, trust: () => trust }, node),
    clock: systemClock,
    random: systemRandom,
    onRejected: () => undefined,
    onSigned: () => undefined,
  });
  const queryId = uuidV7(now, systemRandom(10));
  const reply = await new Promise<PartnerReply>((settle) => {
    links.ask(UKR, { queryId, bytes: utf8('question'), settle }, systemClock.monotonic() + 1_000);
    happens({
      change: (next) => {
        trust = next(trust);
      },
      suspend: () => {
        isSuspended = true;
        links.suspensionsChanged();
      },
    });
  });
  await links.close();
  return { sealedTo: sending.sealedTo, reply };
}

/** Channels that note to which keys they were asked for. */
class WatchedChannels extends SendingChannels {
  readonly sealedTo: string[] = [];

  override to(recipient: KemPublicKey, at: number) {
    this.sealedTo.push(toHex(recipient.keyId));
    return super.to(recipient, at);
  }
}

function withKem(trust: TrustList, key: KemPublicKey): TrustList {
  const document = trust.states.get(UKR)!;
  const nodes = document.nodes.map((node) => ({ ...node, kem: [{ ...node.kem[0]!, key }] }));
  return { ...trust, states: new Map([...trust.states, [UKR, { ...document, nodes }]]) };
}
