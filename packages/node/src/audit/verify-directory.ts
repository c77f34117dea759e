// SPDX-License-Identifier: Apache-2.0
// Verifies the log in a node's data directory, also while the node runs, and beside it the entries in the database
// where these can be read. It needs nothing but the files and the two public keys of the State's log.

import { setTimeout } from 'node:timers/promises';
import type { LogKeys } from '@iims/tlog/checkpoint';
import { COMMITMENT_BYTES, entryCommitment } from '@iims/tlog/entry-bundle';
import { type BlamedEntry, CHECKPOINT_FILE, type LogReader, type LogVerdict, verifyLog } from '@iims/tlog/verify-log';
import { assert } from '@iims/wire/assert';
import type { AuditEventName } from '@iims/wire/audit-events';
import { equalBytes } from '@iims/wire/bytes';
import { decodeCbor } from '@iims/wire/cbor';
import { LOG_FOLDER, LOG_STAGING_FOLDER } from '../data-directory.ts';
import { ENTRY_CONTENT, type EntryRow } from '../store/entries.ts';
import { type Disk, diskAt } from './disk.ts';
import { CHECKPOINT_PATH, MARKER_PATH, parseMarker, publishedPath, stagedPath, unstagedPath } from './log-files.ts';
import { backDating, holdsWitnessed, type WitnessedTree } from './witnessed-trees.ts';

export interface VerifyDirectoryOptions {
  /** Gives all entries of the database in order, from the first, each time it is called. Absent: only the files are verified. */
  readonly rows?: (() => AsyncIterable<EntryRow>) | undefined;
  /** Trees that a quorum of partners has cosigned, read before the log is looked at, smallest first. */
  readonly witnessed?: readonly WitnessedTree[];
}

/** The verdict and, for a whole log whose database was read, how its entries stand. */
export type DirectoryVerdict = LogVerdict & Partial<RowCounts>;

export interface RowCounts {
  /** Entries of the database that wait to be published. */
  readonly pending: number;
  /** Entries whose keys are erased: they are compared by their commitment only. */
  readonly erased: number;
  /** Entries that could not be opened, since the keys of the node are not at hand: likewise. */
  readonly sealed: number;
}

/** Verifies the log under a data directory with the keys of its State's document in the trust list. Throws only what the disk and `rows` throw. */
export function verifyDirectory(
  directory: string,
  keys: LogKeys,
  options: VerifyDirectoryOptions = {},
): Promise<DirectoryVerdict> {
  return verifyOnDisk(diskAt(directory), keys, options);
}

/** As `verifyDirectory`, on any disk. */
export async function verifyOnDisk(
  disk: Disk,
  keys: LogKeys,
  options: VerifyDirectoryOptions = {},
): Promise<DirectoryVerdict> {
  for (let attempt = 1; ; attempt++) {
    const sight = await takeSight(disk);
    const verdict = await verifyOnce(sight, keys, options);
    // A failure counts when the log stood still. While a node publishes, files may have gone under our eyes;
    // a log that fails at every attempt is not whole, however fast it grows.
    if (verdict.ok && !(await holdsWitnessed(disk, verdict.size, options.witnessed ?? []))) {
      return { ok: false, index: null, reason: 'witness-mismatch' };
    }
    if (verdict.ok || attempt === ATTEMPTS_MAX || !(await hasMoved(disk, sight))) return verdict;
    await setTimeout(RETRY_AFTER_MS);
  }
}

async function verifyOnce(sight: Sight, keys: LogKeys, options: VerifyDirectoryOptions): Promise<DirectoryVerdict> {
  const rows = options.rows === undefined ? undefined : new RowWalk(options.rows(), options.witnessed ?? []);
  try {
    const verdict = await verifyLog(sight.reader, keys, {
      underWay: sight.marker && parseMarker(sight.marker),
      visit: async (from, commitments) => rows?.compare(from, commitments),
    });
    if (!verdict.ok || rows === undefined) return verdict;
    const blamed = await rows.compareRest();
    return blamed === undefined ? { ...verdict, ...rows.counts(verdict.size) } : { ok: false, ...blamed };
  } finally {
    await rows?.end();
  }
}

/** What the files were at one moment: the two that move, and the partial tiles, which a running node replaces. */
interface Sight {
  readonly checkpoint: Uint8Array | undefined;
  readonly marker: Uint8Array | undefined;
  readonly reader: LogReader;
}

/** Looks until checkpoint and marker are the same before and after; full tiles never change and are read when they are needed. */
async function takeSight(disk: Disk): Promise<Sight> {
  for (let attempt = 1; ; attempt++) {
    const checkpoint = await disk.read(CHECKPOINT_PATH);
    const marker = await disk.read(MARKER_PATH);
    const listed = await disk.list(LOG_FOLDER);
    const seen = new Map<string, Uint8Array>(checkpoint === undefined ? [] : [[CHECKPOINT_FILE, checkpoint]]);
    const staged = marker === undefined ? [] : (await disk.list(LOG_STAGING_FOLDER)).map(unstagedPath);
    for (const path of [...listed, ...staged].filter(isPartial)) {
      const bytes = await read(disk, path);
      if (bytes !== undefined) seen.set(path, bytes);
    }
    const reader = {
      list: async () => listed,
      read: async (path: string) => seen.get(path) ?? (await read(disk, path)),
    };
    const sight = { checkpoint, marker, reader };
    if (attempt === SIGHTS_MAX || !(await hasMoved(disk, sight))) return sight;
    await setTimeout(LOOK_AGAIN_AFTER_MS);
  }
}

function isPartial(path: string): boolean {
  return path.includes('.p/');
}

/** Reads a file of the log, in its place or on its way there. */
async function read(disk: Disk, path: string): Promise<Uint8Array | undefined> {
  const inPlace = await disk.read(publishedPath(path));
  if (inPlace !== undefined || path === CHECKPOINT_FILE) return inPlace;
  const staged = await disk.read(stagedPath(path));
  // The rename may have come between the two looks.
  return staged ?? (await disk.read(publishedPath(path)));
}

async function hasMoved(disk: Disk, sight: Sight): Promise<boolean> {
  const checkpoint = await disk.read(CHECKPOINT_PATH);
  const marker = await disk.read(MARKER_PATH);
  return !same(checkpoint, sight.checkpoint) || !same(marker, sight.marker);
}

function same(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : equalBytes(a, b);
}

/** Walks the entries of the database beside those of the log. */
class RowWalk {
  readonly #rows: AsyncIterator<EntryRow>;
  #index = 0;
  #blamed: BlamedEntry | undefined;
  readonly #unopened = { erased: 0, sealed: 0 };
  /** The first erased entry of each month. */
  readonly #erasedMonths = new Map<string, number>();
  /** The first month that is kept, as the log itself says. */
  #keptFrom = '';

  readonly #isBackDated: ReturnType<typeof backDating>;

  constructor(rows: AsyncIterable<EntryRow>, witnessed: readonly WitnessedTree[]) {
    this.#isBackDated = backDating(witnessed);
    this.#rows = rows[Symbol.asyncIterator]();
  }

  /** How the entries stand beside a log of `size`. */
  counts(size: number): RowCounts {
    return { pending: this.#index - size, ...this.#unopened };
  }

  /** The first published entry, from `from` on, that the database does not hold as the log commits to it. */
  async compare(from: number, commitments: readonly Uint8Array[]): Promise<BlamedEntry | undefined> {
    if (this.#blamed !== undefined) return undefined;
    assert(from === this.#index, 'log and database are walked side by side');
    for (const commitment of commitments) {
      const row = await this.#rows.next();
      this.#blamed = this.#look(row.done ? undefined : row.value, commitment);
      if (this.#blamed !== undefined) return this.#blamed;
      this.#index += 1;
    }
    return undefined;
  }

  /** The first entry not yet published that is not what it commits to itself, or that was made unreadable unsaid. */
  async compareRest(): Promise<BlamedEntry | undefined> {
    for (;;) {
      const row = await this.#rows.next();
      if (row.done) return this.#erasedUnsaid();
      const blamed = this.#look(row.value, row.value.commitment);
      if (blamed !== undefined) return blamed;
      this.#index += 1;
    }
  }

  #look(row: EntryRow | undefined, commitment: Uint8Array): BlamedEntry | undefined {
    const index = this.#index;
    if (row === undefined || row.index !== index) return { index, reason: 'row-missing' };
    if (!equalBytes(row.commitment, commitment)) return { index, reason: 'row-mismatch' };
    const { content } = row;
    switch (content.kind) {
      case 'damaged':
        return { index, reason: 'row-mismatch' };
      case 'sealed':
        this.#unopened.sealed += 1;
        return undefined;
      case 'erased':
        this.#unopened.erased += 1;
        if (!this.#erasedMonths.has(content.month)) this.#erasedMonths.set(content.month, index);
        return undefined;
      case 'open':
        if (!opens(content, commitment)) return { index, reason: 'row-mismatch' };
        if (this.#isBackDated(index, content.body)) return { index, reason: 'back-dated' };
        if (row.event === ERASURE) this.#noteErasure(content.body);
        return undefined;
    }
  }

  #noteErasure(body: Uint8Array): void {
    const { dataClass, before } = decodeCbor(body) as { dataClass?: unknown; before?: unknown };
    if (dataClass === ENTRY_CONTENT.dataClass && typeof before === 'string' && before > this.#keptFrom) {
      this.#keptFrom = before;
    }
  }

  /** Whoever deletes a key by hand does not hide what he wanted gone: each erasure stands in the log. */
  #erasedUnsaid(): BlamedEntry | undefined {
    const unsaid = [...this.#erasedMonths].filter(([month]) => month >= this.#keptFrom).map(([, index]) => index);
    return unsaid.length === 0 ? undefined : { index: Math.min(...unsaid), reason: 'row-mismatch' };
  }

  async end(): Promise<void> {
    await this.#rows.return?.();
  }
}

function opens({ salt, body }: { salt: Uint8Array; body: Uint8Array }, commitment: Uint8Array): boolean {
  return salt.length === COMMITMENT_BYTES && equalBytes(entryCommitment(salt, body), commitment);
}

const ERASURE: AuditEventName = 'retention.erased';

/** Under load a node publishes about once a second, and the two files that move do so three times in a fraction of it. */
const SIGHTS_MAX = 50;
/** ms */
const LOOK_AGAIN_AFTER_MS = 20;
const ATTEMPTS_MAX = 10;
/** ms */
const RETRY_AFTER_MS = 50;
