// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { AssertionFailure } from '@iims/wire/assert';
import { equalBytes, fromUtf8, toHex, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import fc from 'fast-check';
import { beginChannel, ReceivingChannels } from './channel.ts';
import {
  FRAME_ITEMS_MAX,
  type FrameKeys,
  type FrameToSeal,
  openFrame,
  openMessage,
  sealFrame,
  sealMessage,
} from './envelope.ts';
import {
  CHANNEL_LIFE_MS,
  CLOCK_SKEW_MAX_MS,
  encodeHeader,
  type Header,
  LIFETIME_MAX_MS,
  RECIPIENTS_MAX,
  readHeader,
} from './envelope-header.ts';
import { proveItem, verifyItemProof } from './item-proof.ts';
import {
  type KemPrivateKey,
  kemPrivateKeyFromSeed,
  kemPublicKeyFromRaw,
  signingKeyFromSeed,
  verifyKeyOf,
} from './keys.ts';
import { SEGMENT_BYTES } from './message-body.ts';
import { IN_MEMORY_BUCKET_MAX_BYTES } from './padding.ts';
import type { Random } from './primitives.ts';
import type { MessageKeys } from './signed-message.ts';

const NOW_MS = Date.UTC(2026, 10, 1);
const ed25519 = signingKeyFromSeed('ed25519', new Uint8Array(32).fill(1));
const mlDsa65 = signingKeyFromSeed('ml-dsa-65', new Uint8Array(32).fill(2));
const first = kemPrivateKeyFromSeed(new Uint8Array(32).fill(3));
const second = kemPrivateKeyFromSeed(new Uint8Array(32).fill(4));
const stranger = kemPrivateKeyFromSeed(new Uint8Array(32).fill(5));
const publicOf = (key: KemPrivateKey) => kemPublicKeyFromRaw(key.publicKey);
const verifyKey = verifyKeyOf(ed25519);

const frame: FrameToSeal = {
  header: { id: idOf(1), createdAt: NOW_MS, expiresAt: NOW_MS + 60_000, exercise: false, trustListVersion: 3 },
  about: { kind: 'query-frame' },
  items: ['one', 'two', 'three'].map((text) => utf8(text)),
  signer: ed25519,
  channel: beginChannel(ed25519.keyId, publicOf(first), NOW_MS, counting()),
  random: counting(),
};
const message = {
  header: frame.header,
  about: { kind: 'message' as const, subject: 'Перевірка' },
  content: utf8('content'),
  signers: { ed25519, mlDsa65 },
  recipients: [publicOf(first), publicOf(second)],
  random: counting(),
};
const frameKeys = keysOf(first);
const messageKeys: MessageKeys = {
  ...frameKeys,
  verifyKeys: () => ({ ed25519: verifyKey, mlDsa65: verifyKeyOf(mlDsa65) }),
};

describe('a frame', () => {
  test('opens for its recipient, with the items, their hashes, the description and the header', () => {
    const { bytes, itemHashes } = sealFrame({ ...frame, header: { ...frame.header, inReplyTo: idOf(9) } });
    const opened = openFrame(bytes, frameKeys);
    assert.deepEqual(
      opened.items.map((item) => fromUtf8(item.bytes)),
      ['one', 'two', 'three'],
    );
    assert.deepEqual(
      opened.items.map((item) => item.hash),
      itemHashes,
    );
    assert.deepEqual(opened.about, { kind: 'query-frame' });
    assert.deepEqual(opened.header, readHeader(bytes));
    assert.deepEqual(opened.header.inReplyTo, idOf(9));
    assert.deepEqual(opened.header.recipients, [first.keyId]);
  });

  test('of any items comes back, and nothing of it shows outside the seal', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 3_000 }), { minLength: 1, maxLength: 20 }), (items) => {
        const { bytes } = sealFrame({ ...frame, items, random: counting() });
        assert.deepEqual(
          openFrame(bytes, frameKeys).items.map((item) => new Uint8Array(item.bytes)),
          items.map((item) => new Uint8Array(item)),
        );
        for (const item of items.filter(({ length }) => length > 8))
          assert.ok(!Buffer.from(bytes).includes(Buffer.from(item)));
      }),
      { numRuns: 40 },
    );
  });

  test('has the same length for all items that fit one bucket', () => {
    const lengths = [0, 1, 300, 1_600].map(
      (size) => sealFrame({ ...frame, items: [new Uint8Array(size)] }).bytes.length,
    );
    assert.equal(new Set(lengths).size, 1);
    assert.notEqual(sealFrame({ ...frame, items: [new Uint8Array(2_048)] }).bytes.length, lengths[0]);
  });

  test('gives the same item another hash each time, and at each place', () => {
    const twice = { ...frame, items: [utf8('same'), utf8('same')], random: counting() };
    const hashes = [...sealFrame(twice).itemHashes, ...sealFrame(twice).itemHashes].map((hash) => toHex(hash));
    assert.equal(new Set(hashes).size, 4);
  });

  test('of more items or bytes than its bounds is not sealed', () => {
    const tooMany = Array.from({ length: FRAME_ITEMS_MAX + 1 }, () => new Uint8Array(0));
    assert.throws(() => sealFrame({ ...frame, items: tooMany }), refusedWith('envelope.too-large'));
    assert.throws(() => sealFrame({ ...frame, items: [new Uint8Array(2 ** 21)] }), refusedWith('envelope.too-large'));
    assert.throws(
      () => sealFrame({ ...frame, about: { kind: 'query-frame', note: 'x'.repeat(20_000) } }),
      refusedWith('envelope.too-large'),
    );
  });

  test('with a header that breaks a rule is not sealed', () => {
    for (const change of [
      { id: new Uint8Array(16) },
      { expiresAt: NOW_MS },
      { expiresAt: NOW_MS + LIFETIME_MAX_MS + 1 },
      { createdAt: 1.5 },
      { trustListVersion: -1 },
      { inReplyTo: new Uint8Array(15) },
    ]) {
      const header = { ...frame.header, ...change };
      assert.throws(() => sealFrame({ ...frame, header }), refusedWith('envelope.header'), Object.keys(change)[0]!);
    }
    for (const until of [NOW_MS - 1, NOW_MS + CHANNEL_LIFE_MS + 1]) {
      const channel = { ...frame.channel, until };
      assert.throws(() => sealFrame({ ...frame, channel }), refusedWith('envelope.header'));
    }
  });

  test("takes no kind, key or item count that is not a frame's", () => {
    assert.throws(() => sealFrame({ ...frame, about: { kind: 'message' } }), refusedWith('envelope.suite'));
    assert.throws(() => sealFrame({ ...frame, signer: mlDsa65 }), AssertionFailure);
    assert.throws(() => sealFrame({ ...frame, items: [] }), AssertionFailure);
  });
});

describe('an envelope altered on its way', () => {
  const { bytes } = sealFrame(frame);
  const sealedMessage = sealMessage(message);

  test('is refused whichever bit is flipped', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        assertRefused(() => openFrame(flipBit(bytes, bit), frameKeys));
      }),
      { numRuns: 400 },
    );
    fc.assert(
      fc.property(fc.nat(sealedMessage.length * 8 - 1), (bit) => {
        assertRefused(() => openMessage(flipBit(sealedMessage, bit), messageKeys));
      }),
      { numRuns: 200 },
    );
  });

  test('is refused at whichever length it is cut or prolonged', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.uint8Array({ minLength: 1, maxLength: 40 }), (length, extra) => {
        assert.throws(
          () => openFrame(bytes.subarray(0, length), frameKeys),
          refusedWith('envelope.magic', 'envelope.malformed'),
        );
        assert.throws(() => openFrame(Buffer.concat([bytes, extra]), frameKeys), refusedWith('envelope.malformed'));
      }),
      { numRuns: 200 },
    );
  });

  test('is refused with any other bytes in place of a part', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.uint8Array({ minLength: 1, maxLength: 64 }), (start, part) => {
        const altered = bytes.slice();
        altered.set(part.subarray(0, altered.length - start), start);
        if (!equalBytes(altered, bytes)) assertRefused(() => openFrame(altered, frameKeys));
      }),
      { numRuns: 200 },
    );
  });

  test('that is not one at all is refused without a look at keys', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (anything) => {
        assert.throws(() => readHeader(anything), refusedWith('envelope.magic'));
        const begun = Buffer.concat([bytes.subarray(0, 12), anything]);
        assert.throws(() => readHeader(begun), refusedWith('envelope.malformed', 'envelope.header', 'envelope.suite'));
      }),
      { numRuns: 200 },
    );
  });

  test('gives no two codes for stanza, payload and header that do not belong together', () => {
    const other = sealFrame({ ...frame, header: { ...frame.header, exercise: true } }).bytes;
    assert.equal(other.length, bytes.length);
    const payloadAt = bytes.length - 2_048 - 72;
    const stanzaAt = payloadAt - 1_168;
    for (const mixed of [
      Buffer.concat([bytes.subarray(0, payloadAt), other.subarray(payloadAt)]),
      Buffer.concat([other.subarray(0, stanzaAt), bytes.subarray(stanzaAt)]),
      Buffer.concat([bytes.subarray(0, stanzaAt), newStanza(), bytes.subarray(payloadAt)]),
    ]) {
      assert.throws(() => openFrame(mixed, frameKeys), refusedWith('envelope.open-failed'));
    }
  });
});

describe('the header', () => {
  const { channelUntil, ...message } = readHeader(sealFrame(frame).bytes);

  test("of a frame has one recipient and the end of its channel, and a message's has no channel", () => {
    for (const header of [
      message,
      { ...message, channelUntil, recipients: [first.keyId, second.keyId] },
      { ...message, channelUntil, suite: 'S1' as const },
    ]) {
      assert.throws(() => encodeHeader(header as Header), refusedWith('envelope.header'));
    }
    encodeHeader({ ...message, suite: 'S1', recipients: [first.keyId, second.keyId] });
  });
});

describe('opening', () => {
  const { bytes } = sealFrame(frame);

  test("needs a recipient's key, a trusted sender and the right time", () => {
    assert.throws(() => openFrame(bytes, keysOf(stranger)), refusedWith('envelope.not-recipient'));
    assert.throws(
      () => openFrame(bytes, { ...frameKeys, verifyKey: () => undefined }),
      refusedWith('envelope.unknown-sender'),
    );
    // A sender names whichever of its keys it likes, and all of them are in the trust list.
    assert.throws(
      () => openFrame(bytes, { ...frameKeys, verifyKey: () => verifyKeyOf(mlDsa65) }),
      refusedWith('envelope.unknown-sender'),
    );
    const otherKey = verifyKeyOf(signingKeyFromSeed('ed25519', new Uint8Array(32).fill(8)));
    assert.throws(
      () => openFrame(bytes, { ...frameKeys, verifyKey: () => otherKey }),
      refusedWith('envelope.signature'),
    );
    const at = (now: number): FrameKeys => ({ ...frameKeys, now });
    assert.throws(() => openFrame(bytes, at(NOW_MS + 60_000)), refusedWith('envelope.expired'));
    assert.throws(() => openFrame(bytes, at(NOW_MS - CLOCK_SKEW_MAX_MS - 1)), refusedWith('envelope.not-yet-valid'));
    for (const now of [NOW_MS + 59_999, NOW_MS - CLOCK_SKEW_MAX_MS]) openFrame(bytes, at(now));
  });

  test("with another key under a recipient's id fails", () => {
    assert.throws(
      () => openFrame(bytes, { ...frameKeys, kemKey: () => stranger }),
      refusedWith('envelope.open-failed'),
    );
  });

  test('gives bytes that later changes of the envelope do not reach', () => {
    const own = bytes.slice();
    const opened = openFrame(own, frameKeys);
    const before = toHex(proveItem(opened, 1));
    own.fill(0);
    assert.equal(toHex(proveItem(opened, 1)), before);
  });
});

describe('a message', () => {
  test('comes back for each recipient, with content, description and both signatures', () => {
    for (const [size, recipient] of [
      [0, first],
      [1, second],
      [5_000, first],
      [SEGMENT_BYTES, second],
      [SEGMENT_BYTES + 1, first],
      [IN_MEMORY_BUCKET_MAX_BYTES - 4_000, second],
    ] as const) {
      const content = counting()(size);
      const keys = { ...messageKeys, ...keysOf(recipient) };
      const opened = openMessage(sealMessage({ ...message, content }), keys);
      assert.ok(equalBytes(opened.content, content));
      assert.deepEqual(opened.about, message.about);
      assert.deepEqual([opened.signatures.ed25519.length, opened.signatures.mlDsa65.length], [64, 3_309]);
    }
    for (const length of [IN_MEMORY_BUCKET_MAX_BYTES - 3_000, IN_MEMORY_BUCKET_MAX_BYTES + 1]) {
      const content = new Uint8Array(length);
      assert.throws(() => sealMessage({ ...message, content }), refusedWith('envelope.too-large'));
    }
    const crowd = Array.from({ length: RECIPIENTS_MAX + 1 }, () => publicOf(first));
    assert.throws(() => sealMessage({ ...message, recipients: crowd }), refusedWith('envelope.too-large'));
    const twice = [publicOf(first), publicOf(first)];
    assert.throws(() => sealMessage({ ...message, recipients: twice }), refusedWith('envelope.header'));
    assert.throws(() => sealMessage({ ...message, recipients: [] }), refusedWith('envelope.header'));
  });

  test('needs both signatures, and never stands as a frame', () => {
    const sealed = sealMessage(message);
    const other = signingKeyFromSeed('ml-dsa-65', new Uint8Array(32).fill(8));
    const otherKeys = { ...messageKeys, verifyKeys: () => ({ ed25519: verifyKey, mlDsa65: verifyKeyOf(other) }) };
    assert.throws(() => openMessage(sealed, otherKeys), refusedWith('envelope.signature'));
    assert.throws(
      () => openMessage(sealed, { ...messageKeys, verifyKeys: () => undefined }),
      refusedWith('envelope.unknown-sender'),
    );
    assert.throws(() => openFrame(sealed, frameKeys), refusedWith('envelope.suite'));
    assert.throws(() => openMessage(sealFrame(frame).bytes, messageKeys), refusedWith('envelope.suite'));
    assert.throws(() => sealMessage({ ...message, about: { kind: 'answer-frame' } }), refusedWith('envelope.suite'));
    assert.throws(() => sealMessage({ ...message, signers: { ed25519, mlDsa65: ed25519 } }), AssertionFailure);
  });
});

describe('the proof of one item', () => {
  const items = Array.from({ length: 11 }, (_, index) => utf8(`question ${String.fromCharCode(97 + index)}`));
  const sealed = sealFrame({ ...frame, items });
  const opened = openFrame(sealed.bytes, frameKeys);

  test('verifies for every item, alone, and holds no neighbour', () => {
    for (const [index, item] of items.entries()) {
      const proof = proveItem(opened, index);
      const proven = verifyItemProof(proof, () => verifyKey);
      assert.deepEqual([proven.index, proven.count, toHex(proven.bytes)], [index, 11, toHex(item)]);
      assert.deepEqual(proven.hash, sealed.itemHashes[index]);
      assert.deepEqual(proven.header, opened.header);
      for (const neighbour of opened.items.filter((_, place) => place !== index)) {
        assert.ok(!Buffer.from(proof).includes(Buffer.from(neighbour.bytes)));
        assert.ok(!Buffer.from(proof).includes(Buffer.from(neighbour.nonce)));
      }
    }
  });

  test('is refused whichever bit is flipped', () => {
    const proof = proveItem(opened, 4);
    fc.assert(
      fc.property(fc.nat(proof.length * 8 - 1), (bit) => {
        assertRefused(() => verifyItemProof(flipBit(proof, bit), () => verifyKey));
      }),
      { numRuns: 400 },
    );
  });

  test('needs a trusted sender, and an item of the frame', () => {
    for (const key of [undefined, verifyKeyOf(mlDsa65)]) {
      assert.throws(() => verifyItemProof(proveItem(opened, 4), () => key), refusedWith('envelope.unknown-sender'));
    }
    assert.throws(() => proveItem(opened, 11), AssertionFailure);
  });
});

function keysOf(key: KemPrivateKey): FrameKeys {
  return {
    now: NOW_MS,
    kemKey: (keyId) => (equalBytes(keyId, key.keyId) ? key : undefined),
    verifyKey: () => verifyKey,
    channels: new ReceivingChannels(),
  };
}

/** The stanza of another channel between the same two keys. */
function newStanza(): Uint8Array {
  return beginChannel(ed25519.keyId, publicOf(first), NOW_MS, counting()).stanza;
}

/** Different bytes at each call, the same in each run. */
function counting(): Random {
  let calls = 0;
  return (length) => {
    calls += 1;
    return new Uint8Array(
      createHash('shake256', { outputLength: Math.max(1, length) })
        .update(`${calls}`)
        .digest()
        .subarray(0, length),
    );
  };
}

function idOf(number: number): Uint8Array {
  const id = new Uint8Array(16).fill(number);
  id[6] = 0x70;
  id[8] = 0x80;
  return id;
}

function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const place = Math.floor(bit / 8);
  return bytes.with(place, bytes[place]! ^ (1 << (bit % 8)));
}

function assertRefused(work: () => unknown): void {
  assert.throws(work, (error) => error instanceof IimsError && error.code.startsWith('envelope.'));
}

function refusedWith(...codes: readonly string[]): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof IimsError, String(error));
    assert.ok(codes.includes(error.code), `${error.code} is none of ${codes.join(', ')}`);
    return true;
  };
}
