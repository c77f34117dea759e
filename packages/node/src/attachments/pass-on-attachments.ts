// SPDX-License-Identifier: Apache-2.0
// Passes large files on with their message (spec/attachment.md, 26): the envelope stays the one that its originator signed and sealed,
// and the message that passes it on carries its key. So nothing is sealed anew, and the next holder verifies the originator himself.
import type { LargeAttachment } from '@iims/wire/large-attachment';
import { syncFolder } from '../durable-file.ts';
import type { PassingOn } from '../messages/forward.ts';
import { attachmentKey, attachmentsOf } from '../store/attachments.ts';
import type { Reader } from '../store/sql.ts';
import type { AttachmentFolder } from './attachment-folder.ts';
import { shareFile } from './share-file.ts';

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
          const beside = `${own}${BESIDE}`;
          held.push(folder.hold(own), folder.hold(beside));
          if (!(await shareFile(folder.fileOf(row), { to: own, beside }))) continue;
          files.push({ ...named, id: after + files.length + 1, key });
        }
        // The message that names them is durable when it is sent; so are their names by then.
        if (files.length > 0) await syncFolder(folder.path);
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

/** Where a copy grows until it is whole. */
const BESIDE = '.copy';
