// SPDX-License-Identifier: Apache-2.0
// Wycheproof's tests of AEADs, HKDF and chunked encryption.

import { type CipherGCMTypes, createCipheriv, createDecipheriv } from 'node:crypto';
import { concatBytes, equalBytes, toHex } from '@iims/wire/bytes';
import {
  CHUNK_BYTES,
  CHUNKED_HEADER_BYTES,
  type ChunkedInput,
  chunkedOpen,
  chunkedSeal,
  openChunk,
  openChunkedHeader,
  SALT_BYTES,
  SEALED_CHUNK_BYTES,
} from '../chunked.ts';
import {
  AEAD_KEY_BYTES,
  AEAD_NONCE_BYTES,
  AEAD_TAG_BYTES,
  type AeadName,
  aeadOpen,
  aeadSeal,
  type HashName,
  hkdfExpand,
  hkdfExtract,
  sha512,
} from '../primitives.ts';
import {
  hexField,
  numberField,
  type Outcome,
  orRefused,
  PASSED,
  passIf,
  passIfAll,
  skip,
  textField,
} from './vector-case.ts';
import type { WycheproofTest } from './wycheproof.ts';

/**
 * Keys of 32 bytes with nonces of 12 run through this product's functions. Other lengths are refused by these, and run through
 * OpenSSL, so that the file's own result is still checked.
 */
export function checkAead({ algorithm, test, expected, flags }: WycheproofTest): Outcome {
  const aead = AEADS.get(algorithm);
  if (aead === undefined) return skip('this AEAD is not used');
  const input: Aead = { key: hexField(test, 'key'), nonce: hexField(test, 'iv'), aad: hexField(test, 'aad') };
  const message = hexField(test, 'msg');
  const sealed = concatBytes(hexField(test, 'ct'), hexField(test, 'tag'));
  const isOurs = input.key.length === AEAD_KEY_BYTES && input.nonce.length === AEAD_NONCE_BYTES;
  const ownOpened = orRefused(() => aeadOpen(aead, input, sealed));
  const ownSealed = orRefused(() => aeadSeal(aead, input, message));
  if (!isOurs && (ownOpened !== undefined || ownSealed !== undefined)) {
    return passIf(false, 'a key or nonce of another length is taken');
  }
  const opened = isOurs ? ownOpened : orRefused(() => nativeOpen(aead, input, sealed));
  if (expected === 'invalid') return passIf(opened === undefined, 'a forgery is opened');
  // Node hands nonces of more than 128 bytes to no cipher; ours have 12.
  if (opened === undefined && flags.includes('LongIv')) return PASSED;
  const resealed = isOurs ? ownSealed : orRefused(() => nativeSeal(aead, input, message));
  return passIfAll(
    [isSame(opened, message), 'it does not open to the message'],
    [isSame(resealed, sealed), 'the message seals to other bytes'],
  );
}

interface Aead {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly aad: Uint8Array;
}

/** By OpenSSL itself, with keys and nonces of any length that it takes. */
export function nativeSeal(aead: AeadName, { key, nonce, aad }: Aead, message: Uint8Array): Uint8Array {
  const cipher = createCipheriv(nativeName(aead, key), key, nonce, TAG_OPTION);
  cipher.setAAD(aad);
  const text = cipher.update(message);
  cipher.final();
  return concatBytes(text, cipher.getAuthTag());
}

/** As `nativeSeal`; throws where the ciphertext does not belong to key, nonce and associated data. */
export function nativeOpen(aead: AeadName, { key, nonce, aad }: Aead, sealed: Uint8Array): Uint8Array {
  const decipher = createDecipheriv(nativeName(aead, key), key, nonce, TAG_OPTION);
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.subarray(sealed.length - AEAD_TAG_BYTES));
  const message = decipher.update(sealed.subarray(0, sealed.length - AEAD_TAG_BYTES));
  decipher.final();
  return message;
}

/** ChaCha20-Poly1305 has one key length; OpenSSL refuses another. */
function nativeName(aead: AeadName, key: Uint8Array): CipherGCMTypes {
  return (aead === 'aes-256-gcm' ? `aes-${8 * key.length}-gcm` : aead) as CipherGCMTypes;
}

export function checkHkdf({ algorithm, test, expected }: WycheproofTest): Outcome {
  const hashName = HKDF_HASHES.get(algorithm);
  if (hashName === undefined) return skip('HKDF with this hash is not used');
  const secret = hkdfExtract(hashName, hexField(test, 'salt'), hexField(test, 'ikm'));
  const info = hexField(test, 'info');
  const size = numberField(test, 'size');
  const derived = orRefused(() => hkdfExpand(hashName, secret, [info], size));
  if (expected === 'invalid') return passIf(derived === undefined, 'an output that is too long is given');
  return passIf(derived !== undefined && toHex(derived) === textField(test, 'okm'), 'it derives other bytes');
}

/** Opened whole, sealed again, read as a stream, and the last chunk alone: all four must agree with the file. */
export function checkChunked({ test, expected, flags, tools }: WycheproofTest): Outcome {
  const input = { key: hexField(test, 'key'), context: hexField(test, 'ctx') };
  const sealed = tools.inflate(hexField(test, 'ct'));
  if (flags.includes('InvalidKeySize')) {
    return passIf(
      orRefused(() => chunkedOpen(input, sealed)) === undefined && expected === 'invalid',
      'a key of another length is taken',
    );
  }
  const isValid = expected === 'valid';
  const message = chunkedOpen(input, sealed);
  const stream = readStream(input, sealed);
  const released = concatBytes(...stream.chunks);
  return passIfAll(
    [(message !== undefined) === isValid, 'opened whole, it has the other result'],
    [stream.complete === isValid, 'read as a stream, it has the other result'],
    [isReleasedRight(test, released), 'the stream releases other bytes than the longest valid prefix'],
    [lastChunkOpens(input, sealed) === (isValid || flags.includes('ValidFinalChunk')), 'the last chunk alone differs'],
    [message === undefined || isSame(message, released), 'the stream and the whole differ'],
    [
      message === undefined || isSame(chunkedSeal(input, sealed.subarray(0, SALT_BYTES), message), sealed),
      'the message seals to other bytes',
    ],
  );
}

function isReleasedRight(test: WycheproofTest['test'], released: Uint8Array): boolean {
  if (test.msgLength === undefined) return released.length === 0;
  return released.length === numberField(test, 'msgLength') && toHex(sha512(released)) === textField(test, 'msgSha512');
}

/** Reads chunk after chunk as a stream would; complete only after a last chunk that is shorter than the others. */
function readStream(input: ChunkedInput, sealed: Uint8Array): { chunks: Uint8Array[]; complete: boolean } {
  const chunks: Uint8Array[] = [];
  const keys = openChunkedHeader(input, sealed.subarray(0, CHUNKED_HEADER_BYTES));
  if (keys === undefined) return { chunks, complete: false };
  for (let offset = CHUNKED_HEADER_BYTES; offset < sealed.length; offset += SEALED_CHUNK_BYTES) {
    const chunk = openChunk(keys, chunks.length, sealed.subarray(offset, offset + SEALED_CHUNK_BYTES));
    if (chunk === undefined) return { chunks, complete: false };
    chunks.push(chunk);
  }
  const last = chunks.at(-1);
  return { chunks, complete: last !== undefined && last.length < CHUNK_BYTES };
}

function lastChunkOpens(input: ChunkedInput, sealed: Uint8Array): boolean {
  const keys = openChunkedHeader(input, sealed.subarray(0, CHUNKED_HEADER_BYTES));
  if (keys === undefined) return false;
  const index = Math.floor((sealed.length - CHUNKED_HEADER_BYTES) / SEALED_CHUNK_BYTES);
  const chunk = sealed.subarray(CHUNKED_HEADER_BYTES + index * SEALED_CHUNK_BYTES);
  return openChunk(keys, index, chunk) !== undefined;
}

function isSame(bytes: Uint8Array | undefined, wanted: Uint8Array): boolean {
  return bytes !== undefined && equalBytes(bytes, wanted);
}

const AEADS: ReadonlyMap<string, AeadName> = new Map([
  ['AES-GCM', 'aes-256-gcm'],
  ['CHACHA20-POLY1305', 'chacha20-poly1305'],
]);
const HKDF_HASHES: ReadonlyMap<string, HashName> = new Map([
  ['HKDF-SHA-256', 'sha256'],
  ['HKDF-SHA-384', 'sha384'],
  ['HKDF-SHA-512', 'sha512'],
]);
const TAG_OPTION = { authTagLength: AEAD_TAG_BYTES };
