// SPDX-License-Identifier: Apache-2.0
// The primitives of this product on OpenSSL through `node:crypto`: hashes, HMAC, HKDF, AES-256-GCM, Ed25519, ML-DSA, ML-KEM, X25519.
// Everything is synchronous and works on `KeyObject`s that were imported once: importing costs as much as using.

import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hash,
  type KeyObject,
  sign as nativeSign,
  verify as nativeVerify,
} from 'node:crypto';
import { assert } from '@iims/wire/assert';

/** A source of random bytes, handed in by the caller: `length` bytes that nobody can predict. */
export type Random = (length: number) => Uint8Array;

/** SHA-256 (FIPS 180-4): 32 bytes. */
export function sha256(message: Uint8Array): Uint8Array {
  return plainBytes(hash('sha256', message, 'buffer'));
}

/** SHA-512 (FIPS 180-4): 64 bytes. */
export function sha512(message: Uint8Array): Uint8Array {
  return plainBytes(hash('sha512', message, 'buffer'));
}

/** SHA3-256 (FIPS 202): 32 bytes. The combiner of X-Wing. */
export function sha3(message: Uint8Array): Uint8Array {
  return plainBytes(hash('sha3-256', message, 'buffer'));
}

export type HashName = 'sha256' | 'sha384' | 'sha512';

/** HMAC (RFC 2104). The key is wrapped in a `KeyObject`, here and below: with bare bytes Node 24 takes three times as long. */
export function hmac(hashName: HashName, key: Uint8Array, message: Uint8Array): Uint8Array {
  return plainBytes(createHmac(hashName, createSecretKey(key)).update(message).digest());
}

/** HMAC-SHA-256: 32 bytes. */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  return hmac('sha256', key, message);
}

/** HKDF-Extract (RFC 5869, 2.2): one hash output. An empty salt is allowed. */
export function hkdfExtract(hashName: HashName, salt: Uint8Array, inputKey: Uint8Array): Uint8Array {
  return hmac(hashName, salt, inputKey);
}

/** HKDF-Expand (RFC 5869, 2.3): `length` bytes, at most 255 hash outputs. */
export function hkdfExpand(
  hashName: HashName,
  pseudoRandomKey: Uint8Array,
  info: Uint8Array,
  length: number,
): Uint8Array {
  const hashBytes = DIGEST_BYTES[hashName];
  assert(length <= HKDF_BLOCKS_MAX * hashBytes, 'HKDF gives at most 255 hash outputs (RFC 5869, 2.3)');
  const output = new Uint8Array(length);
  let block: Uint8Array = new Uint8Array(0);
  for (let counter = 1, offset = 0; offset < length; counter += 1, offset += hashBytes) {
    const input = new Uint8Array(block.length + info.length + 1);
    input.set(block);
    input.set(info, block.length);
    input[input.length - 1] = counter;
    block = hmac(hashName, pseudoRandomKey, input);
    output.set(block.subarray(0, Math.min(hashBytes, length - offset)), offset);
  }
  return output;
}

export type AeadName = 'aes-256-gcm' | 'chacha20-poly1305';

export interface AeadInput {
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** 12 bytes, never used twice under one key. */
  readonly nonce: Uint8Array;
  readonly aad?: Uint8Array;
}

/** Encrypts under an AEAD of 32-byte keys: ciphertext followed by the 16-byte tag. */
export function aeadSeal(aead: AeadName, input: AeadInput, plaintext: Uint8Array): Uint8Array {
  checkAeadInput(input);
  const cipher = createCipheriv(aead as 'aes-256-gcm', createSecretKey(input.key), input.nonce, TAG_OPTION);
  if (input.aad !== undefined && input.aad.length > 0) cipher.setAAD(input.aad, { plaintextLength: plaintext.length });
  const sealed = new Uint8Array(plaintext.length + AEAD_TAG_BYTES);
  sealed.set(cipher.update(plaintext));
  cipher.final();
  sealed.set(cipher.getAuthTag(), plaintext.length);
  return sealed;
}

/**
 * Opens what `aeadSeal` made. Nothing is released before the whole tag is checked;
 * `undefined` when key, nonce, associated data or ciphertext do not belong together.
 */
export function aeadOpen(aead: AeadName, input: AeadInput, sealed: Uint8Array): Uint8Array | undefined {
  checkAeadInput(input);
  if (sealed.length < AEAD_TAG_BYTES) return undefined;
  const textBytes = sealed.length - AEAD_TAG_BYTES;
  // Without authTagLength, Node 24 would accept a tag of 4 bytes.
  const decipher = createDecipheriv(aead as 'aes-256-gcm', createSecretKey(input.key), input.nonce, TAG_OPTION);
  if (input.aad !== undefined && input.aad.length > 0) decipher.setAAD(input.aad, { plaintextLength: textBytes });
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

/** AES-256-GCM with 12-byte nonce and 16-byte tag: ciphertext followed by the tag. */
export function aes256GcmSeal(input: AeadInput, plaintext: Uint8Array): Uint8Array {
  return aeadSeal('aes-256-gcm', input, plaintext);
}

/** Opens what `aes256GcmSeal` made; `undefined` when it does not authenticate. */
export function aes256GcmOpen(input: AeadInput, sealed: Uint8Array): Uint8Array | undefined {
  return aeadOpen('aes-256-gcm', input, sealed);
}

export type SignatureAlgorithm = 'ed25519' | 'ml-dsa-44' | 'ml-dsa-65';

/**
 * Signs exact bytes: Ed25519 (RFC 8032, deterministic) or ML-DSA (FIPS 204, hedged, empty context).
 * The purpose of a signature stands in the signed bytes, the same way for every algorithm.
 */
export function sign(privateKey: KeyObject, message: Uint8Array): Uint8Array {
  return plainBytes(nativeSign(null, message, privateKey));
}

/** Whether `signature` is one over exactly `message`. A signature of a wrong length is only wrong, never an exception. */
export function verify(publicKey: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  return nativeVerify(null, message, publicKey, signature);
}

/** Node's results as plain `Uint8Array`s over the same memory, so that equality and encoding never depend on Buffer. */
export function plainBytes(buffer: Uint8Array): Uint8Array {
  return new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.byteLength);
}

function checkAeadInput(input: AeadInput): void {
  assert(input.key.length === AEAD_KEY_BYTES, 'an AEAD key has 32 bytes');
  assert(input.nonce.length === AEAD_NONCE_BYTES, 'an AEAD nonce has 12 bytes');
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
const DIGEST_BYTES: Readonly<Record<HashName, number>> = { sha256: 32, sha384: 48, sha512: 64 };
const HKDF_BLOCKS_MAX = 255;
