// SPDX-License-Identifier: Apache-2.0
// Looks after large attachments while the node runs (spec/attachment.md): tells senders what is untold, lets uploads go that nobody goes
// on with or names, and takes away files whose content has ended.
import { uuidToBytes } from '@iims/wire/identifiers';
import { keepLooking } from '../messages/keep-looking.ts';
import type { MessageDoor } from '../messages/send.ts';
import { oldUploads } from '../store/attachment-uploads.ts';
import { endedSince, isOwnFileKept } from '../store/attachments.ts';
import type { AttachmentFolder } from './attachment-folder.ts';
import { tellAttachments } from './tell-attachments.ts';
import type { Uploads } from './uploads.ts';

export interface AttachmentKeeping {
  readonly door: MessageDoor;
  readonly folder: AttachmentFolder;
  readonly uploads: Uploads;
}

/** Looks at once and then every few seconds, until `stop`. */
export function keepAttachments(keeping: AttachmentKeeping): Promise<{ stop(): Promise<void> }> {
  const { door, folder } = keeping;
  let lookedAt = 0;
  let sweptAt = Number.NEGATIVE_INFINITY;
  return keepLooking(async () => {
    const now = door.clock.now();
    if (Math.abs(now - sweptAt) >= SWEEP_EVERY_MS) {
      await folder.sweep(now);
      [lookedAt, sweptAt] = [now, now];
    }
    await lookAfter(keeping, lookedAt - OVERLAP_MS);
    lookedAt = now;
  }, LOOK_EVERY_MS);
}

/** `since` is when it was looked last whose content has ended. */
export async function lookAfter({ door, folder, uploads }: AttachmentKeeping, since: number): Promise<void> {
  const { store, clock } = door;
  for (const row of await endedSince(store.reader, since)) {
    const isShared = row.direction === 'out' && (await isOwnFileKept(store.reader, row.envelope));
    if (!isShared) await folder.remove(folder.fileOf(row));
  }
  await uploads.dropResting();
  for (const { envelope, user } of await oldUploads(store.reader, clock.now() - UPLOAD_NAMED_WITHIN_MS, AT_ONCE_MAX)) {
    await store.write(
      { event: 'attachment.dropped', body: { envelope, by: user } },
      { name: 'drop-upload', args: { id: uuidToBytes(envelope) } },
    );
    await folder.remove(folder.ownFile(envelope));
  }
  await tellAttachments(door);
}

/** Uploads that no message has named by then go. */
export const UPLOAD_NAMED_WITHIN_MS = 86_400_000;
const LOOK_EVERY_MS = 2_000;
/** Every file beside what it belongs to. */
const SWEEP_EVERY_MS = 86_400_000;
/** An entry has the time at which its group began. */
const OVERLAP_MS = 60_000;
const AT_ONCE_MAX = 64;
