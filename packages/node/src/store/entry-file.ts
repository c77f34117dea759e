// SPDX-License-Identifier: Apache-2.0
// Reads the entries of a database file without a store, for verification offline, also while the node writes to it.

import { IimsError } from '@iims/wire/errors';
import { atRestKeysOf } from './at-rest-keys.ts';
import { DataKeys } from './data-keys.ts';
import { type EntryRow, readEntryRows } from './entries.ts';
import { SqliteDatabase } from './sqlite-database.ts';
import { checkSealedUnder } from './sqlite-migrate.ts';
import { sqliteReader, sqliteRows } from './sqlite-reader.ts';

/**
 * Every entry in the order of its index, from a connection that cannot write. Each page is a read of its own, so that
 * the node's checkpoints never wait; entries that are added meanwhile come too. Without the node's root of protection at rest
 * salts and bodies stay sealed. Throws `store.failed`, `store.schema`, and `store.sealed` where the root is another.
 */
export async function* readEntryFile(path: string, atRest?: Uint8Array): AsyncGenerator<EntryRow> {
  const database = new SqliteDatabase(path, { readOnly: true });
  try {
    const reader = openingReader(database, atRest);
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

function openingReader(database: SqliteDatabase, atRest: Uint8Array | undefined) {
  const [sealed] = database.all("select name from sqlite_master where name = 'at_rest'");
  if (sealed === undefined) {
    throw new IimsError('store.schema', {
      message: 'The database is of an earlier release.',
      fix: 'Start the node once: it brings its database up to date.',
    });
  }
  if (atRest === undefined) return sqliteRows(database);
  const root = atRestKeysOf(atRest);
  checkSealedUnder(database, root);
  return sqliteReader(database, new DataKeys(root));
}

const PAGE_ENTRIES = 1_000;
