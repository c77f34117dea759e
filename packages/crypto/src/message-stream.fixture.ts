// SPDX-License-Identifier: Apache-2.0
// Messages that stream, for tests: keys from fixed seeds, content from a counter, and sources in memory.
import { createHash } from 'node:crypto';
import { concatBytes, equalBytes } from '@iims/wire/bytes';
import type { ByteSource } from './byte-source.ts';
import {
  type KemPrivateKey,
  kemPrivateKeyFromSeed,
  kemPublicKeyFromRaw,
  signingKeyFromSeed,
  verifyKeyOf,
} from './keys.ts';
import { openStream } from './opened-stream.ts';
import type { Random } from './primitives.ts';
import { type SealedStream, sealStream } from './sealed-stream.ts';
import type { MessageFields, MessageKeys } from './signed-message.ts';

export const NOW_MS = Date.UTC(2026, 10, 1);
export const ed25519 = signingKeyFromSeed('ed25519', new Uint8Array(32).fill(1));
export const mlDsa65 = signingKeyFromSeed('ml-dsa-65', new Uint8Array(32).fill(2));
export const first = kemPrivateKeyFromSeed(new Uint8Array(32).fill(3));
export const second = kemPrivateKeyFromSeed(new Uint8Array(32).fill(4));

export const fields: MessageFields = {
  header: {
    id: Uint8Array.from([1, 2, 3, 4, 5, 6, 0x70, 8, 0x80, 10, 11, 12, 13, 14, 15, 16]),
    createdAt: NOW_MS,
    expiresAt: NOW_MS + 60_000,
    exercise: false,
    trustListVersion: 3,
  },
  about: { kind: 'message', subject: 'Перевірка' },
  signers: { ed25519, mlDsa65 },
  recipients: [first, second].map(({ publicKey }) => kemPublicKeyFromRaw(publicKey)),
  random: counting(),
};

const SENDER_KEYS = { ed25519: verifyKeyOf(ed25519), mlDsa65: verifyKeyOf(mlDsa65) };
export const keysOfFirst = keysOf(first);

export function keysOf(key: KemPrivateKey): MessageKeys {
  return {
    now: NOW_MS,
    kemKey: (keyId) => (equalBytes(keyId, key.keyId) ? key : undefined),
    verifyKeys: (keyId) => (equalBytes(keyId, ed25519.keyId) ? SENDER_KEYS : undefined),
  };
}

/** Bytes that differ everywhere. */
export function contentOf(length: number): Uint8Array {
  return new Uint8Array(
    createHash('shake256', { outputLength: Math.max(1, length) })
      .update('content')
      .digest()
      .subarray(0, length),
  );
}

/** Different bytes at each call, the same in each run. */
export function counting(): Random {
  let calls = 0;
  return (length) => {
    calls += 1;
    return new Uint8Array(createHash('shake256', { outputLength: length }).update(`${calls}`).digest());
  };
}

/** A source that can be read anywhere; each call overwrites what the one before gave, as a file's buffer does. */
export function sourceOf(bytes: Uint8Array): ByteSource {
  let given = Buffer.alloc(0);
  return {
    async read(offset, length) {
      given.fill(0xee);
      given = Buffer.from(bytes.subarray(offset, offset + length));
      return given;
    },
  };
}

/** A pipe: what was read or passed over does not come again. */
export function pipeOf(bytes: Uint8Array): ByteSource {
  const source = sourceOf(bytes);
  let position = 0;
  return {
    async read(offset, length) {
      if (offset < position) throw new Error(`a pipe does not go back from ${position} to ${offset}`);
      const piece = await source.read(offset, length);
      position = offset + piece.length;
      return piece;
    },
  };
}

export function sealOf(content: Uint8Array, other: Partial<MessageFields> = {}): Promise<SealedStream> {
  return sealStream({
    ...fields,
    random: counting(),
    ...other,
    content: sourceOf(content),
    contentBytes: content.length,
  });
}

export async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const kept: Uint8Array[] = [];
  for await (const piece of pieces) kept.push(piece.slice());
  return concatBytes(...kept);
}

export async function sealed(content: Uint8Array, other: Partial<MessageFields> = {}): Promise<Uint8Array> {
  return bytesOf((await sealOf(content, other)).from(0));
}

/** What came out before the fault, and the fault's code; no code when all was opened. */
export async function openFrom(
  source: ByteSource,
  keys: MessageKeys = keysOfFirst,
): Promise<{ readonly released: Uint8Array; readonly code?: string }> {
  const kept: Uint8Array[] = [];
  try {
    for await (const segment of (await openStream(source, keys)).segments()) kept.push(segment.slice());
  } catch (fault) {
    const { code } = fault as { code?: string };
    if (code === undefined) throw fault;
    return { released: concatBytes(...kept), code };
  }
  return { released: concatBytes(...kept) };
}
