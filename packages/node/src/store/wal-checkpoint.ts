// SPDX-License-Identifier: Apache-2.0
// Checkpoints of SQLite's write-ahead file, by hand: SQLite's automatic one was seen to swallow an I/O error.
// Both functions throw what SQLite throws; the caller decides.

import { assert } from '@iims/wire/assert';
import type { SqliteDatabase } from './sqlite-database.ts';

interface WalState {
  /** Another connection was in the way; nothing is wrong. */
  readonly busy: number;
  /** Pages in the write-ahead file. */
  readonly log: number;
  /** Of these, pages that are in the database file too. */
  readonly checkpointed: number;
}

/**
 * Moves pages into the database file when the write-ahead file has grown by WAL_PAGES_MAX since the last time; by much fewer after a
 * staging: what waits behind it is a query, and an import writes so many pages that it would wait for a whole one again and again.
 */
export function checkpointWhenDue(database: SqliteDatabase, after: 'staging' | 'group'): void {
  const { log, checkpointed } = walState(database, 'NOOP');
  if (log - checkpointed < (after === 'staging' ? STAGED_PAGES_MAX : WAL_PAGES_MAX)) return;
  // A reader elsewhere may hold pages back; the rest is moved, and the next look tries again.
  walState(database, 'PASSIVE');
}

/** Moves everything and empties the write-ahead file, and says whether it did: a connection that reads or writes is in the way. */
export function checkpointAll(database: SqliteDatabase): boolean {
  return walState(database, 'TRUNCATE').busy === 0;
}

function walState(database: SqliteDatabase, mode: 'NOOP' | 'PASSIVE' | 'TRUNCATE'): WalState {
  const [row] = database.all(`pragma wal_checkpoint(${mode})`) as unknown as WalState[];
  assert(row !== undefined && row.log >= 0, 'the database is in write-ahead mode');
  return row;
}

/** 8 MiB of pages of 4 KiB: some milliseconds of work, and a file that readers still search quickly. */
const WAL_PAGES_MAX = 2_048;
/** 1 MiB: a fifth of the time that the whole takes, for six pieces of an import. */
const STAGED_PAGES_MAX = 256;
/** A look costs as much as five rows, and this many rows write fewer than WAL_PAGES_MAX pages. */
export const ROWS_BETWEEN_LOOKS = 512;
