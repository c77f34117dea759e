// SPDX-License-Identifier: Apache-2.0
// Brings a file of any size to a node, so that it goes beside a message (spec/attachment.md, 4 to 8): in parts, each with its hash, and
// the whole with the hash that was taken while it was read. A line that breaks is taken up where the node says.
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { IimsError } from '@iims/wire/errors';
import type { NodeSession } from './node-client.ts';
import { badOption } from './option-values.ts';
import type { ProgressBar } from './progress-bar.ts';
import { RemoteFault } from './terminal.ts';

/** As the message names it. */
export interface BroughtFile {
  readonly uploadId: string;
  readonly name: string;
  readonly mediaType: string;
}

/** A State, or a group that the node puts into its members. */
export type SealedFor = string | { readonly group: string };

/** @throws IimsError `input.invalid`, `node.unreachable`, and what the node says */
export async function uploadBeside(
  session: NodeSession,
  path: string,
  { to, bar }: { readonly to: readonly SealedFor[]; readonly bar: ProgressBar },
): Promise<BroughtFile> {
  const file = await open(path, 'r').catch(() => {
    throw badOption('attach', 'a file that exists and that you may read');
  });
  try {
    const { size } = await file.stat();
    const uploadId = await bring(session, file, { bytes: size, to, bar, name: basename(path) });
    return { uploadId, name: basename(path), mediaType: 'application/octet-stream' };
  } finally {
    bar.end();
    await file.close();
  }
}

interface Bringing {
  readonly bytes: number;
  readonly to: readonly SealedFor[];
  readonly name: string;
  readonly bar: ProgressBar;
}

/** A node that was started again knows nothing of the upload: it is begun anew, and not for ever. */
async function bring(session: NodeSession, file: FileHandle, bringing: Bringing): Promise<string> {
  for (let begun = 1; ; begun += 1) {
    const { bytes, to } = bringing;
    const { uploadId } = await session.call('POST /api/uploads/begin', { to, bytes });
    try {
      const sha256 = await sendParts(session, file, uploadId, bringing);
      await patiently(() => session.completeUpload(uploadId, sha256));
      return uploadId;
    } catch (fault) {
      if (!isForgotten(fault) || begun === BEGUN_MAX) {
        await session.call('POST /api/uploads/abandon', { uploadId }).catch(() => undefined);
        throw fault;
      }
    }
  }
}

/** The SHA-256 of what was read, in hexadecimal. */
async function sendParts(
  session: NodeSession,
  file: FileHandle,
  uploadId: string,
  { bytes, name, bar }: Bringing,
): Promise<string> {
  const whole = createHash('sha256');
  const memory = [new Uint8Array(PART_BYTES), new Uint8Array(PART_BYTES)] as const;
  const read = async (offset: number): Promise<Part> => {
    const buffer = memory[(offset / PART_BYTES) % 2]!;
    const { bytesRead } = await file.read(buffer, 0, Math.min(PART_BYTES, bytes - offset), offset);
    if (bytesRead !== Math.min(PART_BYTES, bytes - offset)) throw changed();
    const part = buffer.subarray(0, bytesRead);
    whole.update(part);
    return { part, sha256: createHash('sha256').update(part).digest('hex') };
  };
  let next = bytes === 0 ? undefined : await read(0);
  for (let offset = 0; next !== undefined; offset += PART_BYTES) {
    const { part, sha256 } = next;
    // What the node has already of a part is left out there, so a part whose answer was lost is sent again as it is.
    const sending = patiently(() =>
      session.postBytes(`/api/uploads/part?${new URLSearchParams({ uploadId, offset: `${offset}`, sha256 })}`, part),
    );
    // The next is read and hashed while this one is under way.
    const reading = offset + part.length < bytes ? read(offset + PART_BYTES) : undefined;
    [next] = await Promise.all([reading, sending]);
    bar.show(name, (offset + part.length) / bytes);
  }
  return whole.digest('hex');
}

interface Part {
  readonly part: Uint8Array;
  /** In hexadecimal. */
  readonly sha256: string;
}

function changed(): IimsError {
  return badOption('attach', 'a file that does not change while it is sent');
}

/** Tries again while the node is not to be reached. */
async function patiently<R>(act: () => Promise<R>): Promise<R> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await act();
    } catch (fault) {
      const isAway = fault instanceof IimsError && fault.code === 'node.unreachable';
      if (!isAway || tries === TRIES_MAX) throw fault;
      await setTimeout(REST_MS);
    }
  }
}

function isForgotten(fault: unknown): boolean {
  return fault instanceof RemoteFault && fault.error.code === 'attachment.not-found';
}

/** As the node takes them (spec/attachment.md, 5). */
const PART_BYTES = 1_048_576;
const BEGUN_MAX = 3;
const TRIES_MAX = 60;
const REST_MS = 1_000;
