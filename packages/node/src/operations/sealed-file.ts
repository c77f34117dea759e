// SPDX-License-Identifier: Apache-2.0
// A file that only the holder of a recovery key opens (spec/at-rest.md, 21), written and read chunk by chunk.
//
//   magic line | id of the recovery key 32 | HPKE enc 1120 | sealed content key 48 | chunked encryption

import { type FileHandle, open } from 'node:fs/promises';
import {
  beginChunked,
  CHUNK_BYTES,
  CHUNKED_HEADER_BYTES,
  type ChunkKeys,
  openChunk,
  openChunkedHeader,
  SALT_BYTES,
  SEALED_CHUNK_BYTES,
  sealChunkInto,
} from '@iims/crypto/chunked';
import { hpkeOpen, hpkeSeal } from '@iims/crypto/hpke';
import type { KemPrivateKey, KemPublicKey } from '@iims/crypto/keys';
import { AEAD_KEY_BYTES, AEAD_TAG_BYTES, type Random, release } from '@iims/crypto/primitives';
import { concatBytes, equalBytes, lengthPrefixed, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';

/** Takes bytes in any portions and writes them sealed. */
export interface SealedFileWriter {
  write(bytes: Uint8Array): Promise<void>;
  /** Writes the last chunk, makes all of it durable, and gives the length of the file. */
  finish(): Promise<number>;
}

/** Begins a file; the caller closes the handle. */
export async function beginSealedFile(
  file: FileHandle,
  recoveryKey: KemPublicKey,
  random: Random,
): Promise<SealedFileWriter> {
  const contentKey = random(AEAD_KEY_BYTES);
  const { enc, ciphertext } = hpkeSeal(recoveryKey, { info: INFO, aad: recoveryKey.keyId }, contentKey);
  const head = concatBytes(MAGIC, recoveryKey.keyId, enc, ciphertext);
  const { header, keys } = beginChunked({ key: contentKey, context: head }, random(SALT_BYTES));
  contentKey.fill(0);
  await file.writeFile(concatBytes(head, header));
  let fileBytes = head.length + header.length;
  let index = 0;
  let filled = 0;
  const chunk = new Uint8Array(CHUNK_BYTES);
  const sealed = new Uint8Array(SEALED_CHUNK_BYTES);

  async function writeChunk(): Promise<void> {
    const length = filled + AEAD_TAG_BYTES;
    release(sealChunkInto(keys, index, chunk.subarray(0, filled), sealed));
    await file.writeFile(sealed.subarray(0, length));
    fileBytes += length;
    index += 1;
    filled = 0;
  }

  return {
    async write(bytes) {
      for (let from = 0; from < bytes.length; ) {
        const part = bytes.subarray(from, from + CHUNK_BYTES - filled);
        chunk.set(part, filled);
        filled += part.length;
        from += part.length;
        if (filled === CHUNK_BYTES) await writeChunk();
      }
    },
    async finish() {
      // The last chunk is shorter than the others, so that a file that is cut off shows it.
      await writeChunk();
      chunk.fill(0);
      await file.sync();
      return fileBytes;
    },
  };
}

/**
 * What was sealed, chunk by chunk, each authentic before it is given; nothing is complete before the generator ends.
 * @throws IimsError `backup.other-key`, `backup.damaged`
 */
export async function* readSealedFile(path: string, recoveryKey: KemPrivateKey): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r').catch((cause) => {
    throw notReadable(cause);
  });
  try {
    const keys = await openHead(file, recoveryKey);
    const sealed = new Uint8Array(SEALED_CHUNK_BYTES);
    for (let index = 0; ; index += 1) {
      const length = await fill(file, sealed);
      const chunk = openChunk(keys, index, sealed.subarray(0, length));
      if (chunk === undefined) throw backupDamaged('every chunk is the one that was sealed in its place');
      yield chunk;
      if (length < SEALED_CHUNK_BYTES) return;
    }
  } finally {
    await file.close();
  }
}

async function openHead(file: FileHandle, recoveryKey: KemPrivateKey): Promise<ChunkKeys> {
  const start = new Uint8Array(HEAD_BYTES + CHUNKED_HEADER_BYTES);
  if ((await fill(file, start)) < start.length || !equalBytes(start.subarray(0, MAGIC.length), MAGIC)) {
    throw backupDamaged('begins as a backup does');
  }
  const head = start.subarray(0, HEAD_BYTES);
  const keyId = head.subarray(MAGIC.length, MAGIC.length + KEY_ID_BYTES);
  if (!equalBytes(keyId, recoveryKey.keyId)) {
    throw new IimsError('backup.other-key', {
      message: 'The backup is sealed to another recovery key.',
      field: 'recovery-seed-file',
      fix: 'Give the seed that belongs to the recovery key of this backup.',
    });
  }
  const enc = head.subarray(MAGIC.length + KEY_ID_BYTES, HEAD_BYTES - SEALED_KEY_BYTES);
  const ciphertext = head.subarray(HEAD_BYTES - SEALED_KEY_BYTES);
  const contentKey = hpkeOpen(recoveryKey, { info: INFO, aad: keyId }, { enc, ciphertext });
  if (contentKey === undefined) throw backupDamaged('the content key opens');
  const keys = openChunkedHeader({ key: contentKey, context: head }, start.subarray(HEAD_BYTES));
  contentKey.fill(0);
  if (keys === undefined) throw backupDamaged('key and beginning belong together');
  return keys;
}

/** Reads until the target is full or the file ends. */
async function fill(file: FileHandle, target: Uint8Array): Promise<number> {
  let length = 0;
  while (length < target.length) {
    const { bytesRead } = await file.read(target, length, target.length - length, null);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length;
}

export function backupDamaged(rule: string): IimsError {
  return new IimsError('backup.damaged', {
    message: 'The backup is cut off or changed.',
    field: 'from',
    rule,
    fix: 'Use another copy; nothing was restored.',
  });
}

function notReadable(cause: unknown): IimsError {
  return new IimsError('input.invalid', {
    message: 'The backup cannot be read.',
    field: 'from',
    rule: 'a file that exists and that you may read',
    fix: 'Check the path and the rights of the file.',
    cause,
  });
}

const MAGIC = utf8('iims-backup/1\n');
const INFO = lengthPrefixed(utf8('iims/backup/1'));
const KEY_ID_BYTES = 32;
const ENC_BYTES = 1_120;
const SEALED_KEY_BYTES = AEAD_KEY_BYTES + AEAD_TAG_BYTES;
const HEAD_BYTES = MAGIC.length + KEY_ID_BYTES + ENC_BYTES + SEALED_KEY_BYTES;
