// SPDX-License-Identifier: Apache-2.0
// Reads the entries of a database file without a store, for verification offline, also while the node writes to it.

import { type EntryRow, readEntryRows } from './entries.ts';
import { SqliteDatabase } from './sqlite-database.ts';
import { sqliteReader } from './sqlite-reader.ts';

/**
 * Every entry in the order of its index, from a connection that cannot write. Each page is a read of its own, so that
 * the node's checkpoints never wait; entries that are added meanwhile come too. Throws `store.failed`.
 */
export async function* readEntryFile(path: string): AsyncGenerator<EntryRow> {
  const database = new SqliteDatabase(path, { readOnly: true });
  try {
    const reader = sqliteReader(database);
    let next = 0;
    for (;;) {
      const page = await readEntryRows(reader, next, PAGE_ENTRIES);
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE_ENTRIES) return;
      next = last.index + 1;
    }
  } finally {
    database.close();
  }
}

const PAGE_ENTRIES = 1_000;
