// SPDX-License-Identifier: Apache-2.0
// The golden envelopes of spec/vectors/envelope, opened by this package and by a second implementation written from
// spec/envelope.md alone on the noble and cborg libraries. Altered envelopes are refused, each with the code of its class.

import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { equalBytes, fromHex, toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { gcm } from '@noble/ciphers/aes.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { ml_kem768_x25519 as xWing } from '@noble/post-quantum/hybrid.js';
import { ml_dsa65 } from '@noble/post-quantum/ml-dsa.js';
import { decode } from 'cborg';
import { ReceivingChannels } from './channel.ts';
import { type FrameKeys, openFrame, openMessage } from './envelope.ts';
import { verifyItemProof } from './item-proof.ts';
import { type KemPrivateKey, kemPrivateKeyFromSeed, signingKeyFromSeed, type VerifyKey, verifyKeyOf } from './keys.ts';

interface Case {
  readonly name: string;
  readonly open: 'frame' | 'message';
  readonly recipient: number;
  readonly now: number;
  readonly envelope: string;
  readonly error?: string;
  readonly content?: Content;
}

interface Content {
  readonly about: string;
  readonly items: readonly string[];
}

const { keys, envelopes, itemProofs } = JSON.parse(
  readFileSync(new URL('../../../spec/vectors/envelope/envelopes.json', import.meta.url), 'utf8'),
) as {
  keys: { ed25519: string; mlDsa65: string; recipients: string[] };
  envelopes: Case[];
  itemProofs: { name: string; proof: string; error?: string; index?: number; item?: string; hash?: string }[];
};

const senderKeys = {
  ed25519: verifyKeyOf(signingKeyFromSeed('ed25519', fromHex(keys.ed25519))),
  mlDsa65: verifyKeyOf(signingKeyFromSeed('ml-dsa-65', fromHex(keys.mlDsa65))),
};
const openingKeys = keys.recipients.map((seed) => kemPrivateKeyFromSeed(fromHex(seed)));
const trusted = (keyId: Uint8Array): VerifyKey | undefined =>
  equalBytes(keyId, senderKeys.ed25519.keyId) ? senderKeys.ed25519 : undefined;

describe('golden envelopes', () => {
  for (const vector of envelopes) {
    test(`${vector.name}: ${vector.error ?? 'opens'}`, () => {
      if (vector.error !== undefined) assert.throws(() => open(vector), refusedWith(vector.error));
      else assert.deepEqual(open(vector), vector.content);
    });
  }

  for (const vector of envelopes.filter(({ error }) => error === undefined)) {
    test(`${vector.name}: the second implementation opens it too`, () => {
      assert.deepEqual(openBySpec(vector), vector.content);
    });
  }
});

describe('golden item proofs', () => {
  for (const vector of itemProofs) {
    test(`${vector.name}: ${vector.error ?? 'verifies'}`, () => {
      const verify = (): ReturnType<typeof verifyItemProof> => verifyItemProof(fromHex(vector.proof), trusted);
      if (vector.error !== undefined) {
        assert.throws(verify, refusedWith(vector.error));
        return;
      }
      const { index, bytes, hash } = verify();
      assert.deepEqual([index, toHex(bytes), toHex(hash)], [vector.index, vector.item, vector.hash]);
    });
  }
});

function open(vector: Case): Content {
  const atHand = openingKeys[vector.recipient]!;
  const kemKey = (keyId: Uint8Array): KemPrivateKey | undefined =>
    equalBytes(keyId, atHand.keyId) ? atHand : undefined;
  const frameKeys: FrameKeys = { now: vector.now, kemKey, verifyKey: trusted, channels: new ReceivingChannels() };
  if (vector.open === 'frame') {
    const { aboutBytes, items } = openFrame(fromHex(vector.envelope), frameKeys);
    return { about: toHex(aboutBytes), items: items.map(({ bytes }) => toHex(bytes)) };
  }
  const verifyKeys = (keyId: Uint8Array) => (trusted(keyId) === undefined ? undefined : senderKeys);
  const { aboutBytes, content } = openMessage(fromHex(vector.envelope), { now: vector.now, kemKey, verifyKeys });
  return { about: toHex(aboutBytes), items: [toHex(content)] };
}

/** spec/envelope.md, step by step, for an envelope that is known to be good: any difference is an assertion. */
function openBySpec(vector: Case): Content {
  const bytes = fromHex(vector.envelope);
  assert.equal(Buffer.from(bytes.subarray(0, 8)).toString('latin1'), 'IIMS-E1\0');
  const headerLength = u32At(bytes, 8);
  const headerBytes = bytes.subarray(12, 12 + headerLength);
  const header = decode(headerBytes, { strict: true, rejectDuplicateMapKeys: true }) as SpecHeader;
  const seed = fromHex(keys.recipients[vector.recipient]!);
  const ownId = specKeyId('x-wing', xWing.getPublicKey(seed));
  const place = header.recipients.findIndex((recipient) => equalBytes(recipient, ownId));

  const stanza = bytes.subarray(12 + headerLength + place * 1168).subarray(0, 1168);
  const headerHash = hash('sha256', headerBytes);
  const sharedSecret = xWing.decapsulate(stanza.subarray(0, 1120), seed);
  const info =
    header.suite === 'Q1'
      ? prefixed('iims/e1/channel', header.sender, u64(header.channelUntil!))
      : join('iims/e1/rcpt', headerHash);
  const hpke = specKeySchedule(sharedSecret, info);
  const messageKey = gcm(hpke.key, hpke.nonce, ownId).decrypt(stanza.subarray(1120));
  const stanzas = bytes.subarray(12 + headerLength, 12 + headerLength + header.recipients.length * 1168);
  const payload = bytes.subarray(12 + headerLength + stanzas.length);
  const padded = specChunked(messageKey, join('iims/e1/payload', headerHash, hash('sha256', stanzas)), payload);
  assert.equal(padded.length, header.sizeBucket);
  const content = padded.subarray(4, 4 + u32At(padded, 0));
  assert.ok(padded.subarray(4 + content.length).every((byte) => byte === 0));

  const signatureBytes = header.suite === 'Q1' ? 64 : 64 + 3309;
  const bodyLength = u32At(content, signatureBytes);
  const body = decode(content.subarray(signatureBytes + 4, signatureBytes + 4 + bodyLength)) as SpecBody;
  const tail = content.subarray(signatureBytes + 4 + bodyLength);
  const sizes = body.sizes ?? [tail.length];
  const items = sizes.map((size, index) => {
    const start = sizes.slice(0, index).reduce((sum, before) => sum + before, 0);
    return tail.subarray(start, start + size);
  });
  const leaves = items.map((item, index) => {
    const nonces = body.nonces === undefined ? [] : [body.nonces.subarray(32 * index, 32 * index + 32)];
    const label = header.suite === 'Q1' ? 'iims/q1/item' : 'iims/s1/segment';
    return hash(
      'sha256',
      join([0], prefixed(label, header.sender, header.id, u32(index), u32(items.length), ...nonces, item)),
    );
  });
  if (body.segments !== undefined) assert.deepEqual(body.segments.map(toHex), leaves.map(toHex));
  const signed = prefixed(
    'iims/e1/sig',
    header.suite,
    headerBytes,
    join(...header.recipients),
    body.about,
    specRoot(leaves),
  );
  const edKey = ed25519.getPublicKey(fromHex(keys.ed25519));
  assert.deepEqual(header.sender, specKeyId('ed25519', edKey));
  assert.ok(ed25519.verify(content.subarray(0, 64), signed, edKey));
  if (header.suite === 'S1') {
    const { publicKey } = ml_dsa65.keygen(fromHex(keys.mlDsa65));
    assert.ok(ml_dsa65.verify(content.subarray(64, signatureBytes), signed, publicKey));
  }
  return { about: toHex(body.about), items: items.map(toHex) };
}

interface SpecHeader {
  readonly suite: 'Q1' | 'S1';
  readonly id: Uint8Array;
  readonly sender: Uint8Array;
  readonly recipients: readonly Uint8Array[];
  readonly sizeBucket: number;
  readonly channelUntil?: number;
}

interface SpecBody {
  readonly about: Uint8Array;
  readonly nonces?: Uint8Array;
  readonly sizes?: readonly number[];
  readonly segments?: readonly Uint8Array[];
}

/** RFC 9180, 5.1, base mode, suite 0x647a, 1, 2. */
function specKeySchedule(sharedSecret: Uint8Array, info: Uint8Array): { key: Uint8Array; nonce: Uint8Array } {
  const suite = join('HPKE', [0x64, 0x7a, 0, 1, 0, 2]);
  const extract = (salt: Uint8Array, label: string, input: Uint8Array): Uint8Array =>
    hmac('sha256', salt, join('HPKE-v1', suite, label, input));
  const none = new Uint8Array(0);
  const context = join([0], extract(none, 'psk_id_hash', none), extract(none, 'info_hash', info));
  const secret = extract(sharedSecret, 'secret', none);
  const expand = (label: string, length: number): Uint8Array =>
    hmac('sha256', secret, join([0, length], 'HPKE-v1', suite, label, context, [1])).subarray(0, length);
  return { key: expand('key', 32), nonce: expand('base_nonce', 12) };
}

/** c2sp.org/chunked-encryption with SHA-512 and AES-256-GCM. */
function specChunked(inputKey: Uint8Array, context: Uint8Array, sealed: Uint8Array): Uint8Array {
  const info = join('c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0', sealed.subarray(0, 24), context);
  const first = hmac('sha512', inputKey, join(info, [1]));
  const derived = join(first, hmac('sha512', inputKey, join(first, info, [2])));
  assert.deepEqual(sealed.subarray(24, 56), derived.subarray(44, 76));
  const chunks: Uint8Array[] = [];
  for (let offset = 56; offset < sealed.length; offset += 16_400) {
    const nonce = derived.slice(32, 44);
    nonce[11] = nonce[11]! ^ chunks.length;
    chunks.push(gcm(derived.subarray(0, 32), nonce).decrypt(sealed.subarray(offset, offset + 16_400)));
  }
  assert.ok(chunks.at(-1)!.length < 16_384);
  return join(...chunks);
}

/** RFC 9162, 2.1.1, as its definition reads. */
function specRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 1) return leaves[0]!;
  const middle = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return hash('sha256', join([1], specRoot(leaves.slice(0, middle)), specRoot(leaves.slice(middle))));
}

function specKeyId(algorithm: string, publicKey: Uint8Array): Uint8Array {
  return hash('sha256', prefixed('iims/key', algorithm, publicKey));
}

type Part = Uint8Array | string | readonly number[];

function prefixed(...parts: readonly Part[]): Uint8Array {
  return join(...parts.flatMap((part) => [u32(join(part).length), part]));
}

function join(...parts: readonly Part[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array))));
}

function hash(name: string, message: Uint8Array): Uint8Array {
  return new Uint8Array(createHash(name).update(message).digest());
}

function hmac(name: string, key: Uint8Array, message: Uint8Array): Uint8Array {
  return new Uint8Array(createHmac(name, key).update(message).digest());
}

function u32(value: number): Uint8Array {
  return new Uint8Array([value >>> 24, value >>> 16, value >>> 8, value]);
}

function u64(value: number): Uint8Array {
  return join(u32(Math.floor(value / 2 ** 32)), u32(value % 2 ** 32));
}

function u32At(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(offset);
}

function refusedWith(code: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof IimsError, String(error));
    assert.equal(error.code, code);
    return true;
  };
}
