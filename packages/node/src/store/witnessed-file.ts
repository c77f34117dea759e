// SPDX-License-Identifier: Apache-2.0
// Reads the witnessed checkpoints of a database file without a store, for verification offline.

import { SqliteDatabase } from './sqlite-database.ts';
import { sqliteRows } from './sqlite-reader.ts';
import { readAllWitnessed, type WitnessedCheckpoint } from './witnesses.ts';

/** All that are kept, smallest first, from a connection that cannot write. Throws `store.failed`. */
export async function readWitnessedFile(path: string): Promise<WitnessedCheckpoint[]> {
  const database = new SqliteDatabase(path, { readOnly: true });
  try {
    const [table] = database.all("select name from sqlite_master where name = 'witnessed_checkpoint'");
    return table === undefined ? [] : await readAllWitnessed(sqliteRows(database), 0);
  } finally {
    database.close();
  }
}
