// SPDX-License-Identifier: Apache-2.0
// `iims message save`: a large attachment as a file. What was there already of it is gone on with, and it gets its name only when its
// hash is the one that the message names.
import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, link, open, unlink } from 'node:fs/promises';
import { IimsError } from '@iims/wire/errors';
import type { ExitStatus } from '../exit-status.ts';
import { inSession } from '../in-session.ts';
import { badOption, wholeNumber } from '../option-values.ts';
import { ProgressBar } from '../progress-bar.ts';
import { print } from '../terminal.ts';
import type { MessageOptions } from './message.ts';

export interface SaveAttachmentOptions extends MessageOptions {
  readonly attachment: string;
  readonly out: string;
}

export async function saveAttachment(id: string, options: SaveAttachmentOptions): Promise<ExitStatus> {
  const attachment = wholeNumber('attachment', options.attachment, 1, ATTACHMENTS_MAX);
  const part = `${options.out}.part`;
  return inSession(options, async (session) => {
    const file = await openPart(options.out, part);
    const bar = new ProgressBar();
    try {
      const { digest, segments } = await readBeginning(file);
      const { bytes: left, sha256, parts } = await session.save({ id, attachment, fromSegment: segments });
      const bytes = segments * SEGMENT_BYTES + left;
      let at = segments * SEGMENT_BYTES;
      for await (const piece of parts) {
        await writeWhole(file, piece, at);
        digest.update(piece);
        at += piece.length;
        bar.show(options.out, bytes === 0 ? 1 : at / bytes);
      }
      if (at !== bytes || digest.digest('hex') !== sha256) {
        // Nothing of it can be relied on.
        await file.truncate(0);
        throw differs();
      }
      await file.sync();
      await link(part, options.out).catch(() => {
        throw taken();
      });
      await unlink(part);
      print(JSON.stringify({ id, attachment, file: options.out, bytes, sha256 }));
    } finally {
      bar.end();
      await file.close();
    }
  });
}

async function openPart(out: string, part: string): Promise<FileHandle> {
  const before = await open(out, 'r').catch(() => undefined);
  await before?.close();
  if (before !== undefined) throw taken();
  return open(part, 'r+').catch(() =>
    open(part, 'wx+', 0o600).catch(() => {
      throw taken();
    }),
  );
}

/** Whole segments that are there already, and the hash of them. */
async function readBeginning(file: FileHandle): Promise<{ readonly digest: Hash; readonly segments: number }> {
  const digest = createHash('sha256');
  const { size } = await file.stat();
  // The last one is fetched again, so that there is always something to ask for.
  const segments = Math.max(0, Math.floor(size / SEGMENT_BYTES) - 1);
  const buffer = new Uint8Array(SEGMENT_BYTES);
  for (let index = 0; index < segments; index += 1) {
    const { bytesRead } = await file.read(buffer, 0, SEGMENT_BYTES, index * SEGMENT_BYTES);
    if (bytesRead !== SEGMENT_BYTES) throw differs();
    digest.update(buffer);
  }
  await file.truncate(segments * SEGMENT_BYTES);
  return { digest, segments };
}

async function writeWhole(file: FileHandle, bytes: Uint8Array, place: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    at += (await file.write(bytes, at, bytes.length - at, place + at)).bytesWritten;
  }
}

function taken(): IimsError {
  return badOption('out', 'a place where nothing stands yet, and to which you may write');
}

function differs(): IimsError {
  return new IimsError('attachment.differs', {
    message: 'What came is not what the message announced.',
    field: 'attachment',
    rule: 'the bytes whose SHA-256 the message names',
    fix: 'Save it again.',
  });
}

const ATTACHMENTS_MAX = 16;
const SEGMENT_BYTES = 1_048_576;
