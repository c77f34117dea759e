// SPDX-License-Identifier: Apache-2.0
// Takes a large attachment out of the node for somebody who may read its message (spec/attachment.md, 18): the entry first, then bytes
// that are verified segment by segment as they leave.
import { open } from 'node:fs/promises';
import { readClear } from '@iims/crypto/opened-stream';
import { IimsError } from '@iims/wire/errors';
import type { LargeAttachment } from '@iims/wire/large-attachment';
import type { Message } from '@iims/wire/message';
import { refuseExpired } from '../messages/message-desk.ts';
import type { MessageDoor } from '../messages/send.ts';
import { keptSigner } from '../store/attachment-signers.ts';
import { type AttachmentRow, attachmentKey, attachmentsOf } from '../store/attachments.ts';
import { messageRow, openContent } from '../store/messages.ts';
import type { Reader } from '../store/sql.ts';
import type { AttachmentFolder } from './attachment-folder.ts';
import { sealedBy } from './sealed-by.ts';
import { fileSource, openVerified } from './verify-attachment.ts';

export interface SavedAttachment extends Pick<LargeAttachment, 'name' | 'bytes' | 'sha256'> {
  /** Verified bytes, from the segment that was asked for on; each portion is overwritten by the next. */
  readonly segments: AsyncGenerator<Uint8Array, void, undefined>;
}

export interface Saving {
  readonly door: MessageDoor;
  readonly folder: AttachmentFolder;
}

/**
 * The entry is durable when it resolves. Whoever ends the reading early calls `return` of the segments.
 * @throws IimsError `message.*`, `handling.refused`, `attachment.not-found`, `attachment.not-here`, `attachment.differs`, `envelope.*`
 */
export async function saveAttachment(
  { door, folder }: Saving,
  {
    id,
    attachment: place,
    fromSegment,
  }: { readonly id: string; readonly attachment: number; readonly fromSegment: number },
  account: string,
  event: 'attachment.saved' | 'attachment.shown' = 'attachment.saved',
): Promise<SavedAttachment> {
  const { reader } = door.store;
  await refuseExpired(door, id);
  const { no, state } = await messageRow(reader, id);
  const message = await openContent(reader, id);
  const announced = message.largeAttachments?.find((one) => one.id === place);
  const row = (await attachmentsOf(reader, no)).find((one) => one.place === place);
  if (announced === undefined || row === undefined) throw notFound();
  if ((row.standing !== 'kept' && row.standing !== 'whole') || (await attachmentKey(reader, row)) === undefined) {
    throw notHere(row.standing);
  }
  const { name, bytes, sha256 } = announced;
  if (fromSegment > Math.max(0, Math.ceil(bytes / SEGMENT_BYTES) - 1)) throw notFound();
  await door.store.write({
    event,
    body: { messageId: id, place, state, sha256, by: account },
  });
  const segments = await openWholeFile(reader, folder, { message, row, announced }, fromSegment);
  return { name, bytes, sha256, segments };
}

/** One of an opened message, as it lies here. */
export interface FileOfMessage {
  readonly message: Message;
  readonly row: AttachmentRow;
  readonly announced: LargeAttachment;
}

/**
 * Verified bytes from a segment on; both signatures hold when it resolves.
 * @throws IimsError `attachment.not-here`, `attachment.differs`, `envelope.*`
 */
export async function openWholeFile(
  reader: Reader,
  folder: AttachmentFolder,
  { message, row, announced }: FileOfMessage,
  fromSegment = 0,
): Promise<SavedAttachment['segments']> {
  const messageKey = await attachmentKey(reader, row);
  if ((row.standing !== 'kept' && row.standing !== 'whole') || messageKey === undefined) throw notHere(row.standing);
  const by = sealedBy(message);
  const at = by.at ?? row.at;
  const file = await open(folder.fileOf(row), 'r').catch(() => {
    throw notHere('lost');
  });
  const source = fileSource(file);
  try {
    const { header } = await readClear(source, at, announced.sealedBytes);
    const signer = await keptSigner(reader, header.sender);
    if (signer === undefined || signer.state !== by.state) throw notHere('lost');
    const stream = await openVerified(source, { announced, messageKey, signer, at });
    return closing(stream.segments(fromSegment), file);
  } catch (fault) {
    await file.close();
    throw fault;
  }
}

async function* closing(
  segments: AsyncGenerator<Uint8Array, void, undefined>,
  file: { close(): Promise<void> },
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* segments;
  } finally {
    await file.close();
  }
}

function notFound(): IimsError {
  return new IimsError('attachment.not-found', {
    message: 'The message has no such large attachment.',
    field: 'attachment',
    rule: 'the place of one that the message names, and a segment of it',
  });
}

export function notHere(standing: string): IimsError {
  return new IimsError('attachment.not-here', {
    message: 'The file is not whole here.',
    field: 'attachment',
    rule: standing,
    fix: standing === 'awaited' ? 'It is on its way; try again later.' : 'Ask its sender to send it again.',
  });
}

/** Those of envelopes. */
const SEGMENT_BYTES = 1_048_576;
