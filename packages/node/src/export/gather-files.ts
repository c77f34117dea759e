// SPDX-License-Identifier: Apache-2.0
// The large files of an export: read once for their checksum before anything is signed, and once more as they leave. None is ever held
// in memory (spec/case-export.md, 3).
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { equalBytes } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { LargeAttachment } from '@iims/wire/large-attachment';
import type { ExportedMessage } from './gather-messages.ts';
import type { StreamedFile } from './zip.ts';

/** What of large files is here. */
export interface FilesHere {
  /** Verified bytes, each portion of which the next overwrites. @throws IimsError `attachment.not-here`, `attachment.differs`, `envelope.*` */
  open(
    of: Pick<ExportedMessage, 'row' | 'message'>,
    announced: LargeAttachment,
  ): Promise<AsyncGenerator<Uint8Array, void, undefined>>;
}

/** By message, in the order of the list: the files that go along, by their place. What is not whole here, or not within the bound, stays apart. */
export async function gatherFiles(
  here: FilesHere,
  messages: readonly ExportedMessage[],
): Promise<readonly ReadonlyMap<number, StreamedFile>[]> {
  let left = EXPORT_FILES_BYTES_MAX;
  const gathered: ReadonlyMap<number, StreamedFile>[] = [];
  for (const [place, exported] of messages.entries()) {
    const files = new Map<number, StreamedFile>();
    for (const announced of exported.message.largeAttachments ?? []) {
      if (announced.bytes > left) continue;
      const name = `attachments/${String(place + 1).padStart(4, '0')}-${announced.id}.bin`;
      const file = await readOnce(here, exported, announced, name);
      if (file === undefined) continue;
      left -= file.length;
      files.set(announced.id, file);
    }
    gathered.push(files);
  }
  return gathered;
}

async function readOnce(
  here: FilesHere,
  of: ExportedMessage,
  announced: LargeAttachment,
  name: string,
): Promise<StreamedFile | undefined> {
  const digest = createHash('sha256');
  let [length, checksum] = [0, 0];
  try {
    for await (const portion of await here.open(of, announced)) {
      digest.update(portion);
      checksum = crc32(portion, checksum);
      length += portion.length;
      // Queries go before the next.
      await setImmediate();
    }
  } catch (fault) {
    if (fault instanceof IimsError && fault.code === 'attachment.not-here') return undefined;
    throw fault;
  }
  const sha256 = new Uint8Array(digest.digest());
  if (!equalBytes(sha256, announced.sha256)) {
    throw new IimsError('attachment.differs', {
      message: 'A file is not what its message announced.',
      field: 'sha256',
    });
  }
  return { name, length, crc32: checksum, sha256, read: () => here.open(of, announced) };
}

/** Of one export, in bytes: whoever verifies it holds it in memory. */
const EXPORT_FILES_BYTES_MAX = 1_073_741_824;
