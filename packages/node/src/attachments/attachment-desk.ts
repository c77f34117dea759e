// SPDX-License-Identifier: Apache-2.0
// What officers do with large attachments: bring them, name them in a message, see how they stand, and take them out.
import { fromHex, toHex } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import type { LargeAttachment } from '@iims/wire/large-attachment';
import type { Message } from '@iims/wire/message';
import { keptUpload } from '../store/attachment-uploads.ts';
import { attachmentDeliveries, attachmentsOf } from '../store/attachments.ts';
import { messageRow } from '../store/messages.ts';
import type { AttachmentFolder } from './attachment-folder.ts';
import { type SavedAttachment, type Saving, saveAttachment } from './save-attachment.ts';
import { showAttachment } from './show-attachment.ts';
import type { UploadBegun, UploadStanding, Uploads } from './uploads.ts';

/** An upload as a message names it. */
export interface NamedUpload {
  readonly uploadId: string;
  readonly name: string;
  readonly mediaType: string;
}

/** Plain data for JSON. */
export interface ShownLargeAttachment {
  readonly id: number;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly standing: string;
  /** Of an own one: what has become of it at each State. */
  readonly deliveries?: readonly { readonly to: StateCode; readonly standing: string; readonly at: string }[];
}

export interface AttachmentDesk {
  begin(account: string, to: readonly StateCode[], bytes: number): Promise<UploadBegun>;
  take(
    account: string,
    uploadId: string,
    part: { offset: number; sha256: string; bytes: Uint8Array },
  ): Promise<UploadBegun>;
  standing(account: string, uploadId: string): Promise<UploadStanding>;
  complete(account: string, uploadId: string, sha256: string): Promise<{ readonly logIndex: number }>;
  abandon(account: string, uploadId: string): Promise<void>;
  /** What a message says of uploads of an account; `after` attachments stand before them. */
  announce(account: string, uploads: readonly NamedUpload[], after: number): Promise<LargeAttachment[]>;
  /** Those of a message that was opened. */
  shown(message: Message): Promise<ShownLargeAttachment[]>;
  /** An attachment of any size up to that of a preview, to be looked at in the page. */
  show(account: string, of: { id: string; attachment: number }): Promise<Uint8Array>;
  save(account: string, of: { id: string; attachment: number; fromSegment: number }): Promise<SavedAttachment>;
}

export function attachmentDesk(
  saving: Saving & { readonly folder: AttachmentFolder },
  uploads: Uploads,
): AttachmentDesk {
  const { reader } = saving.door.store;
  return {
    begin: (account, to, bytes) => uploads.begin(account, to, bytes),
    take: (account, uploadId, { sha256, ...part }) =>
      uploads.take(account, uploadId, { ...part, sha256: fromHex(sha256) }),
    standing: (account, uploadId) => uploads.standing(account, uploadId),
    complete: (account, uploadId, sha256) => uploads.complete(account, uploadId, fromHex(sha256)),
    abandon: (account, uploadId) => uploads.abandon(account, uploadId),
    async announce(account, named, after) {
      const announced: LargeAttachment[] = [];
      for (const [place, { uploadId, name, mediaType }] of named.entries()) {
        const { envelope, sealedBytes, bytes, sha256, header, root } = await keptUpload(reader, uploadId, account);
        announced.push({ id: after + place + 1, name, mediaType, bytes, sha256, envelope, sealedBytes, header, root });
      }
      return announced;
    },
    async shown({ id, largeAttachments = [] }) {
      const { no, direction } = await messageRow(reader, id);
      const rows = await attachmentsOf(reader, no);
      return Promise.all(
        largeAttachments.map(async ({ id: place, name, mediaType, bytes, sha256 }) => {
          const standing = rows.find((row) => row.place === place)?.standing ?? 'ended';
          const shown = { id: place, name, mediaType, bytes, sha256: toHex(sha256), standing };
          if (direction === 'in') return shown;
          const deliveries = await attachmentDeliveries(reader, no, place);
          return {
            ...shown,
            deliveries: deliveries.map(({ state, at, ...one }) => ({
              to: state,
              ...one,
              at: new Date(at).toISOString(),
            })),
          };
        }),
      );
    },
    show: (account, of) => showAttachment(saving, of, account),
    save: (account, of) => saveAttachment(saving, of, account),
  };
}
