// SPDX-License-Identifier: Apache-2.0
// Whether a file that was fetched is what its message announced (spec/attachment.md, 13).
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { ByteSource } from '@iims/crypto/byte-source';
import { verifyKeyFromPublic } from '@iims/crypto/keys';
import { openStream } from '@iims/crypto/opened-stream';
import { sha256 } from '@iims/crypto/primitives';
import { equalBytes } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { LargeAttachment } from '@iims/wire/large-attachment';

/** Plain data, so that it can be handed to a thread. */
export interface FileToVerify {
  readonly path: string;
  readonly announced: Pick<LargeAttachment, 'bytes' | 'sha256' | 'sealedBytes' | 'header' | 'root'>;
  readonly messageKey: Uint8Array;
  /** Both public keys of the one who signed. */
  readonly signer: { readonly ed25519: Uint8Array; readonly mldsa65: Uint8Array };
  /** A moment at which the envelope was valid, ms since 1970. */
  readonly at: number;
}

/** `giveWay` is called after each segment; it may hold the verifying up. @throws IimsError `attachment.differs`, `envelope.*` */
export async function verifyAttachment(toVerify: FileToVerify, giveWay = (): void => undefined): Promise<void> {
  const { path, announced } = toVerify;
  const file = await open(path, 'r');
  try {
    const stream = await openVerified(fileSource(file), toVerify);
    const digest = createHash('sha256');
    for await (const segment of stream.segments()) {
      digest.update(segment);
      giveWay();
    }
    if (!equalBytes(new Uint8Array(digest.digest()), announced.sha256)) throw differs('sha256', 'of the content');
  } finally {
    await file.close();
  }
}

/** A stream whose signatures hold, and which is the one that was announced. @throws IimsError `attachment.differs`, `envelope.*` */
export async function openVerified(
  source: ByteSource,
  { announced, messageKey, signer, at }: Omit<FileToVerify, 'path'>,
) {
  const stream = await openStream(
    source,
    {
      now: at,
      kemKey: () => undefined,
      keptMessageKey: messageKey.slice(),
      verifyKeys: () => ({
        ed25519: verifyKeyFromPublic('ed25519', signer.ed25519),
        mlDsa65: verifyKeyFromPublic('ml-dsa-65', signer.mldsa65),
      }),
    },
    announced.sealedBytes,
  );
  if (stream.about.kind !== 'attachment') throw differs('kind', 'attachment');
  if (!equalBytes(sha256(stream.headerBytes), announced.header)) throw differs('header', 'as it was announced');
  if (!equalBytes(stream.root, announced.root)) throw differs('root', 'of the segments that were announced');
  if (stream.contentBytes !== announced.bytes) throw differs('bytes', 'as many as were announced');
  return stream;
}

/** A file, read at any place; each read overwrites what the one before gave. */
export function fileSource(file: FileHandle): ByteSource {
  let buffer = new Uint8Array(0);
  return {
    async read(offset, length) {
      if (buffer.length < length) buffer = new Uint8Array(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await file.read(buffer, filled, length - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    },
  };
}

export function differs(field: string, rule: string): IimsError {
  return new IimsError('attachment.differs', {
    message: 'The file is not what its message announced.',
    field,
    rule,
    fix: 'Ask its sender to send it again.',
  });
}
