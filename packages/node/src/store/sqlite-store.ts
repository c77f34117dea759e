// SPDX-License-Identifier: Apache-2.0
// The store on one SQLite file: writes go in groups to a thread of their own, reads are answered here
// from a connection that cannot write.

import { closeSync, openSync } from 'node:fs';
import type { QueriesUnderWay } from '../queries-under-way.ts';
import { atRestKeysOf } from './at-rest-keys.ts';
import { DataKeys } from './data-keys.ts';
import { composeEntry } from './entries.ts';
import { GroupQueue, type GroupResult } from './group-queue.ts';
import type { GroupItem } from './run-group.ts';
import { RESERVE_BYTES } from './space-reserve.ts';
import { SqliteDatabase } from './sqlite-database.ts';
import { sqliteReader } from './sqlite-reader.ts';
import type { SpaceNews } from './sqlite-writer.ts';
import { type SqliteWriting, startSqliteThread } from './start-sqlite-thread.ts';
import { stopProcess } from './stop-process.ts';
import type { OnFatal, Store, StoreSources } from './store.ts';
import type { TurnSnapshot } from './turn-snapshot.ts';
import { writesThrough } from './write.ts';
import { writeInThisThread } from './write-in-this-thread.ts';

export interface SqliteStoreOptions extends StoreSources {
  /** The database file; `-wal`, `-shm` and `-reserve` lie beside it. */
  readonly path: string;
  /** Default: print the code and stop the process with exit code 70. */
  readonly onFatal?: OnFatal;
  /** Disk space held for the log, in bytes. */
  readonly reserveBytes?: number;
  /** Where writes run; decision 0003 says why the default is a thread of their own. */
  readonly writer?: 'own-thread' | 'this-thread';
  /** To which stagings give way; default: to nothing but what is written. */
  readonly queries?: Pick<QueriesUnderWay, 'isAny' | 'pause'>;
}

/** Opens or creates the store. Throws `store.sealed`, `store.schema`, `store.failed`, `store.full` or `store.busy` when it cannot. */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { path, atRest, onFatal = stopProcess, reserveBytes = RESERVE_BYTES, writer = 'own-thread', queries } = options;
  // The file is its owner's alone before anything is in it; SQLite gives its companions the same mode.
  closeSync(openSync(path, 'a', 0o600));
  const place = { path, atRest, reserveBytes };
  const writing: SqliteWriting & { readonly turn?: TurnSnapshot } =
    writer === 'own-thread'
      ? await startSqliteThread(place, onFatal)
      : await writeInThisThread({ ...place, queries }, onFatal);
  const reading = new SqliteDatabase(path, { readOnly: true });
  const keys = new DataKeys(atRestKeysOf(atRest));
  async function commit(items: readonly GroupItem[]): Promise<GroupResult> {
    const { result, space } = await writing.commit(items);
    if (space !== undefined) void noteSpace(space);
    return result;
  }
  const queue = new GroupQueue(commit, { gather: writer === 'this-thread' ? nextTurn : undefined, queries });

  async function noteSpace(news: SpaceNews): Promise<void> {
    const entry = composeEntry({ event: SPACE_EVENTS[news], body: { reservedBytes: reserveBytes } }, options);
    try {
      await queue.push({ kind: 'entry', entry, ofTheStore: true });
    } catch {
      // The full disk itself, or the end of the store, may refuse this entry; the callers who were refused know already.
    }
  }

  return {
    ...writesThrough(queue, options, keys),
    // A thread that writes beside this one would never meet a moment without a reader while this one is busy, and could not begin the
    // write-ahead file anew: there each statement reads for itself.
    reader: sqliteReader(reading, keys, writing.turn),
    async close() {
      await queue.drain();
      reading.close();
      await writing.close();
    },
  };
}

/**
 * This thread waits for the disk at each group: whatever arrives in the same turn of the event loop shares the wait, and what others are
 * owed is done between two groups.
 */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const SPACE_EVENTS = { full: 'store.full', resumed: 'store.resumed' } as const;
