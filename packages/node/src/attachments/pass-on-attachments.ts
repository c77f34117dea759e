// SPDX-License-Identifier: Apache-2.0
// Passes large files on with their message (spec/attachment.md, 26): the envelope stays the one that its originator signed and sealed,
// and the message that passes it on carries its key. So nothing is sealed anew, and the next holder verifies the originator himself.
import { copyFile, link } from 'node:fs/promises';
import type { LargeAttachment } from '@iims/wire/large-attachment';
import type { PassingOn } from '../messages/forward.ts';
import { attachmentKey, attachmentsOf } from '../store/attachments.ts';
import type { Reader } from '../store/sql.ts';
import type { AttachmentFolder } from './attachment-folder.ts';

export function passOnAttachments(reader: Reader, folder: AttachmentFolder): PassingOn {
  return {
    async ready({ no }, { largeAttachments = [] }, after) {
      const rows = await attachmentsOf(reader, no);
      const held: (() => void)[] = [];
      const done = () => {
        for (const letGo of held) letGo();
      };
      const files: LargeAttachment[] = [];
      try {
        for (const named of largeAttachments) {
          // By its envelope: its place is another where it came by way of another State.
          const row = rows.find(({ envelope }) => envelope === named.envelope);
          const key = row && (await attachmentKey(reader, row));
          if (row === undefined || key === undefined || !isWhole(row.standing)) continue;
          const own = folder.ownFile(row.envelope);
          held.push(folder.hold(own));
          if (!(await share(folder.fileOf(row), own))) continue;
          files.push({ ...named, id: after + files.length + 1, key });
        }
      } catch (fault) {
        done();
        throw fault;
      }
      return { files, left: largeAttachments.length - files.length, done };
    },
  };
}

function isWhole(standing: string): boolean {
  return standing === 'kept' || standing === 'whole';
}

/** Under both names from now on; false where the file is lost. Where the disk knows no second names it is copied. */
async function share(from: string, to: string): Promise<boolean> {
  if (from === to) return true;
  try {
    await link(from, to).catch((fault) => {
      if (fault.code === 'EEXIST' || fault.code === 'ENOENT') throw fault;
      return copyFile(from, to);
    });
    return true;
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException;
    if (code === 'EEXIST') return true;
    if (code === 'ENOENT') return false;
    throw fault;
  }
}
