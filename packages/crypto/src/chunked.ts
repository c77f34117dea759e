// SPDX-License-Identifier: Apache-2.0
// C2SP chunked encryption (c2sp.org/chunked-encryption) as Cobblestone-256: SHA-512 and AES-256-GCM.
// It commits to key and context, detects truncation and reordering, and opens chunk by chunk in any order.
//
//   sealed = salt 24 | commitment 32 | chunk 0 | chunk 1 | ... ; a chunk is 16 KiB and a tag, the last one is shorter and may be empty

import type { KeyObject } from 'node:crypto';
import { assert } from '@iims/wire/assert';
import { concatBytes, equalBytes, utf8 } from '@iims/wire/bytes';
import {
  AEAD_KEY_BYTES,
  AEAD_NONCE_BYTES,
  AEAD_TAG_BYTES,
  aeadKey,
  aeadOpen,
  aeadSealInto,
  hkdfExpand,
  release,
} from './primitives.ts';

/** What both sides know beforehand. */
export interface ChunkedInput {
  /** 32 uniformly random bytes. */
  readonly key: Uint8Array;
  /** What the message belongs to; may be empty. */
  readonly context: Uint8Array;
}

/** Seals a message under a salt of 24 bytes that is never used twice with this key. */
export function chunkedSeal(input: ChunkedInput, salt: Uint8Array, message: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(chunkedLength(message.length));
  chunkedSealInto(input, salt, message, sealed);
  return sealed;
}

/** As `chunkedSeal`, written to `target` of `chunkedLength(message.length)` bytes. */
export function chunkedSealInto(input: ChunkedInput, salt: Uint8Array, message: Uint8Array, target: Uint8Array): void {
  assert(target.length === chunkedLength(message.length), 'the target has the length of the sealed message');
  const { header, keys } = beginChunked(input, salt);
  target.set(header);
  // The last chunk is always shorter than the others, so a message of n full chunks ends with an empty one.
  for (let index = 0; index <= Math.floor(message.length / CHUNK_BYTES); index += 1) {
    const chunk = message.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES);
    sealChunkInto(keys, index, chunk, target.subarray(CHUNKED_HEADER_BYTES + index * SEALED_CHUNK_BYTES));
  }
}

/** A sealed message before its first chunk: what stands there, and the keys for `sealChunkInto`. */
export function beginChunked(
  input: ChunkedInput,
  salt: Uint8Array,
): { readonly header: Uint8Array; readonly keys: ChunkKeys } {
  assert(salt.length === SALT_BYTES, 'a salt has 24 bytes');
  const { commitment, ...keys } = deriveKeys(input, salt);
  return { header: concatBytes(salt, commitment), keys };
}

/**
 * Seals chunk `index` to the beginning of `target`. Only the last chunk of a message is shorter than `CHUNK_BYTES`.
 * One index under one pair of keys is for one chunk only: a second one under the same nonce would open both.
 * Gives the memory in which the cipher worked, which a process that only streams may `release`.
 */
export function sealChunkInto(keys: ChunkKeys, index: number, chunk: Uint8Array, target: Uint8Array): Uint8Array {
  const nonce = chunkNonce(keys.baseNonce, index);
  return aeadSealInto('aes-256-gcm', { key: keys.key, nonce }, chunk, target);
}

/** Opens a whole message; `undefined` unless key, context and every byte are those of the sealing. */
export function chunkedOpen(input: ChunkedInput, sealed: Uint8Array): Uint8Array | undefined {
  const messageBytes = messageLength(sealed.length);
  const keys = openChunkedHeader(input, sealed.subarray(0, CHUNKED_HEADER_BYTES));
  if (messageBytes === undefined || keys === undefined) return undefined;
  if (messageBytes < CHUNK_BYTES) return openChunk(keys, 0, sealed.subarray(CHUNKED_HEADER_BYTES));
  const message = new Uint8Array(messageBytes);
  for (let index = 0; index <= Math.floor(messageBytes / CHUNK_BYTES); index += 1) {
    const start = CHUNKED_HEADER_BYTES + index * SEALED_CHUNK_BYTES;
    const sealedChunk = sealed.subarray(start, start + SEALED_CHUNK_BYTES);
    const chunk = openChunk(keys, index, sealedChunk);
    if (chunk === undefined) return undefined;
    message.set(chunk, index * CHUNK_BYTES);
    chunk.fill(0);
  }
  return message;
}

/** The key and base nonce of one message's chunks. */
export interface ChunkKeys {
  readonly key: KeyObject;
  /** 12 bytes. */
  readonly baseNonce: Uint8Array;
}

/** Checks the first 56 bytes against key and context, before any chunk; `undefined` when the commitment is another. */
export function openChunkedHeader(input: ChunkedInput, header: Uint8Array): ChunkKeys | undefined {
  if (header.length !== CHUNKED_HEADER_BYTES) return undefined;
  const { commitment, key, baseNonce } = deriveKeys(input, header.subarray(0, SALT_BYTES));
  // The commitment is public, so comparing it needs no constant time.
  return equalBytes(commitment, header.subarray(SALT_BYTES)) ? { key, baseNonce } : undefined;
}

/**
 * Opens chunk `index`; `undefined` when it does not authenticate at this place.
 * A reader of chunks holds the whole message only after a chunk shorter than `CHUNK_BYTES` that ends the input.
 */
export function openChunk(keys: ChunkKeys, index: number, sealedChunk: Uint8Array): Uint8Array | undefined {
  if (sealedChunk.length > SEALED_CHUNK_BYTES) return undefined;
  const nonce = chunkNonce(keys.baseNonce, index);
  return aeadOpen('aes-256-gcm', { key: keys.key, nonce }, sealedChunk);
}

/** As `openChunk`, for a stream: written to the beginning of `target`; `false`, and nothing written, when it does not authenticate. */
export function openChunkInto(keys: ChunkKeys, index: number, sealedChunk: Uint8Array, target: Uint8Array): boolean {
  const chunk = openChunk(keys, index, sealedChunk);
  if (chunk === undefined) return false;
  target.set(chunk);
  chunk.fill(0);
  release(chunk);
  return true;
}

/** Length in bytes of the sealed form of a message of `messageBytes`. */
export function chunkedLength(messageBytes: number): number {
  return CHUNKED_HEADER_BYTES + messageBytes + AEAD_TAG_BYTES * (Math.floor(messageBytes / CHUNK_BYTES) + 1);
}

/** The inverse of `chunkedLength`; `undefined` for a length that no message has. */
function messageLength(sealedBytes: number): number | undefined {
  const chunkBytes = sealedBytes - CHUNKED_HEADER_BYTES;
  const lastChunkBytes = chunkBytes % SEALED_CHUNK_BYTES;
  if (chunkBytes < 0 || lastChunkBytes < AEAD_TAG_BYTES) return undefined;
  return Math.floor(chunkBytes / SEALED_CHUNK_BYTES) * CHUNK_BYTES + lastChunkBytes - AEAD_TAG_BYTES;
}

function deriveKeys(input: ChunkedInput, salt: Uint8Array): ChunkKeys & { readonly commitment: Uint8Array } {
  assert(input.key.length === AEAD_KEY_BYTES, 'the input key has 32 bytes');
  const derived = hkdfExpand('sha512', input.key, [DERIVATION_LABEL, salt, input.context], DERIVED_BYTES);
  const keyBytes = derived.subarray(0, AEAD_KEY_BYTES);
  const key = aeadKey(keyBytes);
  keyBytes.fill(0);
  return {
    key,
    baseNonce: derived.subarray(AEAD_KEY_BYTES, AEAD_KEY_BYTES + AEAD_NONCE_BYTES),
    commitment: derived.subarray(AEAD_KEY_BYTES + AEAD_NONCE_BYTES),
  };
}

/** Base nonce XOR the chunk's number as a big-endian integer. */
function chunkNonce(baseNonce: Uint8Array, index: number): Uint8Array {
  assert(Number.isSafeInteger(index) && index >= 0 && index < CHUNKS_MAX, 'a message has fewer than 2^38 chunks');
  const nonce = baseNonce.slice();
  for (let position = nonce.length - 1, rest = index; rest > 0; position -= 1, rest = Math.floor(rest / 256)) {
    nonce[position] = nonce[position]! ^ (rest % 256);
  }
  return nonce;
}

export const SALT_BYTES = 24;
export const CHUNK_BYTES = 16_384;
export const CHUNKED_HEADER_BYTES = 56;
export const SEALED_CHUNK_BYTES = CHUNK_BYTES + AEAD_TAG_BYTES;

const CHUNKS_MAX = 2 ** 38;
const COMMITMENT_BYTES = 32;
const DERIVED_BYTES = AEAD_KEY_BYTES + AEAD_NONCE_BYTES + COMMITMENT_BYTES;
const DERIVATION_LABEL = utf8('c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0');
