// SPDX-License-Identifier: Apache-2.0
// Envelopes that a second implementation makes whole, from spec/envelope.md: X-Wing, Ed25519, hashes and HMAC by libsodium,
// AES-GCM and ML-DSA by noble, CBOR by cborg. This package opens them, and libsodium what this package encapsulates and signs.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { equalBytes, toHex, utf8 } from '@iims/wire/bytes';
import { gcm } from '@noble/ciphers/aes.js';
import { ml_dsa65 } from '@noble/post-quantum/ml-dsa.js';
import { encode, rfc8949EncodeOptions } from 'cborg';
import fc from 'fast-check';
import sodium from 'libsodium-wrappers-sumo';
import { ReceivingChannels } from './channel.ts';
import { openFrame, openMessage } from './envelope.ts';
import { kemPrivateKeyFromSeed, kemPublicKeyFromRaw, signingKeyFromSeed, verifyKeyOf } from './keys.ts';

const NOW = 1_767_600_000_000;
const seeds = { ed25519: fill(1), mlDsa65: fill(2), recipients: [fill(3), fill(4), fill(5)] };

await sodium.ready;

describe('an envelope that libsodium and noble make', () => {
  test('is a message for each of its recipients', () => {
    for (const content of ['', 'x', 'what is said', 'a'.repeat(40_000)]) {
      const envelope = sealByLibsodium({ suite: 'S1', items: [utf8(content)], recipients: seeds.recipients });
      for (const seed of seeds.recipients) {
        const opened = openMessage(envelope, { ...keysOf(seed), verifyKeys: () => verifyKeys });
        assert.equal(new TextDecoder().decode(opened.content), content);
        assert.deepEqual(opened.about, { kind: 'message' });
      }
    }
  });

  test('is a frame of any number of items', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 9 }), (drawn) => {
        const items = drawn.map((item) => Uint8Array.from(item));
        const envelope = sealByLibsodium({ suite: 'Q1', items, recipients: seeds.recipients.slice(0, 1) });
        const verifyKey = () => verifyKeys.ed25519;
        const opened = openFrame(envelope, {
          ...keysOf(seeds.recipients[0]!),
          verifyKey,
          channels: new ReceivingChannels(),
        });
        assert.deepEqual(
          opened.items.map(({ bytes }) => toHex(bytes)),
          items.map(toHex),
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe('libsodium', () => {
  test('makes the same X-Wing keys of the same seeds, and agrees on secrets in both directions', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (drawn) => {
        const seed = Uint8Array.from(drawn);
        const { publicKey, privateKey } = sodium.crypto_kem_xwing_seed_keypair(seed);
        const own = kemPrivateKeyFromSeed(seed);
        assert.deepEqual(own.publicKey, publicKey);
        const theirs = sodium.crypto_kem_xwing_enc(publicKey);
        assert.deepEqual(own.decapsulate(theirs.ciphertext), theirs.sharedSecret);
        const { ciphertext, sharedSecret } = kemPublicKeyFromRaw(publicKey).encapsulate();
        assert.deepEqual(sodium.crypto_kem_xwing_dec(ciphertext, privateKey), sharedSecret);
        // A damaged half gives a secret that nobody else has, on both sides the same.
        const damaged = theirs.ciphertext.map((byte, place) => (place === seed[0] ? byte ^ 1 : byte));
        assert.deepEqual(own.decapsulate(damaged), sodium.crypto_kem_xwing_dec(damaged, privateKey));
      }),
      { numRuns: 60 },
    );
  });

  test('signs the same bytes with Ed25519, and verifies what this package signs', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.uint8Array({ maxLength: 200 }), (seed, text) => {
        const message = Uint8Array.from(text);
        const own = signingKeyFromSeed('ed25519', Uint8Array.from(seed));
        const theirs = sodium.crypto_sign_seed_keypair(Uint8Array.from(seed));
        assert.deepEqual(own.publicKey, theirs.publicKey);
        assert.deepEqual(own.sign(message), sodium.crypto_sign_detached(message, theirs.privateKey));
      }),
      { numRuns: 60 },
    );
  });
});

const signers = {
  ed25519: signingKeyFromSeed('ed25519', seeds.ed25519),
  mlDsa65: signingKeyFromSeed('ml-dsa-65', seeds.mlDsa65),
};
const verifyKeys = { ed25519: verifyKeyOf(signers.ed25519), mlDsa65: verifyKeyOf(signers.mlDsa65) };

function keysOf(seed: Uint8Array) {
  const key = kemPrivateKeyFromSeed(seed);
  return { now: NOW, kemKey: (keyId: Uint8Array) => (equalBytes(keyId, key.keyId) ? key : undefined) };
}

interface SpecEnvelope {
  readonly suite: 'Q1' | 'S1';
  readonly items: readonly Uint8Array[];
  readonly recipients: readonly Uint8Array[];
}

/** spec/envelope.md, 1 to 11, for what fits one segment and the buckets up to 64 KiB. */
function sealByLibsodium({ suite, items, recipients }: SpecEnvelope): Uint8Array {
  const isFrame = suite === 'Q1';
  const sender = specKeyId('ed25519', sodium.crypto_sign_seed_keypair(seeds.ed25519).publicKey);
  const id = join(u64(NOW).subarray(2), [0x70, 0], [0x80], sodium.randombytes_buf(7));
  const nonces = sodium.randombytes_buf(32 * items.length);
  const leaves = items.map((item, index) => {
    const nonce = isFrame ? [nonces.subarray(32 * index, 32 * index + 32)] : [];
    const label = isFrame ? 'iims/q1/item' : 'iims/s1/segment';
    return sha256(join([0], lp(label, sender, id, u32(index), u32(items.length), ...nonce, item)));
  });
  const about = cbor({ kind: isFrame ? 'query-frame' : 'message' });
  const tail = join(...items);
  const body = isFrame
    ? cbor({ about, nonces, sizes: items.map(({ length }) => length) })
    : cbor({ about, contentBytes: tail.length, segments: leaves });
  const signatureBytes = isFrame ? 64 : 64 + 3_309;
  const contentLength = signatureBytes + 4 + body.length + tail.length;
  const sizeBucket = BUCKETS_KIB.map((kib) => kib * 1_024).find((bucket) => bucket >= 4 + contentLength)!;
  const kems = recipients.map((seed) => sodium.crypto_kem_xwing_seed_keypair(seed).publicKey);
  const kids = kems.map((publicKey) => specKeyId('x-wing', publicKey));
  const header = cbor({
    version: 1,
    suite,
    id,
    sender,
    recipients: kids,
    createdAt: NOW,
    expiresAt: NOW + 60_000,
    sizeBucket,
    exercise: false,
    trustListVersion: 7,
    ...(isFrame ? { channelUntil: NOW + 60_000 } : {}),
  });

  const signed = lp('iims/e1/sig', suite, header, join(...kids), about, specRoot(leaves));
  const ed25519 = sodium.crypto_sign_detached(signed, sodium.crypto_sign_seed_keypair(seeds.ed25519).privateKey);
  const mlDsa65 = isFrame ? [] : [ml_dsa65.sign(signed, ml_dsa65.keygen(seeds.mlDsa65).secretKey)];
  const content = join(ed25519, ...mlDsa65, u32(body.length), body, tail);

  const messageKey = sodium.randombytes_buf(32);
  const info = isFrame ? lp('iims/e1/channel', sender, u64(NOW + 60_000)) : join('iims/e1/rcpt', sha256(header));
  const stanzas = join(...kems.map((publicKey, place) => specStanza(publicKey, info, kids[place]!, messageKey)));
  const padded = join(u32(content.length), content, new Uint8Array(sizeBucket - 4 - content.length));
  const payload = specChunked(messageKey, join('iims/e1/payload', sha256(header), sha256(stanzas)), padded);
  return join('IIMS-E1\0', u32(header.length), header, stanzas, payload);
}

/** RFC 9180, 5.1 and 6.1, base mode, suite 0x647a, 1, 2. */
function specStanza(publicKey: Uint8Array, info: Uint8Array, kid: Uint8Array, messageKey: Uint8Array): Uint8Array {
  const { ciphertext, sharedSecret } = sodium.crypto_kem_xwing_enc(publicKey);
  const suite = join('HPKE', [0x64, 0x7a, 0, 1, 0, 2]);
  const extract = (salt: Uint8Array, label: string, input: Uint8Array) =>
    hmacSha256(salt, join('HPKE-v1', suite, label, input));
  const none = new Uint8Array(0);
  const context = join([0], extract(none, 'psk_id_hash', none), extract(none, 'info_hash', info));
  const secret = extract(sharedSecret, 'secret', none);
  const expand = (label: string, length: number) =>
    hmacSha256(secret, join([0, length], 'HPKE-v1', suite, label, context, [1])).subarray(0, length);
  return join(ciphertext, gcm(expand('key', 32), expand('base_nonce', 12), kid).encrypt(messageKey));
}

/** c2sp.org/chunked-encryption with SHA-512 and AES-256-GCM. */
function specChunked(inputKey: Uint8Array, context: Uint8Array, message: Uint8Array): Uint8Array {
  const salt = sodium.randombytes_buf(24);
  const info = join('c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0', salt, context);
  const first = hmacSha512(inputKey, join(info, [1]));
  const derived = join(first, hmacSha512(inputKey, join(first, info, [2])));
  const chunks: Uint8Array[] = [];
  for (let offset = 0; offset <= message.length; offset += 16_384) {
    const nonce = derived.slice(32, 44);
    nonce[11]! ^= chunks.length;
    chunks.push(gcm(derived.subarray(0, 32), nonce).encrypt(message.subarray(offset, offset + 16_384)));
  }
  return join(salt, derived.subarray(44, 76), ...chunks);
}

/** RFC 9162, 2.1.1, as its definition reads. */
function specRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 1) return leaves[0]!;
  const middle = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return sha256(join([1], specRoot(leaves.slice(0, middle)), specRoot(leaves.slice(middle))));
}

function specKeyId(algorithm: string, publicKey: Uint8Array): Uint8Array {
  return sha256(lp('iims/key', algorithm, publicKey));
}

function sha256(message: Uint8Array): Uint8Array {
  return sodium.crypto_hash_sha256(message);
}

function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  const state = sodium.crypto_auth_hmacsha256_init(key);
  sodium.crypto_auth_hmacsha256_update(state, message);
  return sodium.crypto_auth_hmacsha256_final(state);
}

function hmacSha512(key: Uint8Array, message: Uint8Array): Uint8Array {
  const state = sodium.crypto_auth_hmacsha512_init(key);
  sodium.crypto_auth_hmacsha512_update(state, message);
  return sodium.crypto_auth_hmacsha512_final(state);
}

function cbor(value: unknown): Uint8Array {
  return encode(value, rfc8949EncodeOptions);
}

type Part = Uint8Array | string | readonly number[];

function lp(...parts: readonly Part[]): Uint8Array {
  return join(...parts.flatMap((part) => [u32(join(part).length), part]));
}

function join(...parts: readonly Part[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array))));
}

function u32(value: number): Uint8Array {
  return new Uint8Array([value >>> 24, value >>> 16, value >>> 8, value]);
}

function u64(value: number): Uint8Array {
  return join(u32(Math.floor(value / 2 ** 32)), u32(value % 2 ** 32));
}

function fill(byte: number): Uint8Array {
  return new Uint8Array(32).fill(byte);
}

const BUCKETS_KIB = [2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];
