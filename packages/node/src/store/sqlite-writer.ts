// SPDX-License-Identifier: Apache-2.0
// The one connection of a process that writes to a SQLite file: settles groups on disk, moves the write-ahead file
// into the database, and keeps space for the log. It runs in the store's thread or, where asked, in its caller's.

import { IimsError } from '@iims/wire/errors';
import { atRestKeysOf } from './at-rest-keys.ts';
import { DataKeys } from './data-keys.ts';
import { type Fault, toFault } from './fault.ts';
import type { GroupResult } from './group-queue.ts';
import { erasesKeys, type GroupConnection, type GroupItem, type Outcome, runGroup } from './run-group.ts';
import { SpaceReserve } from './space-reserve.ts';
import type { SqlValue } from './sql.ts';
import { SqliteDatabase, sqliteTrouble } from './sqlite-database.ts';
import { migrateSqlite } from './sqlite-migrate.ts';
import { BUSY_TIMEOUT_MS } from './store.ts';
import { TurnSnapshot } from './turn-snapshot.ts';
import { checkpointAll, checkpointWhenDue, ROWS_BETWEEN_LOOKS } from './wal-checkpoint.ts';

export interface SqliteWriterOptions {
  readonly path: string;
  /** The root of protection at rest, 32 bytes. */
  readonly atRest: Uint8Array;
  readonly reserveBytes: number;
}

/** What became of the disk's space with a group: the log writes an entry of it. */
export type SpaceNews = 'full' | 'resumed';

export interface Settled {
  readonly result: GroupResult;
  readonly space?: SpaceNews;
}

/** Opens or creates the file. Throws what `storageFault` makes a fault of. */
export async function openSqliteWriter(options: SqliteWriterOptions): Promise<SqliteWriter> {
  const database = new SqliteDatabase(options.path, { readOnly: false });
  const root = atRestKeysOf(options.atRest);
  await migrateSqlite(database, root);
  // A flush that failed in an earlier process may have left pages that only look written; this writes them again
  // and flushes the database file, before anything new stands on them.
  checkpointAll(database);
  const reserve = new SpaceReserve(`${options.path}-reserve`, options.reserveBytes);
  return new SqliteWriter(database, reserve, new DataKeys(root));
}

/** Any error that its methods throw is fatal: nobody knows what is on disk, so nobody may be told anything any more. */
export class SqliteWriter {
  /** For those who read in the writer's thread. */
  readonly turn: TurnSnapshot;
  readonly #database: SqliteDatabase;
  readonly #reserve: SpaceReserve;
  readonly #connection: GroupConnection;
  #full: boolean;
  #spaceNews: SpaceNews | undefined;
  /** Rows changed since the write-ahead file was looked at. */
  #rowsSinceLook = 0;
  /** Keys were destroyed whose bytes may lie in the write-ahead file. */
  #keysAreLeft = false;
  /** A staging is a group of its own. */
  #lastWasStaging = false;

  constructor(database: SqliteDatabase, reserve: SpaceReserve, keys: DataKeys) {
    this.#database = database;
    this.turn = new TurnSnapshot(database);
    this.#reserve = reserve;
    this.#connection = this.#groupConnection(keys);
    this.#full = !reserve.take(performance.now());
  }

  /** Settles a group on disk. */
  async commit(items: readonly GroupItem[]): Promise<Settled> {
    if (this.#full && this.#reserve.take(performance.now())) {
      this.#full = false;
      this.#spaceNews = 'resumed';
    }
    const result = await this.#settle(items);
    this.#lastWasStaging = items[0]?.kind === 'staging';
    if (items.some(erasesKeys)) {
      this.#connection.keys.forget();
      this.#keysAreLeft = true;
    }
    const space = this.#spaceNews;
    this.#spaceNews = undefined;
    return { result, ...(space === undefined ? {} : { space }) };
  }

  /** Moves what is due into the database file; called after the callers of a group have been told. */
  checkpoint(): void {
    if (this.#rowsSinceLook < ROWS_BETWEEN_LOOKS && !this.#keysAreLeft) return;
    this.turn.end();
    try {
      // A reader elsewhere may be in the way; then it is tried again after the next group.
      if (this.#keysAreLeft) this.#keysAreLeft = !checkpointAll(this.#database);
      checkpointWhenDue(this.#database, this.#lastWasStaging ? 'staging' : 'group');
      this.#rowsSinceLook = 0;
    } catch (error) {
      if (sqliteTrouble(error) !== 'full') throw error;
      // The write-ahead file keeps what the database file has no room for; it is tried again after the next group.
      this.#giveUpReserve();
    }
  }

  close(): void {
    this.turn.end();
    // Here, because SQLite's own checkpoint at closing tells nobody when it fails.
    checkpointAll(this.#database);
    this.#database.close();
  }

  async #settle(items: readonly GroupItem[]): Promise<GroupResult> {
    try {
      const outcomes = this.#full ? await this.#commitForTheLogOnly(items) : await this.#commitWithReserve(items);
      return { kind: 'committed', outcomes };
    } catch (error) {
      const trouble = sqliteTrouble(error);
      // In both cases the transaction has been taken back.
      if (trouble === 'busy') return { kind: 'refused', fault: toFault(databaseHeld()) };
      if (trouble === 'full') return { kind: 'refused', fault: toFault(diskFull(this.#reserve.bytes)) };
      throw error;
    }
  }

  /** A group that meets the end of the disk was accepted while there was room, so the reserve is for it. */
  async #commitWithReserve(items: readonly GroupItem[]): Promise<Outcome[]> {
    try {
      return await this.#transact(items);
    } catch (error) {
      if (sqliteTrouble(error) !== 'full') throw error;
      this.#giveUpReserve();
      return this.#transact(items);
    }
  }

  /** With the disk full, what is durable is still published, and the log says that it is full. */
  async #commitForTheLogOnly(items: readonly GroupItem[]): Promise<Outcome[]> {
    const written = (await this.#transact(items.filter(isForTheLog))).values();
    const refused: Outcome = { kind: 'undone', fault: toFault(diskFull(this.#reserve.bytes)) };
    return items.map((item) => (isForTheLog(item) ? (written.next().value as Outcome) : refused));
  }

  async #transact(items: readonly GroupItem[]): Promise<Outcome[]> {
    const database = this.#database;
    try {
      const outcomes = await runGroup(this.#connection, items);
      // Crash before this line: nothing of the group stands. Crash after it: all of it stands, told or not.
      database.run('commit');
      return outcomes;
    } catch (error) {
      if (database.inTransaction) database.run('rollback');
      throw error;
    }
  }

  #groupConnection(keys: DataKeys): GroupConnection {
    const database = this.#database;
    return {
      begin: async () => {
        this.turn.end();
        database.run('begin immediate');
      },
      commit: async () => void database.run('commit'),
      rollback: async () => void database.run('rollback'),
      keys,
      all: async <R>(sql: string, parameters?: readonly SqlValue[]) => database.all(sql, parameters) as R[],
      run: async (sql, parameters) => {
        const changed = database.run(sql, parameters);
        this.#rowsSinceLook += changed;
        return changed;
      },
      isStorageFault: (error) => {
        const trouble = sqliteTrouble(error);
        return trouble !== undefined && trouble !== 'statement';
      },
    };
  }

  #giveUpReserve(): void {
    this.#reserve.release();
    if (this.#full) return;
    this.#full = true;
    this.#spaceNews = 'full';
  }
}

/** A fault that may be shown and crosses threads, of whatever stopped the writer. */
export function storageFault(error: unknown): Fault {
  if (error instanceof IimsError) return toFault(error);
  return toFault(
    new IimsError('store.failed', {
      message: `The storage failed: ${error instanceof Error ? error.message : String(error)}.`,
      rule: 'what is acknowledged is on disk',
      fix: 'Check the disk, then start the node again.',
    }),
  );
}

function isForTheLog(item: GroupItem): boolean {
  return item.kind === 'head' || (item.kind === 'entry' && item.ofTheStore === true);
}

function databaseHeld(): IimsError {
  return new IimsError('store.busy', {
    message: 'Another process holds the database.',
    rule: `at most ${BUSY_TIMEOUT_MS} ms`,
    fix: 'Try again in a moment.',
  });
}

function diskFull(reservedBytes: number): IimsError {
  return new IimsError('store.full', {
    message: 'The disk is full; nothing was written.',
    rule: `${reservedBytes} bytes stay reserved for the log`,
    fix: 'Free space on the disk of the data directory; the store resumes by itself.',
  });
}
