// SPDX-License-Identifier: Apache-2.0
// Gives a partner bytes of a large attachment that was sent to it (spec/attachment.md, 10 and 12): from the file, as fast as it takes
// them, and no more in memory than two portions.
import { type FileHandle, open } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { IimsError } from '@iims/wire/errors';
import { mayDo } from '@iims/wire/handling';
import type { StateCode } from '@iims/wire/identifiers';
import type { Clock } from '../clock.ts';
import { dayOf } from '../messages/holding-note.ts';
import { type AttachmentRow, attachmentDeliveries, givenTo } from '../store/attachments.ts';
import { messageRow } from '../store/messages.ts';
import type { Store } from '../store/store.ts';
import type { AttachmentFolder } from './attachment-folder.ts';
import { written } from './drained.ts';

export interface GivingAttachments {
  readonly store: Store;
  readonly folder: AttachmentFolder;
  readonly clock: Clock;
}

export interface AskedRange {
  /** UUID of the envelope. */
  readonly id: string;
  readonly offset: number;
  readonly length: number;
}

/** Bytes that may leave. */
export interface GivenRange {
  readonly bytes: number;
  /** Writes them, and ends the answer or breaks it off; lets go of the file. */
  pour(out: ServerResponse): Promise<void>;
}

/** @throws IimsError `attachment.not-found`, whatever the ground: who may not have it learns nothing of it */
export async function giveAttachment(
  side: GivingAttachments,
  to: StateCode,
  { id, offset, length }: AskedRange,
): Promise<GivenRange> {
  const row = await mayHave(side, to, id);
  if (row === undefined || offset >= row.sealedBytes) throw notFound();
  await noteFirst(side, to, row);
  const file = await open(side.folder.fileOf(row), 'r').catch(() => {
    throw notFound();
  });
  const end = Math.min(row.sealedBytes, offset + length);
  return {
    bytes: end - offset,
    async pour(out) {
      try {
        await pourFile(file, { offset, end }, out);
      } catch {
        // A disk that fails in the middle: the partner sees an answer that is too short, and asks again.
        out.destroy();
      } finally {
        await file.close();
      }
    },
  };
}

async function mayHave(
  { store, clock }: GivingAttachments,
  to: StateCode,
  id: string,
): Promise<AttachmentRow | undefined> {
  const row = await givenTo(store.reader, id, to);
  if (row === undefined || row.expiresAt <= clock.now()) return undefined;
  const { summary } = await messageRow(store.reader, row.messageId);
  if (summary === undefined) return undefined;
  const context = { isOriginator: false, isReleased: false, audience: 'addressees' } as const;
  return mayDo(summary.handling, 'show', { today: dayOf(clock.now()), ...context }).allowed ? row : undefined;
}

async function noteFirst({ store }: GivingAttachments, state: StateCode, { no, place, messageId }: AttachmentRow) {
  const deliveries = await attachmentDeliveries(store.reader, no, place);
  if (deliveries.find((delivery) => delivery.state === state)?.standing !== 'awaited') return;
  await store.write(
    { event: 'attachment.fetched', body: { state, messageId, place } },
    { name: 'note-fetched', args: { no, place, state } },
  );
}

/** Ends early where the line does, or where its other end takes nothing for too long. */
async function pourFile(
  file: FileHandle,
  { offset, end }: { readonly offset: number; readonly end: number },
  out: ServerResponse,
): Promise<void> {
  // Memory that takes turns: one portion is read while the line holds the other, and nobody has to collect a gigabyte.
  const memory = [Buffer.allocUnsafeSlow(PORTION_BYTES), Buffer.allocUnsafeSlow(PORTION_BYTES)] as const;
  let leaving = Promise.resolve(true);
  for (let at = offset, turn = 0; at < end; turn = 1 - turn) {
    const portion = memory[turn]!;
    const { bytesRead } = await file.read(portion, 0, Math.min(PORTION_BYTES, end - at), at);
    // A file that is shorter than its row says: what is announced cannot be given.
    if (bytesRead === 0 || !(await leaving)) return void out.destroy();
    at += bytesRead;
    leaving = written(out, portion.subarray(0, bytesRead), SILENCE_MS);
  }
  if (!(await leaving)) return void out.destroy();
  out.end();
}

function notFound(): IimsError {
  return new IimsError('attachment.not-found', { message: 'There is no such attachment for this State.', field: 'id' });
}

const PORTION_BYTES = 262_144;
const SILENCE_MS = 30_000;
