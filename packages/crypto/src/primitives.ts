// SPDX-License-Identifier: Apache-2.0
// The primitives of this product on OpenSSL through `node:crypto`: hashes, HMAC, HKDF, AES-256-GCM, Ed25519, ML-DSA, ML-KEM, X25519.
// Everything is synchronous and works on `KeyObject`s that were imported once: importing costs as much as using.

import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  hash,
  type KeyObject,
  sign as nativeSign,
  verify as nativeVerify,
} from 'node:crypto';
import { assert } from '@iims/wire/assert';
import { lengthPrefixed } from '@iims/wire/bytes';

/** A source of random bytes, handed in by the caller: `length` bytes that nobody can predict. */
export type Random = (length: number) => Uint8Array;

/** SHA-256 (FIPS 180-4): 32 bytes. */
export function sha256(message: Uint8Array): Uint8Array {
  return bytesOfBinary(hash('sha256', message, 'binary'));
}

/**
 * SHA-256 over the parts as `lengthPrefixed` joins them. Short ones are joined in memory that is kept, which is cleared after each call,
 * since a part may hold personal data.
 */
export function sha256OfPrefixed(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += LENGTH_BYTES + part.length;
  if (length > PREFIXED.length) return sha256(lengthPrefixed(...parts));
  let offset = 0;
  for (const part of parts) {
    // The bytes before these stay zero: no part is longer than the buffer.
    PREFIXED[offset + 2] = part.length >>> 8;
    PREFIXED[offset + 3] = part.length;
    PREFIXED.set(part, offset + LENGTH_BYTES);
    offset += LENGTH_BYTES + part.length;
  }
  const digest = sha256(PREFIXED.subarray(0, length));
  PREFIXED.fill(0, 0, length);
  return digest;
}

/** SHA-256 over the joined parts, without joining them: for messages too long to copy. */
export function sha256OfParts(...parts: readonly Uint8Array[]): Uint8Array {
  const running = createHash('sha256');
  for (const part of parts) running.update(part);
  return plainBytes(running.digest());
}

/** SHA-512 (FIPS 180-4): 64 bytes. */
export function sha512(message: Uint8Array): Uint8Array {
  return bytesOfBinary(hash('sha512', message, 'binary'));
}

/** SHA3-256 (FIPS 202): 32 bytes. The combiner of X-Wing. */
export function sha3(message: Uint8Array): Uint8Array {
  return plainBytes(hash('sha3-256', message, 'buffer'));
}

export type HashName = 'sha256' | 'sha384' | 'sha512';

/**
 * HMAC (RFC 2104) over the joined parts of a message: two one-shot hashes over a pad of the key and what follows it.
 * Node's own HMAC makes a stream and two key objects for each call, which cost more than the hashing of a short message.
 */
export function hmac(hashName: HashName, key: Uint8Array, ...message: readonly Uint8Array[]): Uint8Array {
  const { blockBytes, digestBytes } = HASH_SIZES[hashName];
  const blockKey = key.length > blockBytes ? hash(hashName, key, 'buffer') : key;
  let innerBytes = blockBytes;
  for (const part of message) innerBytes += part.length;
  const inner = innerBytes <= HMAC_INNER.length ? HMAC_INNER.subarray(0, innerBytes) : new Uint8Array(innerBytes);
  const outer = HMAC_OUTER.subarray(0, blockBytes + digestBytes);
  inner.fill(INNER_PAD, 0, blockBytes);
  outer.fill(OUTER_PAD, 0, blockBytes);
  for (let place = 0; place < blockKey.length; place += 1) {
    inner[place] = blockKey[place]! ^ INNER_PAD;
    outer[place] = blockKey[place]! ^ OUTER_PAD;
  }
  let offset = blockBytes;
  for (const part of message) {
    inner.set(part, offset);
    offset += part.length;
  }
  writeBinary(hash(hashName, inner, 'binary'), outer, blockBytes);
  const digest = plainBytes(hash(hashName, outer, 'buffer'));
  // Keys and messages are secrets, and these buffers outlive the call.
  inner.fill(0);
  outer.fill(0);
  return digest;
}

/** HKDF-Extract (RFC 5869, 2.2) over the joined parts of the input key: one hash output. An empty salt is allowed. */
export function hkdfExtract(hashName: HashName, salt: Uint8Array, ...inputKey: readonly Uint8Array[]): Uint8Array {
  return hmac(hashName, salt, ...inputKey);
}

/** HKDF-Expand (RFC 5869, 2.3) with the joined parts of `info`: `length` bytes, at most 255 hash outputs. */
export function hkdfExpand(
  hashName: HashName,
  pseudoRandomKey: Uint8Array,
  info: readonly Uint8Array[],
  length: number,
): Uint8Array {
  const hashBytes = HASH_SIZES[hashName].digestBytes;
  assert(length <= HKDF_BLOCKS_MAX * hashBytes, 'HKDF gives at most 255 hash outputs (RFC 5869, 2.3)');
  const output = new Uint8Array(length);
  const counter = new Uint8Array(1);
  let block: Uint8Array = EMPTY;
  for (let offset = 0; offset < length; offset += hashBytes) {
    counter[0] = offset / hashBytes + 1;
    block = hmac(hashName, pseudoRandomKey, block, ...info, counter);
    output.set(block.subarray(0, Math.min(hashBytes, length - offset)), offset);
  }
  return output;
}

export type AeadName = 'aes-256-gcm' | 'chacha20-poly1305';

export interface AeadInput {
  /** 32 bytes, or what `aeadKey` made of them. */
  readonly key: Uint8Array | KeyObject;
  /** 12 bytes, never used twice under one key. */
  readonly nonce: Uint8Array;
  readonly aad?: Uint8Array;
}

/** A key of 32 bytes for more than one call. Bare bytes are never handed to a cipher: Node 24 takes three times as long over them. */
export function aeadKey(key: Uint8Array): KeyObject {
  assert(key.length === AEAD_KEY_BYTES, 'an AEAD key has 32 bytes');
  return createSecretKey(key);
}

/** Encrypts under an AEAD of 32-byte keys: ciphertext followed by the 16-byte tag. */
export function aeadSeal(aead: AeadName, input: AeadInput, plaintext: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(plaintext.length + AEAD_TAG_BYTES);
  aeadSealInto(aead, input, plaintext, sealed);
  return sealed;
}

/** As `aeadSeal`, written to `target` from `offset` on. Gives the memory in which the cipher worked, for a stream to `release`. */
export function aeadSealInto(
  aead: AeadName,
  input: AeadInput,
  plaintext: Uint8Array,
  target: Uint8Array,
  offset = 0,
): Uint8Array {
  assert(input.nonce.length === AEAD_NONCE_BYTES, 'an AEAD nonce has 12 bytes');
  const cipher = createCipheriv(aead as 'aes-256-gcm', keyObjectOf(input), input.nonce, TAG_OPTION);
  if (input.aad !== undefined && input.aad.length > 0) cipher.setAAD(input.aad);
  const ciphertext = cipher.update(plaintext);
  target.set(ciphertext, offset);
  cipher.final();
  target.set(cipher.getAuthTag(), offset + plaintext.length);
  return ciphertext;
}

/**
 * Gives memory that nobody looks at any more back at once: for streams, where the collector would first let tens of megabytes of such
 * buffers pile up, and the same few pages again and again are twice as fast. Not for a node's queries: after the first buffer that is
 * detached, V8 checks for it at every access to any array of bytes in the process.
 */
export function release(bytes: Uint8Array): void {
  const { buffer } = bytes;
  // Only what has its memory for itself.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength) buffer.transfer(0);
}

/**
 * Opens what `aeadSeal` made. Nothing is released before the whole tag is checked;
 * `undefined` when key, nonce, associated data or ciphertext do not belong together.
 */
export function aeadOpen(aead: AeadName, input: AeadInput, sealed: Uint8Array): Uint8Array | undefined {
  assert(input.nonce.length === AEAD_NONCE_BYTES, 'an AEAD nonce has 12 bytes');
  const key = keyObjectOf(input);
  if (sealed.length < AEAD_TAG_BYTES) return undefined;
  const textBytes = sealed.length - AEAD_TAG_BYTES;
  // Without authTagLength, Node 24 would accept a tag of 4 bytes.
  const decipher = createDecipheriv(aead as 'aes-256-gcm', key, input.nonce, TAG_OPTION);
  if (input.aad !== undefined && input.aad.length > 0) decipher.setAAD(input.aad);
  decipher.setAuthTag(sealed.subarray(textBytes));
  const plaintext = plainBytes(decipher.update(sealed.subarray(0, textBytes)));
  try {
    decipher.final();
  } catch {
    plaintext.fill(0);
    return undefined;
  }
  return plaintext;
}

export type SignatureAlgorithm = 'ed25519' | 'ml-dsa-44' | 'ml-dsa-65';

/**
 * Signs exact bytes: Ed25519 (RFC 8032, deterministic) or ML-DSA (FIPS 204, hedged, empty context).
 * The purpose of a signature stands in the signed bytes, the same way for every algorithm.
 */
export function sign(privateKey: KeyObject, message: Uint8Array): Uint8Array {
  return plainBytes(nativeSign(null, message, privateKey));
}

/** As `sign`, in a thread of the runtime's pool: ML-DSA takes up to a few milliseconds, in which this thread does other work. */
export function signAside(privateKey: KeyObject, message: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    nativeSign(null, message, privateKey, (fault, signature) => {
      if (fault) reject(fault);
      else resolve(plainBytes(signature));
    });
  });
}

/** Whether `signature` is one over exactly `message`. A signature of a wrong length is only wrong, never an exception. */
export function verify(publicKey: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  return nativeVerify(null, message, publicKey, signature);
}

/**
 * The bytes of a digest that came as a string of one character for each: Node 24 makes a string in a third of the time of a buffer.
 * Not for keys, since a string cannot be overwritten.
 */
function bytesOfBinary(digest: string): Uint8Array {
  const bytes = new Uint8Array(digest.length);
  writeBinary(digest, bytes, 0);
  return bytes;
}

function writeBinary(text: string, target: Uint8Array, offset: number): void {
  for (let place = 0; place < text.length; place += 1) target[offset + place] = text.charCodeAt(place);
}

/** Node's results as plain `Uint8Array`s over the same memory, so that equality and encoding never depend on Buffer. */
export function plainBytes(buffer: Uint8Array): Uint8Array {
  return new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.byteLength);
}

function keyObjectOf({ key }: AeadInput): KeyObject {
  return key instanceof Uint8Array ? aeadKey(key) : key;
}

export const AEAD_KEY_BYTES = 32;
export const AEAD_NONCE_BYTES = 12;
export const AEAD_TAG_BYTES = 16;
export const SIGNATURE_BYTES: Readonly<Record<SignatureAlgorithm, number>> = {
  ed25519: 64,
  'ml-dsa-44': 2420,
  'ml-dsa-65': 3309,
};

const TAG_OPTION = { authTagLength: AEAD_TAG_BYTES };
const HASH_SIZES: Readonly<Record<HashName, { readonly blockBytes: number; readonly digestBytes: number }>> = {
  sha256: { blockBytes: 64, digestBytes: 32 },
  sha384: { blockBytes: 128, digestBytes: 48 },
  sha512: { blockBytes: 128, digestBytes: 64 },
};
const EMPTY = new Uint8Array(0);
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;
/** One pair of buffers for every HMAC of a short message, since it is synchronous; zero between two calls. */
const HMAC_INNER = new Uint8Array(512);
const HMAC_OUTER = new Uint8Array(128 + 64);
const HKDF_BLOCKS_MAX = 255;
const LENGTH_BYTES = 4;
/** Room for an entry as a query writes it. */
const PREFIXED = new Uint8Array(4_096);
