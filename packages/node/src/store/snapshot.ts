// SPDX-License-Identifier: Apache-2.0
// A copy of a database file as one moment sees it, made while its node reads and writes.

import { closeSync, openSync, rmSync } from 'node:fs';
import { SqliteDatabase } from './sqlite-database.ts';
import { sqliteRows } from './sqlite-reader.ts';

/**
 * Writes the copy to `target`, for the owner alone; what lay there goes. It holds no freed page, so nothing that was deleted
 * or erased. The node's writes go on meanwhile. Throws `store.failed`.
 */
export async function snapshotSqlite(path: string, target: string): Promise<void> {
  rmSync(target, { force: true });
  // VACUUM INTO takes an empty file, and keeps its mode.
  closeSync(openSync(target, 'wx', 0o600));
  const database = new SqliteDatabase(path, { readOnly: true });
  try {
    await sqliteRows(database).all('vacuum into ?', [target]);
  } finally {
    database.close();
  }
}
