// SPDX-License-Identifier: Apache-2.0
// A pipe that is needed twice, kept in a temporary file: sealed under a key that is only in memory, for its owner alone, and
// without a name as soon as it exists. Whatever ends the process leaves nothing that could be read.
import type { KeyObject } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ByteSource } from '@iims/crypto/byte-source';
import { SEGMENT_BYTES } from '@iims/crypto/message-body';
import {
  AEAD_KEY_BYTES,
  AEAD_NONCE_BYTES,
  AEAD_TAG_BYTES,
  aeadKey,
  aeadOpen,
  aeadSealInto,
  release,
} from '@iims/crypto/primitives';
import { systemRandom } from '@iims/node/clock';
import { assert } from '@iims/wire/assert';
import { toHex } from '@iims/wire/bytes';
import { diskFailed } from './disk-failed.ts';

/** Reads begin at a segment, and do not go beyond it. */
export interface Spool extends ByteSource {
  readonly bytes: number;
  close(): Promise<void>;
}

/** Reads a stream to its end. The folder for temporary files (TMPDIR) must have room for it. @throws IimsError `disk.failed` */
export async function spoolStream(stream: AsyncIterable<Uint8Array>): Promise<Spool> {
  const file = await openNameless();
  try {
    const seed = systemRandom(AEAD_KEY_BYTES);
    const sealedFile = { file, key: aeadKey(seed), buffer: new Uint8Array(SEALED_SEGMENT_BYTES) };
    seed.fill(0);
    const bytes = await writeStream(sealedFile, stream);
    const readSegment = segmentReader(sealedFile);
    return {
      bytes,
      read: (offset, length) => readSegment(offset, Math.min(length, bytes - offset)),
      close: () => file.close(),
    };
  } catch (fault) {
    await file.close();
    throw fault;
  }
}

interface SealedFile {
  readonly file: FileHandle;
  readonly key: KeyObject;
  /** For one sealed segment. */
  readonly buffer: Uint8Array;
}

/** The number of bytes that came. */
async function writeStream(file: SealedFile, stream: AsyncIterable<Uint8Array>): Promise<number> {
  const segment = new Uint8Array(SEGMENT_BYTES);
  let index = 0;
  let filled = 0;
  for await (const chunk of stream) {
    for (let taken = 0; taken < chunk.length; ) {
      const piece = chunk.subarray(taken, taken + SEGMENT_BYTES - filled);
      segment.set(piece, filled);
      filled += piece.length;
      taken += piece.length;
      if (filled < SEGMENT_BYTES) continue;
      await writeSegment(file, index, segment);
      index += 1;
      filled = 0;
    }
  }
  if (filled > 0) await writeSegment(file, index, segment.subarray(0, filled));
  segment.fill(0);
  return index * SEGMENT_BYTES + filled;
}

async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `iims-${toHex(systemRandom(16))}`);
  try {
    const file = await open(path, 'wx+', 0o600);
    await unlink(path);
    return file;
  } catch (cause) {
    throw diskFailed('TMPDIR', cause);
  }
}

async function writeSegment({ file, key, buffer }: SealedFile, index: number, segment: Uint8Array): Promise<void> {
  const sealed = buffer.subarray(0, segment.length + AEAD_TAG_BYTES);
  release(aeadSealInto('aes-256-gcm', { key, nonce: nonceOf(index) }, segment, sealed));
  try {
    for (let written = 0; written < sealed.length; ) {
      const place = index * SEALED_SEGMENT_BYTES + written;
      written += (await file.write(sealed, written, sealed.length - written, place)).bytesWritten;
    }
  } catch (cause) {
    throw diskFailed('TMPDIR', cause);
  }
}

/** Gives fewer bytes where the file is not what was written: then the content is taken for changed. */
function segmentReader({ file, key, buffer }: SealedFile): (offset: number, length: number) => Promise<Uint8Array> {
  let given: Uint8Array = new Uint8Array(0);
  return async (offset, length) => {
    assert(offset % SEGMENT_BYTES === 0, 'reads begin at a segment');
    if (length <= 0) return new Uint8Array(0);
    const index = offset / SEGMENT_BYTES;
    const filled = await readFully(file, buffer, index * SEALED_SEGMENT_BYTES);
    release(given);
    given = aeadOpen('aes-256-gcm', { key, nonce: nonceOf(index) }, buffer.subarray(0, filled)) ?? new Uint8Array(0);
    return given.subarray(0, length);
  };
}

async function readFully(file: FileHandle, buffer: Uint8Array, place: number): Promise<number> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, place + filled).catch((cause) => {
      throw diskFailed('TMPDIR', cause);
    });
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

/** The key is for this file alone, and each of its segments is written once. */
function nonceOf(index: number): Uint8Array {
  const nonce = new Uint8Array(AEAD_NONCE_BYTES);
  new DataView(nonce.buffer).setBigUint64(AEAD_NONCE_BYTES - 8, BigInt(index));
  return nonce;
}

const SEALED_SEGMENT_BYTES = SEGMENT_BYTES + AEAD_TAG_BYTES;
