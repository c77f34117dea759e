// SPDX-License-Identifier: Apache-2.0
// A second implementation of envelopes, written from spec/envelope.md alone on the noble and cborg libraries: opens, and seals what
// is signed already. For envelopes that are known to be good: any difference is an assertion.
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { equalBytes, fromHex, toHex } from '@iims/wire/bytes';
import { gcm } from '@noble/ciphers/aes.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { ml_kem768_x25519 as xWing } from '@noble/post-quantum/hybrid.js';
import { ml_dsa65 } from '@noble/post-quantum/ml-dsa.js';
import { decode, encode, rfc8949EncodeOptions } from 'cborg';

/** Seeds of the sender, hexadecimal. */
export interface SpecSeeds {
  readonly ed25519: string;
  readonly mlDsa65: string;
}

export interface SpecOpened {
  readonly aboutBytes: Uint8Array;
  /** The items of a frame; of a message its content, as the one item. */
  readonly items: readonly Uint8Array[];
}

/** spec/envelope.md, step by step. */
export function openBySpec(bytes: Uint8Array, sender: SpecSeeds, recipientSeed: Uint8Array): SpecOpened {
  assert.equal(Buffer.from(bytes.subarray(0, 8)).toString('latin1'), 'IIMS-E1\0');
  const headerLength = u32At(bytes, 8);
  const headerBytes = bytes.subarray(12, 12 + headerLength);
  const header = decode(headerBytes, { strict: true, rejectDuplicateMapKeys: true }) as SpecHeader;
  const stanzas = bytes.subarray(12 + headerLength, 12 + headerLength + header.recipients.length * 1168);
  const payload = bytes.subarray(12 + headerLength + stanzas.length);
  const padded = specChunkedOpen(...specPayloadInput(headerBytes, stanzas, recipientSeed), payload);
  assert.equal(padded.length, header.sizeBucket);
  const lengthBytes = header.sizeBucket > 2 * MIB ? 8 : 4;
  const length = lengthBytes === 4 ? u32At(padded, 0) : u32At(padded, 0) * 2 ** 32 + u32At(padded, 4);
  const content = padded.subarray(lengthBytes, lengthBytes + length);
  assert.ok(padded.subarray(lengthBytes + length).every((byte) => byte === 0));

  const signatureBytes = header.suite === 'Q1' ? 64 : 64 + 3309;
  const bodyLength = u32At(content, signatureBytes);
  const body = decode(content.subarray(signatureBytes + 4, signatureBytes + 4 + bodyLength)) as SpecBody;
  const tail = content.subarray(signatureBytes + 4 + bodyLength);
  const items = body.sizes === undefined ? specSegments(tail) : specItems(tail, body.sizes);
  const leaves = specLeaves(header, items, body.nonces);
  if (body.segments !== undefined) assert.deepEqual(body.segments.map(toHex), leaves.map(toHex));
  const signed = prefixed(
    'iims/e1/sig',
    header.suite,
    headerBytes,
    join(...header.recipients),
    body.about,
    specRoot(leaves),
  );
  const edKey = ed25519.getPublicKey(fromHex(sender.ed25519));
  const { publicKey: mlDsaKey } = ml_dsa65.keygen(fromHex(sender.mlDsa65));
  const keyIds = [specKeyId('ed25519', edKey), specKeyId('ml-dsa-65', mlDsaKey)] as const;
  assert.deepEqual(header.sender, keyIds[0]);
  const covered =
    body.batch === undefined ? signed : prefixed('iims/s1/batch', ...keyIds, specBatchRoot(body.batch, signed));
  assert.ok(ed25519.verify(content.subarray(0, 64), covered, edKey));
  if (header.suite === 'S1') assert.ok(ml_dsa65.verify(content.subarray(64, signatureBytes), covered, mlDsaKey));
  return { aboutBytes: body.about, items: body.sizes === undefined ? [tail] : items };
}

export interface SpecMessage {
  readonly headerBytes: Uint8Array;
  readonly stanzas: Uint8Array;
  readonly salt: Uint8Array;
  readonly signatures: readonly Uint8Array[];
  readonly aboutBytes: Uint8Array;
  /** What the list of segments is made from. */
  readonly content: Uint8Array;
  /** What is sealed under that list. */
  readonly sealedContent: Uint8Array;
}

/** The envelope of a message whose random parts and signatures are given (spec/envelope.md, 16). */
export function sealBySpec(message: SpecMessage, recipientSeed: Uint8Array): Uint8Array {
  const { headerBytes, stanzas, salt, signatures, aboutBytes, content, sealedContent } = message;
  const header = decode(headerBytes, { strict: true, rejectDuplicateMapKeys: true }) as SpecHeader;
  const segments = specLeaves(header, specSegments(content), undefined);
  const body = encode({ about: aboutBytes, contentBytes: content.length, segments }, rfc8949EncodeOptions);
  const filled = join(...signatures, u32(body.length), body, sealedContent);
  const length = header.sizeBucket > 2 * MIB ? u64(filled.length) : u32(filled.length);
  const padded = new Uint8Array(header.sizeBucket);
  padded.set(join(length, filled));
  const [key, context] = specPayloadInput(headerBytes, stanzas, recipientSeed);
  const payload = specChunkedSeal(key, context, salt, padded);
  return join('IIMS-E1\0', u32(headerBytes.length), headerBytes, stanzas, payload);
}

/** The message key out of the recipient's stanza, and the context of the payload. */
function specPayloadInput(headerBytes: Uint8Array, stanzas: Uint8Array, seed: Uint8Array): [Uint8Array, Uint8Array] {
  const header = decode(headerBytes) as SpecHeader;
  const ownId = specKeyId('x-wing', xWing.getPublicKey(seed));
  const place = header.recipients.findIndex((recipient) => equalBytes(recipient, ownId));
  const stanza = stanzas.subarray(place * 1168, place * 1168 + 1168);
  const headerHash = hash('sha256', headerBytes);
  const info =
    header.suite === 'Q1'
      ? prefixed('iims/e1/channel', header.sender, u64(header.channelUntil!))
      : join('iims/e1/rcpt', headerHash);
  const hpke = specKeySchedule(xWing.decapsulate(stanza.subarray(0, 1120), seed), info);
  const messageKey = gcm(hpke.key, hpke.nonce, ownId).decrypt(stanza.subarray(1120));
  return [messageKey, join('iims/e1/payload', headerHash, hash('sha256', stanzas))];
}

function specItems(tail: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  return sizes.map((size, index) => {
    const start = sizes.slice(0, index).reduce((sum, before) => sum + before, 0);
    return tail.subarray(start, start + size);
  });
}

function specSegments(content: Uint8Array): Uint8Array[] {
  const count = Math.max(1, Math.ceil(content.length / MIB));
  return Array.from({ length: count }, (_, index) => content.subarray(index * MIB, (index + 1) * MIB));
}

function specLeaves(header: SpecHeader, items: readonly Uint8Array[], nonces: Uint8Array | undefined): Uint8Array[] {
  const label = header.suite === 'Q1' ? 'iims/q1/item' : 'iims/s1/segment';
  return items.map((item, index) => {
    const nonce = nonces === undefined ? [] : [nonces.subarray(32 * index, 32 * index + 32)];
    const leaf = prefixed(label, header.sender, header.id, u32(index), u32(items.length), ...nonce, item);
    return hash('sha256', join([0], leaf));
  });
}

/** spec/envelope.md, 22: up from the leaf; the bits of the place say on which side the other half lies. */
function specBatchRoot(batch: Uint8Array, signed: Uint8Array): Uint8Array {
  assert.equal(batch.length, 225);
  const place = batch[32]!;
  assert.ok(place < 64);
  let node = hash('sha256', join([0], prefixed('iims/s1/leaf', batch.subarray(0, 32), signed)));
  for (let level = 0; level < 6; level += 1) {
    const other = batch.subarray(33 + 32 * level, 65 + 32 * level);
    node = hash('sha256', (place >> level) % 2 === 1 ? join([1], other, node) : join([1], node, other));
  }
  return node;
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
  readonly batch?: Uint8Array;
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
function specChunkedOpen(inputKey: Uint8Array, context: Uint8Array, sealed: Uint8Array): Uint8Array {
  const { key, baseNonce, commitment } = specChunkKeys(inputKey, context, sealed.subarray(0, 24));
  assert.deepEqual(sealed.subarray(24, 56), commitment);
  const chunks: Uint8Array[] = [];
  for (let offset = 56; offset < sealed.length; offset += 16_400) {
    const nonce = specChunkNonce(baseNonce, chunks.length);
    chunks.push(gcm(key, nonce).decrypt(sealed.subarray(offset, offset + 16_400)));
  }
  assert.ok(chunks.at(-1)!.length < 16_384);
  return join(...chunks);
}

function specChunkedSeal(inputKey: Uint8Array, context: Uint8Array, salt: Uint8Array, message: Uint8Array): Uint8Array {
  const { key, baseNonce, commitment } = specChunkKeys(inputKey, context, salt);
  const chunks: Uint8Array[] = [];
  for (let offset = 0; offset <= message.length; offset += 16_384) {
    const nonce = specChunkNonce(baseNonce, chunks.length);
    chunks.push(gcm(key, nonce).encrypt(message.subarray(offset, offset + 16_384)));
  }
  return join(salt, commitment, ...chunks);
}

function specChunkKeys(inputKey: Uint8Array, context: Uint8Array, salt: Uint8Array) {
  const info = join('c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0', salt, context);
  const first = hmac('sha512', inputKey, join(info, [1]));
  const derived = join(first, hmac('sha512', inputKey, join(first, info, [2])));
  return { key: derived.subarray(0, 32), baseNonce: derived.subarray(32, 44), commitment: derived.subarray(44, 76) };
}

function specChunkNonce(baseNonce: Uint8Array, index: number): Uint8Array {
  const counter = join(new Uint8Array(4), u64(index));
  return baseNonce.map((byte, place) => byte ^ counter[place]!);
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

const MIB = 2 ** 20;
