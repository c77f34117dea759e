// SPDX-License-Identifier: Apache-2.0
// The store's own thread: it holds the only connection of this process that writes. Groups come in, fates go out;
// a fate is told only after the commit is on disk.

import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '@iims/wire/assert';
import { IimsError } from '@iims/wire/errors';
import { type Fault, toFault } from './fault.ts';
import type { GroupResult } from './group-queue.ts';
import { type GroupConnection, type GroupItem, type Outcome, runGroup } from './run-group.ts';
import { SpaceReserve } from './space-reserve.ts';
import type { SqlValue } from './sql.ts';
import { SqliteDatabase, sqliteTrouble } from './sqlite-database.ts';
import { migrateSqlite } from './sqlite-migrate.ts';
import { BUSY_TIMEOUT_MS } from './store.ts';
import { checkpointAll, checkpointWhenDue } from './wal-checkpoint.ts';

export interface ThreadData {
  readonly path: string;
  readonly reserveBytes: number;
}

export type ToThread = { readonly kind: 'group'; readonly items: readonly GroupItem[] } | { readonly kind: 'close' };

export type FromThread =
  | { readonly kind: 'opened'; readonly full: boolean }
  | { readonly kind: 'not-opened'; readonly fault: Fault }
  | { readonly kind: 'group'; readonly result: GroupResult; readonly space?: 'full' | 'resumed' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'fatal'; readonly fault: Fault };

assert(parentPort !== null, 'the store runs in a thread of its own');
const port = parentPort;
const { path, reserveBytes } = workerData as ThreadData;
const reserve = new SpaceReserve(`${path}-reserve`, reserveBytes);
let database: SqliteDatabase;
let full = false;
/** Told with the next fate, so that the store writes the entry of it. */
let spaceNews: 'full' | 'resumed' | undefined;
let failed = false;

open().then(serve, (error) => tell({ kind: 'not-opened', fault: storeFault(error) }));

async function open(): Promise<void> {
  database = new SqliteDatabase(path, { readOnly: false });
  await migrateSqlite(database);
  // A flush that failed in an earlier process may have left pages that only look written; this writes them again
  // and flushes the database file, before anything new stands on them.
  checkpointAll(database);
  full = !reserve.take(performance.now());
}

function serve(): void {
  port.on('message', (message: ToThread) => {
    if (failed) return;
    handle(message).catch((error) => {
      // Fatal, whatever it is: nobody knows what is on disk, so nothing is told to anyone any more.
      failed = true;
      tell({ kind: 'fatal', fault: storeFault(error) });
    });
  });
  tell({ kind: 'opened', full });
}

async function handle(message: ToThread): Promise<void> {
  if (message.kind === 'close') {
    // Here, because SQLite's own checkpoint at closing tells nobody when it fails.
    checkpointAll(database);
    database.close();
    tell({ kind: 'closed' });
    port.close();
    return;
  }
  const result = await commitGroup(message.items);
  const space = spaceNews;
  spaceNews = undefined;
  tell({ kind: 'group', result, ...(space === undefined ? {} : { space }) });
  checkpoint();
}

/** Settles a group on disk. Throws when the storage failed: then nobody may be told anything. */
async function commitGroup(items: readonly GroupItem[]): Promise<GroupResult> {
  if (full && reserve.take(performance.now())) {
    full = false;
    spaceNews = 'resumed';
  }
  try {
    const outcomes = full ? await commitForTheLogOnly(items) : await commitWithReserve(items);
    return { kind: 'committed', outcomes };
  } catch (error) {
    const trouble = sqliteTrouble(error);
    // In both cases the transaction has been taken back.
    if (trouble === 'busy') return { kind: 'refused', fault: toFault(databaseHeld()) };
    if (trouble === 'full') return { kind: 'refused', fault: toFault(diskFull()) };
    throw error;
  }
}

/** A group that meets the end of the disk was accepted while there was room, so the reserve is for it. */
async function commitWithReserve(items: readonly GroupItem[]): Promise<Outcome[]> {
  try {
    return await transact(items);
  } catch (error) {
    if (sqliteTrouble(error) !== 'full') throw error;
    giveUpReserve();
    return transact(items);
  }
}

/** With the disk full, what is durable is still published, and the log says that it is full. */
async function commitForTheLogOnly(items: readonly GroupItem[]): Promise<Outcome[]> {
  const isForTheLog = (item: GroupItem) => item.kind === 'head' || (item.kind === 'entry' && item.ofTheStore === true);
  const written = (await transact(items.filter(isForTheLog))).values();
  const refused: Outcome = { kind: 'undone', fault: toFault(diskFull()) };
  return items.map((item) => (isForTheLog(item) ? (written.next().value as Outcome) : refused));
}

async function transact(items: readonly GroupItem[]): Promise<Outcome[]> {
  database.run('begin immediate');
  try {
    const outcomes = await runGroup(connection, items);
    // Crash before this line: nothing of the group stands. Crash after it: all of it stands, told or not.
    database.run('commit');
    return outcomes;
  } catch (error) {
    if (database.inTransaction) database.run('rollback');
    throw error;
  }
}

function checkpoint(): void {
  try {
    checkpointWhenDue(database);
  } catch (error) {
    if (sqliteTrouble(error) !== 'full') throw error;
    // The log of changes keeps what the database file has no room for; it is tried again after the next group.
    giveUpReserve();
  }
}

function giveUpReserve(): void {
  reserve.release();
  if (full) return;
  full = true;
  spaceNews = 'full';
}

function tell(message: FromThread): void {
  port.postMessage(message);
}

function storeFault(error: unknown): Fault {
  if (error instanceof IimsError) return toFault(error);
  return toFault(
    new IimsError('store.failed', {
      message: `The storage failed: ${error instanceof Error ? error.message : String(error)}.`,
      rule: 'what is acknowledged is on disk',
      fix: 'Check the disk, then start the node again.',
    }),
  );
}

function databaseHeld(): IimsError {
  return new IimsError('store.busy', {
    message: 'Another process holds the database.',
    rule: `at most ${BUSY_TIMEOUT_MS} ms`,
    fix: 'Try again in a moment.',
  });
}

function diskFull(): IimsError {
  return new IimsError('store.full', {
    message: 'The disk is full; nothing was written.',
    rule: `${reserve.bytes} bytes stay reserved for the log`,
    fix: 'Free space on the disk of the data directory; the store resumes by itself.',
  });
}

const connection: GroupConnection = {
  all: async <R>(sql: string, parameters?: readonly SqlValue[]) => database.all(sql, parameters) as R[],
  run: async (sql, parameters) => database.run(sql, parameters),
  isStorageFault: (error) => {
    const trouble = sqliteTrouble(error);
    return trouble !== undefined && trouble !== 'statement';
  },
};
