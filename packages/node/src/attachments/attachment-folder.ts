// SPDX-License-Identifier: Apache-2.0
// The folder of large attachments: one sealed file each, under names of the program's own, and how much of the disk they may take
// (spec/attachment.md, 16). Room is reserved before a byte is written, and what is under way counts whole.
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { keptUploadIds } from '../store/attachment-uploads.ts';
import { type AttachmentRow, attachmentBytes, attachmentKey, attachmentsWithFiles } from '../store/attachments.ts';
import type { Reader } from '../store/sql.ts';

/** All files of a node, in bytes. */
export const NODE_BYTES_MAX = 256 * 2 ** 30;
/** Files that came from one State, in bytes. */
export const STATE_BYTES_MAX = 64 * 2 ** 30;
/** What stays free on the disk, in bytes: the log goes on. */
export const FREE_BYTES_MIN = 2 ** 30;

/** Room that is kept for one file while it grows. */
export interface Reservation {
  /** So much of it is on the disk. */
  wrote(bytes: number): void;
  /** The file is counted by the store from now on, or is gone. */
  end(): void;
}

export interface RoomBounds {
  readonly nodeBytesMax: number;
  readonly stateBytesMax: number;
  readonly freeBytesMin: number;
}

export class AttachmentFolder {
  readonly #folder: string;
  readonly #reader: Reader;
  readonly #bounds: RoomBounds;
  readonly #reserved = new Set<{ readonly bytes: number; readonly state?: StateCode; left: number }>();
  /** How many reservations have ended. */
  #ended = 0;
  /** Files that belong to something which the store does not know yet, and how many hold each. */
  readonly #held = new Map<string, number>();
  /** Files that no sweep under way takes away. */
  readonly #keptBySweeps = new Set<Set<string>>();

  constructor(folder: string, reader: Reader, bounds: RoomBounds = USUAL_BOUNDS) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#folder = folder;
    this.#reader = reader;
    this.#bounds = bounds;
  }

  get path(): string {
    return this.#folder;
  }

  /** Of an upload, and of an own attachment: by the id of its envelope. */
  ownFile(envelope: string): string {
    return join(this.#folder, `${OWN}${envelope}${SEALED}`);
  }

  /** Of what came, or comes: by its message, since another State may use an id again. */
  foreignFile({ no, place }: Pick<AttachmentRow, 'no' | 'place'>): string {
    return join(this.#folder, `in-${no}-${place}${SEALED}`);
  }

  fileOf(row: AttachmentRow): string {
    return row.direction === 'out' ? this.ownFile(row.envelope) : this.foreignFile(row);
  }

  /** @throws IimsError `store.full` */
  async reserve(bytes: number, state?: StateCode): Promise<Reservation> {
    const { kept, free } = await this.#taken(state);
    // From here on nothing waits, so that two who ask at once do not get the same room.
    const underWay = [...this.#reserved];
    const ofState = underWay.filter((one) => one.state === state);
    const { nodeBytesMax, stateBytesMax, freeBytesMin } = this.#bounds;
    const fits =
      kept.node + sum(underWay.map((one) => one.bytes)) + bytes <= nodeBytesMax &&
      (state === undefined || kept.ofState + sum(ofState.map((one) => one.bytes)) + bytes <= stateBytesMax) &&
      sum(underWay.map(({ left }) => left)) + bytes + freeBytesMin <= free;
    if (!fits) throw noRoom();
    const reserved = { bytes, left: bytes, ...(state === undefined ? {} : { state }) };
    this.#reserved.add(reserved);
    return {
      wrote: (count) => {
        reserved.left = Math.max(0, reserved.left - count);
      },
      end: () => {
        if (this.#reserved.delete(reserved)) this.#ended += 1;
      },
    };
  }

  /** Read anew where a reservation ended meanwhile: its file would be counted neither as reserved nor as kept. */
  async #taken(state: StateCode | undefined) {
    for (;;) {
      const ended = this.#ended;
      const kept = await attachmentBytes(this.#reader, state);
      const { bavail, bsize } = await statfs(this.#folder);
      if (ended === this.#ended) return { kept, free: bavail * bsize };
    }
  }

  /** Before a file is made that the store is told of later: it is swept by nobody until what this returns is called, by all who hold it. */
  hold(path: string): () => void {
    this.#held.set(path, (this.#held.get(path) ?? 0) + 1);
    // A sweep that has asked the store already does not know to whom it belongs when it is let go of.
    for (const kept of this.#keptBySweeps) kept.add(path);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const left = this.#held.get(path)! - 1;
      if (left === 0) this.#held.delete(path);
      else this.#held.set(path, left);
    };
  }

  /** What somebody holds stays, and is swept later. */
  async remove(path: string): Promise<void> {
    if (!this.#held.has(path)) await rm(path, { force: true });
  }

  /**
   * Takes away every file that belongs to nothing any more: of an upload that was not complete, of content that has ended or whose
   * period has, and out of quarantine what lay there long enough.
   */
  async sweep(now: number): Promise<void> {
    // Names and what is held first, then what they belong to: what is begun meanwhile is not among them.
    const names = readdirSync(this.#folder);
    const kept = new Set(this.#held.keys());
    this.#keptBySweeps.add(kept);
    try {
      await this.#addWhatBelongs(kept, now);
    } finally {
      this.#keptBySweeps.delete(kept);
    }
    // Nothing waits until their names are others, so that nobody begins to hold one of them. To let go of gigabytes takes the disk a
    // second, in which the node serves. Dying meanwhile leaves names that belong to nothing.
    const gone = names.map((name) => join(this.#folder, name)).filter((path) => !kept.has(path));
    for (const path of gone.map(renamedAsGone)) await rm(path, { force: true, recursive: true });
  }

  async #addWhatBelongs(kept: Set<string>, now: number): Promise<void> {
    for (const id of await keptUploadIds(this.#reader)) kept.add(this.ownFile(id));
    for await (const row of allWithFiles(this.#reader)) {
      const isOver = row.standing === 'damaged' && row.at < now - QUARANTINE_KEPT_MS;
      const isErased = HAVING_KEYS.has(row.standing) && (await attachmentKey(this.#reader, row)) === undefined;
      if (!isOver && !isErased) kept.add(this.fileOf(row));
    }
  }
}

/** Gives the name under which it lies from now on. */
function renamedAsGone(path: string): string {
  if (path.endsWith(GONE)) return path;
  try {
    renameSync(path, `${path}${GONE}`);
  } catch (fault) {
    // Somebody has taken it away since its name was read.
    if ((fault as NodeJS.ErrnoException).code !== 'ENOENT') throw fault;
  }
  return `${path}${GONE}`;
}

/** Every attachment whose file is kept. */
async function* allWithFiles(reader: Pick<Reader, 'all'>): AsyncGenerator<AttachmentRow> {
  let after = { no: -1, place: 0 };
  for (;;) {
    const rows = await attachmentsWithFiles(reader, after, ROWS_AT_ONCE);
    yield* rows;
    if (rows.length < ROWS_AT_ONCE) return;
    after = rows.at(-1)!;
  }
}

export function isDiskFull(fault: unknown): boolean {
  const code = (fault as NodeJS.ErrnoException | undefined)?.code;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

export function noRoom(): IimsError {
  return new IimsError('store.full', {
    message: 'There is no room for the file.',
    rule: `${NODE_BYTES_MAX} bytes of files in all, ${STATE_BYTES_MAX} of one State, and ${FREE_BYTES_MIN} that stay free`,
    fix: 'Free space on the disk of the data directory, or wait until older files have ended.',
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

const USUAL_BOUNDS: RoomBounds = {
  nodeBytesMax: NODE_BYTES_MAX,
  stateBytesMax: STATE_BYTES_MAX,
  freeBytesMin: FREE_BYTES_MIN,
};
const HAVING_KEYS: ReadonlySet<string> = new Set(['kept', 'whole']);
const QUARANTINE_KEPT_MS = 28 * 86_400_000;
const OWN = 'own-';
const SEALED = '.sealed';
const GONE = '.gone';
const ROWS_AT_ONCE = 256;
