// SPDX-License-Identifier: Apache-2.0
// What channels spare and what they must never do: outlive their time, serve another sender, or let one partner drive out another's.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { AssertionFailure } from '@iims/wire/assert';
import { toHex, utf8 } from '@iims/wire/bytes';
import { encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { beginChannel, type Channel, ReceivingChannels, SendingChannels } from './channel.ts';
import { type FrameToSeal, openFrame, sealFrame } from './envelope.ts';
import { CHANNEL_LIFE_MS, CLOCK_SKEW_MAX_MS, encodeHeader, readHeader, splitEnvelope } from './envelope-header.ts';
import {
  type KemPrivateKey,
  kemPrivateKeyFromSeed,
  kemPublicKeyFromRaw,
  type SigningKey,
  signingKeyFromSeed,
  verifyKeyOf,
} from './keys.ts';
import { sealContent } from './sealed-content.ts';

const ZEROS = '00'.repeat(32);
const NOW_MS = Date.UTC(2026, 10, 1);
const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
const sender = signingKeyFromSeed('ed25519', new Uint8Array(32).fill(1));
const another = signingKeyFromSeed('ed25519', new Uint8Array(32).fill(2));
const opening = kemPrivateKeyFromSeed(new Uint8Array(32).fill(3));
const recipient = kemPublicKeyFromRaw(opening.publicKey);
const elsewhere = kemPublicKeyFromRaw(kemPrivateKeyFromSeed(new Uint8Array(32).fill(4)).publicKey);

describe('a sender', () => {
  test('keeps a channel to a recipient until it ends, and then begins another', () => {
    const sending = new SendingChannels(sender.keyId, random);
    const first = sending.to(recipient, NOW_MS);
    assert.equal(first.until, NOW_MS + CHANNEL_LIFE_MS);
    assert.equal(sending.to(recipient, first.until), first);
    const key = toHex(first.messageKey);
    const next = sending.to(recipient, first.until + 1);
    assert.notEqual(toHex(next.messageKey), key);
    assert.notEqual(toHex(next.stanza), toHex(first.stanza));
    assert.equal(toHex(first.messageKey), ZEROS, 'the key of an ended channel is overwritten');
  });

  test('has another channel to every recipient', () => {
    const sending = new SendingChannels(sender.keyId, random);
    assert.notEqual(toHex(sending.to(recipient, NOW_MS).messageKey), toHex(sending.to(elsewhere, NOW_MS).messageKey));
  });

  test('whose clock is set back begins a channel that a receiver allows', () => {
    const sending = new SendingChannels(sender.keyId, random);
    const ahead = sending.to(recipient, NOW_MS);
    const back = sending.to(recipient, NOW_MS - 1);
    assert.notEqual(back, ahead);
    assert.equal(toHex(ahead.messageKey), ZEROS);
    open(seal({ channel: back, createdAt: NOW_MS - 1 }), new ReceivingChannels());
  });

  test('whose clock is set back again and again keeps no channel alive by it', () => {
    const sending = new SendingChannels(sender.keyId, random);
    const first = sending.to(recipient, NOW_MS);
    assert.equal(sending.to(recipient, NOW_MS + 9 * 60_000), first);
    assert.notEqual(sending.to(recipient, NOW_MS + 60_000), first);
  });

  test('that says nothing more forgets its channels when they have ended', () => {
    const sending = new SendingChannels(sender.keyId, random);
    const channel = sending.to(recipient, NOW_MS);
    sending.forgetEnded(channel.until);
    assert.notEqual(toHex(channel.messageKey), ZEROS);
    sending.forgetEnded(channel.until + 1);
    assert.equal(toHex(channel.messageKey), ZEROS);
  });

  test('seals nothing on a channel that was forgotten, since anybody could open it', () => {
    const sending = new SendingChannels(sender.keyId, random);
    const held = sending.to(recipient, NOW_MS);
    sending.forgetEnded(held.until + 1);
    assert.throws(() => seal({ channel: held }), AssertionFailure);
  });
});

describe('a receiver', () => {
  test('opens the stanza once for all frames of a channel', () => {
    const { key, count } = counted(opening);
    const channels = new ReceivingChannels();
    const channel = beginChannel(sender.keyId, recipient, NOW_MS, random);
    for (let frame = 0; frame < 5; frame += 1) open(seal({ channel }), channels, key);
    assert.equal(count(), 1);
    open(seal({ channel: beginChannel(sender.keyId, recipient, NOW_MS, random) }), channels, key);
    open(seal({ channel }), channels, key);
    assert.equal(count(), 2);
  });

  test('that has forgotten everything opens any frame of a channel', () => {
    const channel = beginChannel(sender.keyId, recipient, NOW_MS, random);
    seal({ channel });
    open(seal({ channel }), new ReceivingChannels());
  });

  test('needs the opening key itself, also for a channel that it remembers', () => {
    const channels = new ReceivingChannels();
    const frame = seal({});
    open(frame, channels);
    const keys = { now: NOW_MS, kemKey: () => undefined, verifyKey: () => verifyKeyOf(sender), channels };
    assert.throws(() => openFrame(frame, keys), refusedWith('envelope.not-recipient'));
  });

  test('remembers no channel of a frame whose signature does not verify', () => {
    const { key, count } = counted(opening);
    const channels = new ReceivingChannels();
    const forged = seal({ signer: { ...sender, sign: another.sign } });
    for (let time = 0; time < 2; time += 1) {
      assert.throws(() => open(forged, channels, key), refusedWith('envelope.signature'));
    }
    assert.equal(count(), 2);
  });

  test('refuses a stanza under another sender or another end, remembered or not', () => {
    const channel = beginChannel(sender.keyId, recipient, NOW_MS, random);
    const channels = new ReceivingChannels();
    open(seal({ channel }), channels);
    const moved = seal({ channel: { ...channel, until: channel.until - 1 } });
    const taken = seal({ channel, signer: another });
    for (const memory of [channels, new ReceivingChannels()]) {
      for (const frame of [moved, taken]) assert.throws(() => open(frame, memory), refusedWith('envelope.open-failed'));
    }
  });

  test('takes no frame that was made after the end of its channel', () => {
    const channel = beginChannel(sender.keyId, recipient, NOW_MS, random);
    const header = { ...readHeader(seal({ channel })), createdAt: channel.until + 1, expiresAt: channel.until + 2 };
    assert.throws(() => encodeHeader(header), refusedWith('envelope.header'));
    const late = sealContent({
      headerBytes: encodeCbor(header as never),
      sizeBucket: header.sizeBucket,
      stanzas: channel.stanza,
      messageKey: channel.messageKey,
      content: { signatures: [new Uint8Array(64)], body: encodeCbor({}), tail: [] },
      random,
    });
    assert.throws(() => splitEnvelope(late), refusedWith('envelope.header'));
  });

  test('forgets a channel that has ended, and opens its stanza anew for a frame that comes late', () => {
    const { key, count } = counted(opening);
    const channels = new ReceivingChannels();
    const channel = beginChannel(sender.keyId, recipient, NOW_MS, random);
    const frames = [1, 2, 3].map(() => seal({ channel }));
    open(frames[0]!, channels, key);
    channels.forgetEnded(channel.until);
    open(frames[1]!, channels, key);
    assert.equal(count(), 1);
    const kept = channels.messageKey(splitEnvelope(frames[1]!), { key, stanza: channel.stanza })!;
    assert.deepEqual(kept, channel.messageKey);
    channels.forgetEnded(channel.until + 1);
    assert.equal(toHex(kept), ZEROS);
    open(frames[2]!, channels, key);
    assert.equal(count(), 2);
  });

  test('whose clock was set back forgets channels that end later than any sender may say', () => {
    const { key, count } = counted(opening);
    const channels = new ReceivingChannels();
    const channel = beginChannel(sender.keyId, recipient, NOW_MS, random);
    open(seal({ channel }), channels, key);
    channels.forgetEnded(NOW_MS - CLOCK_SKEW_MAX_MS);
    open(seal({ channel }), channels, key);
    assert.equal(count(), 1);
    channels.forgetEnded(NOW_MS - CLOCK_SKEW_MAX_MS - 1);
    open(seal({ channel }), channels, key);
    assert.equal(count(), 2);
  });

  test('remembers a bounded number of senders, and overwrites the keys of the one that came first', () => {
    const channels = new ReceivingChannels();
    const frame = splitEnvelope(seal({}));
    const keys = Array.from({ length: 1_025 }, () => random(32));
    for (const key of keys) {
      const parts = { ...frame, header: { ...frame.header, sender: random(32) } };
      channels.remember(parts, { key: opening, stanza: frame.stanzaBytes }, key);
    }
    assert.equal(toHex(keys[0]!), ZEROS);
    assert.ok(keys.slice(1).every((key) => toHex(key) !== ZEROS));
  });

  test('loses none of one sender to the channels of another', () => {
    const { key, count } = counted(opening);
    const channels = new ReceivingChannels();
    const kept = beginChannel(sender.keyId, recipient, NOW_MS, random);
    open(seal({ channel: kept }), channels, key);
    for (let place = 0; place < 20; place += 1) {
      const channel = beginChannel(another.keyId, recipient, NOW_MS, random);
      open(seal({ channel, signer: another }), channels, key);
    }
    assert.equal(count(), 21);
    open(seal({ channel: kept }), channels, key);
    assert.equal(count(), 21);
  });
});

interface Changes {
  readonly channel?: Channel;
  readonly signer?: SigningKey;
  readonly createdAt?: number;
}

function seal({ channel, signer = sender, createdAt = NOW_MS }: Changes): Uint8Array {
  const id = random(16);
  id[6] = 0x70;
  id[8] = 0x80;
  const frame: FrameToSeal = {
    header: { id, createdAt, expiresAt: createdAt + 60_000, exercise: false, trustListVersion: 1 },
    about: { kind: 'query-frame' },
    items: [utf8('question')],
    signer,
    channel: channel ?? beginChannel(signer.keyId, recipient, createdAt, random),
    random,
  };
  return sealFrame(frame).bytes;
}

function open(frame: Uint8Array, channels: ReceivingChannels, key: KemPrivateKey = opening): void {
  const signers = new Map([sender, another].map((signer) => [toHex(signer.keyId), verifyKeyOf(signer)]));
  openFrame(frame, { now: NOW_MS, kemKey: () => key, verifyKey: (keyId) => signers.get(toHex(keyId)), channels });
}

/** An opening key that counts how often it is used. */
function counted(key: KemPrivateKey): { readonly key: KemPrivateKey; readonly count: () => number } {
  let uses = 0;
  const decapsulate = (ciphertext: Uint8Array): Uint8Array | undefined => {
    uses += 1;
    return key.decapsulate(ciphertext);
  };
  return { key: { ...key, decapsulate }, count: () => uses };
}

function refusedWith(code: string): (error: unknown) => boolean {
  return (error) => error instanceof IimsError && error.code === code;
}
