// SPDX-License-Identifier: Apache-2.0
// Messages that share both signatures: each verifies for itself, shows nothing of the others, and holds for no other content, place
// or batch, whoever seals it anew: a recipient who knows the message key, or a sender who builds the tree as it likes.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { concatBytes, equalBytes, fromHex, lengthPrefixed, toHex, utf8 } from '@iims/wire/bytes';
import { openMessage } from './envelope.ts';
import { openBySpec } from './envelope-oracle.fixture.ts';
import { kemPrivateKeyFromSeed, kemPublicKeyFromRaw, signingKeyFromSeed, type VerifyKey, verifyKeyOf } from './keys.ts';
import { inclusionPaths, leafHash } from './merkle-tree.ts';
import { BATCH_PART_BYTES, KNOWN_BATCHES_MAX, MESSAGE_BATCH_MAX, VerifiedBatches } from './message-batch.ts';
import { proveMessage, verifyMessageProof } from './message-proof.ts';
import { openStream } from './opened-stream.ts';
import { sealContent } from './sealed-content.ts';
import { draftForBatch, signWaiting, type WaitingMessage } from './sealed-together.ts';
import type { SenderKeys } from './signed-message.ts';

const { keys, now, messages, proofs } = JSON.parse(
  readFileSync(new URL('../../../spec/vectors/envelope/batched.json', import.meta.url), 'utf8'),
) as {
  keys: { ed25519: string; mlDsa65: string; recipient: string };
  now: number;
  messages: { name: string; envelope: string; content?: string; error?: string }[];
  proofs: { name: string; proof: string; content?: string; error?: string }[];
};
const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
const signers = {
  ed25519: signingKeyFromSeed('ed25519', fromHex(keys.ed25519)),
  mlDsa65: signingKeyFromSeed('ml-dsa-65', fromHex(keys.mlDsa65)),
};
const senderKeys: SenderKeys = { ed25519: verifyKeyOf(signers.ed25519), mlDsa65: verifyKeyOf(signers.mlDsa65) };
const kem = kemPrivateKeyFromSeed(fromHex(keys.recipient));
const recipients = [kemPublicKeyFromRaw(kem.publicKey)];
const opening = { now, kemKey: () => kem, verifyKeys: () => senderKeys };

describe('golden messages that share their signatures', () => {
  for (const { name, envelope, content, error } of messages) {
    it(`${name}: ${error ?? 'opens, here and in the second implementation'}`, () => {
      const open = () => openMessage(fromHex(envelope), opening);
      if (error !== undefined) assert.throws(open, { code: error });
      else {
        assert.equal(toHex(open().content), content);
        const bySpec = openBySpec(fromHex(envelope), keys, fromHex(keys.recipient));
        assert.equal(toHex(bySpec.items[0]!), content);
      }
    });
  }

  for (const { name, proof, content, error } of proofs) {
    it(`proof of ${name}: ${error ?? 'verifies'}`, () => {
      const verify = () => verifyMessageProof(fromHex(proof), () => senderKeys);
      if (error !== undefined) assert.throws(verify, { code: error });
      else assert.equal(toHex(verify().content), content);
    });
  }
});

describe('messages that share their signatures', () => {
  for (const count of [1, 2, 3, MESSAGE_BATCH_MAX]) {
    it(`of ${count} open one by one, as a whole and as a stream, and prove themselves to a third`, async () => {
      for (const [place, { bytes }] of (await batchOf(count)).entries()) {
        const opened = openMessage(bytes, opening);
        assert.deepEqual(opened.content, contentAt(place));
        assert.equal(opened.signatures.batch?.length, BATCH_PART_BYTES);
        const proved = verifyMessageProof(proveMessage(opened), () => senderKeys);
        assert.deepEqual(proved.content, contentAt(place));
        const stream = await openStream({ read: async (at, length) => bytes.slice(at, at + length) }, opening);
        for await (const segment of stream.segments()) assert.deepEqual(segment.slice(), contentAt(place));
      }
    });
  }

  it('look the same whether one or sixty-four were signed, and stand in an order that says nothing', async () => {
    const [alone] = await batchOf(1);
    const [again] = await batchOf(1);
    const pathOf = ({ bytes }: Sealed) => openMessage(bytes, opening).signatures.batch!.subarray(33);
    const hashes = [alone!, again!].flatMap((sealed) => toHex(pathOf(sealed)).match(/.{64}/g) ?? []);
    assert.equal(new Set(hashes).size, 12);
    const full = await batchOf(MESSAGE_BATCH_MAX);
    assert.equal(alone!.bytes.length, full[0]!.bytes.length);
    const places = full.map(({ bytes }) => openMessage(bytes, opening).signatures.batch![32]!);
    assert.equal(new Set(places).size, MESSAGE_BATCH_MAX);
    assert.notDeepEqual(
      places,
      [...places].sort((a, b) => a - b),
    );
  });

  it('show of a neighbour nothing that whoever knows all of it could find again', async () => {
    const waiting = draftsOf(2);
    const [one] = (await signWaiting(waiting)).map((seal) => seal());
    const part = openMessage(one!.bytes, opening).signatures.batch!;
    const guess = leafHash(lengthPrefixed(utf8('iims/s1/leaf'), part.subarray(0, 32), waiting[1]!.draft.signed));
    assert.equal(toHex(part).includes(toHex(guess)), false);
    assert.equal(toHex(part).includes(toHex(leafHash(waiting[1]!.draft.signed))), false);
  });

  it('keep to the bounds and to one sender', async () => {
    await assert.rejects(signWaiting(draftsOf(MESSAGE_BATCH_MAX + 1)), { name: 'AssertionFailure' });
    const stranger = { ...signers, ed25519: signingKeyFromSeed('ed25519', random(32)) };
    const mixed = [draftAt(0), draftForBatch({ ...messageAt(1), signers: stranger })];
    await assert.rejects(signWaiting(mixed), { name: 'AssertionFailure' });
  });

  it('forget their message keys when they cannot be signed', async () => {
    const failing = { ...signers, mlDsa65: { ...signers.mlDsa65, signAside: () => Promise.reject(new Error('away')) } };
    const waiting = draftForBatch({ ...messageAt(0), signers: failing });
    await assert.rejects(signWaiting([waiting]), /away/);
    assert.ok(waiting.draft.messageKey.every((byte) => byte === 0));
  });

  it('need the keys of the sender for each of them, also when their batch is known', async () => {
    const [one, two] = await batchOf(2);
    const batches = new VerifiedBatches();
    openMessage(one!.bytes, { ...opening, batches });
    const others = { ...senderKeys, mlDsa65: verifyKeyOf(signingKeyFromSeed('ml-dsa-65', random(32))) };
    assert.throws(() => openMessage(two!.bytes, { ...opening, verifyKeys: () => others, batches }), {
      code: 'envelope.signature',
    });
    assert.throws(() => openMessage(two!.bytes, { ...opening, verifyKeys: () => undefined, batches }), {
      code: 'envelope.unknown-sender',
    });
  });
});

describe('a memory of batches', () => {
  it('verifies each signature once for a batch', async () => {
    let verified = 0;
    const counting = (key: VerifyKey): VerifyKey => ({
      ...key,
      verify: (message, signature) => {
        verified += 1;
        return key.verify(message, signature);
      },
    });
    const counted = { ed25519: counting(senderKeys.ed25519), mlDsa65: counting(senderKeys.mlDsa65) };
    const batches = new VerifiedBatches();
    for (const { bytes } of await batchOf(8)) openMessage(bytes, { ...opening, verifyKeys: () => counted, batches });
    assert.equal(verified, 2);
  });

  it('takes a known batch under no other signature, and remembers none that failed', async () => {
    const [one, two] = await batchOf(2);
    const batches = new VerifiedBatches();
    const forged = resealed(two!, { mlDsa65: new Uint8Array(3_309) });
    const open = (bytes: Uint8Array) => openMessage(bytes, { ...opening, batches });
    for (let time = 0; time < 2; time += 1) assert.throws(() => open(forged), { code: 'envelope.signature' });
    open(one!.bytes);
    assert.throws(() => open(forged), { code: 'envelope.signature' });
    open(two!.bytes);
  });

  it('keeps its bound and forgets the oldest', () => {
    const batches = new VerifiedBatches();
    const holds = (name: number, verify: boolean) =>
      batches.holds(new Uint8Array([name >> 8, name & 255]), [new Uint8Array(64)], () => verify);
    for (let name = 0; name <= KNOWN_BATCHES_MAX; name += 1) assert.ok(holds(name, true));
    assert.equal(holds(0, false), false);
    assert.ok(holds(1, false));
    assert.ok(holds(KNOWN_BATCHES_MAX, false));
  });
});

describe('a hostile sender or co-recipient', () => {
  it('who puts one message at two places says it twice, in bytes that a receiver tells apart, and nothing else', async () => {
    const waiting = draftAt(0);
    const salt = random(32);
    const leaf = leafHash(lengthPrefixed(utf8('iims/s1/leaf'), salt, waiting.draft.signed));
    const leaves = Array.from({ length: 64 }, (_, place) => (place === 3 || place === 40 ? leaf : random(32)));
    const envelopes = [3, 40].map((place) => sealOver(waiting, salt, leaves, place));
    for (const bytes of envelopes) assert.deepEqual(openMessage(bytes, opening).content, contentAt(0));
    assert.equal(equalBytes(envelopes[0]!, envelopes[1]!), false);
  });

  it('cannot prove a message by a tree of another size', () => {
    const waiting = draftAt(0);
    const salt = random(32);
    const leaf = leafHash(lengthPrefixed(utf8('iims/s1/leaf'), salt, waiting.draft.signed));
    for (const size of [1, 2, 32, 65, 128]) {
      const leaves = Array.from({ length: size }, (_, place) => (place === 0 ? leaf : random(32)));
      const bytes = sealOver(waiting, salt, leaves, 0);
      assert.throws(
        () => openMessage(bytes, opening),
        (fault: { code: string }) => ['envelope.signature', 'envelope.content'].includes(fault.code),
      );
    }
  });

  it('cannot use signatures of a batch as those of a message of its own, or the other way round', async () => {
    const [one] = await batchOf(1);
    const { signed } = one!.waiting.draft;
    const own = { ed25519: signers.ed25519.sign(signed), mlDsa65: signers.mlDsa65.sign(signed) };
    assert.throws(() => openMessage(resealed(one!, own), opening), { code: 'envelope.signature' });
  });
});

interface Sealed {
  readonly bytes: Uint8Array;
  readonly messageKey: Uint8Array;
  readonly waiting: WaitingMessage;
}

async function batchOf(count: number): Promise<Sealed[]> {
  const waiting = draftsOf(count);
  const seals = await signWaiting(waiting);
  return seals.map((seal, place) => ({ ...seal(), waiting: waiting[place]! }));
}

function draftsOf(count: number): WaitingMessage[] {
  return Array.from({ length: count }, (_, place) => draftAt(place));
}

function draftAt(place: number): WaitingMessage {
  return draftForBatch(messageAt(place));
}

function messageAt(place: number): Parameters<typeof draftForBatch>[0] {
  const id = new Uint8Array(16).fill(place);
  id[6] = 0x70;
  id[8] = 0x80;
  const times = { createdAt: now, expiresAt: now + 60_000 };
  return {
    header: { id, ...times, exercise: false, trustListVersion: 1 },
    about: { kind: 'message' },
    content: contentAt(place),
    signers,
    recipients,
    random,
  };
}

function contentAt(place: number): Uint8Array {
  return utf8(`message ${place % 100}`.padEnd(20));
}

/** Sealed anew by whoever knows the message key, with other signatures. */
function resealed({ bytes, messageKey, waiting }: Sealed, change: Partial<Record<'ed25519' | 'mlDsa65', Uint8Array>>) {
  const { ed25519, mlDsa65 } = { ...openMessage(bytes, opening).signatures, ...change };
  return sealWith(waiting, messageKey, [ed25519, mlDsa65]);
}

/** Signed and sealed by a sender over a tree of its own making. */
function sealOver(waiting: WaitingMessage, salt: Uint8Array, leaves: readonly Uint8Array[], place: number) {
  const { root, paths } = inclusionPaths(leaves);
  const { ed25519, mlDsa65 } = signers;
  const covered = lengthPrefixed(utf8('iims/s1/batch'), ed25519.keyId, mlDsa65.keyId, root);
  const path = concatBytes(...paths[place]!, new Uint8Array(6 * 32)).subarray(0, 6 * 32);
  waiting.body.batch!.set(concatBytes(salt, new Uint8Array([place]), path));
  return sealWith(waiting, waiting.draft.messageKey, [ed25519.sign(covered), mlDsa65.sign(covered)]);
}

function sealWith({ draft, body, content }: WaitingMessage, messageKey: Uint8Array, signatures: Uint8Array[]) {
  const { headerBytes, sizeBucket, stanzas } = draft;
  const parts = { signatures, body: body.bytes, tail: [content] };
  return sealContent({ headerBytes, sizeBucket, stanzas, messageKey, content: parts, random });
}
