// SPDX-License-Identifier: Apache-2.0
// The store on one SQLite file: writes go in groups to a thread of their own, reads are answered here
// from a connection that cannot write.

import { closeSync, openSync } from 'node:fs';
import { composeEntry } from './entries.ts';
import { GroupQueue } from './group-queue.ts';
import { RESERVE_BYTES } from './space-reserve.ts';
import { SqliteDatabase } from './sqlite-database.ts';
import { sqliteReader } from './sqlite-reader.ts';
import { type SpaceNews, startSqliteThread } from './start-sqlite-thread.ts';
import { stopProcess } from './stop-process.ts';
import type { OnFatal, Store, StoreSources } from './store.ts';
import { writesThrough } from './write.ts';

export interface SqliteStoreOptions extends StoreSources {
  /** The database file; `-wal`, `-shm` and `-reserve` lie beside it. */
  readonly path: string;
  /** Default: print the code and stop the process with exit code 70. */
  readonly onFatal?: OnFatal;
  /** Disk space held for the log, in bytes. */
  readonly reserveBytes?: number;
}

/** Opens or creates the store. Throws `store.schema`, `store.failed`, `store.full` or `store.busy` when it cannot. */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { path, onFatal = stopProcess, reserveBytes = RESERVE_BYTES } = options;
  // The file is its owner's alone before anything is in it; SQLite gives its companions the same mode.
  closeSync(openSync(path, 'a', 0o600));
  const thread = await startSqliteThread({ path, reserveBytes, onFatal, onSpace: noteSpace });
  const queue = new GroupQueue((items) => thread.commit(items));
  const reading = new SqliteDatabase(path, { readOnly: true });

  function noteSpace(news: SpaceNews): void {
    const entry = composeEntry({ event: SPACE_EVENTS[news], body: { reservedBytes: reserveBytes } }, options);
    // The full disk itself may refuse this entry; the callers who were refused know already.
    queue.push({ kind: 'entry', entry, ofTheStore: true }).catch(() => undefined);
  }

  return {
    ...writesThrough(queue, options),
    reader: sqliteReader(reading),
    async close() {
      await queue.drain();
      reading.close();
      await thread.close();
    },
  };
}

const SPACE_EVENTS = { full: 'store.full', resumed: 'store.resumed' } as const;
