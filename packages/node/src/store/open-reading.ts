// SPDX-License-Identifier: Apache-2.0
// A second connection that reads a node's database, for a thread of its own. It sees what is committed when each statement begins.

import { atRestKeysOf } from './at-rest-keys.ts';
import { DataKeys } from './data-keys.ts';
import type { Reader } from './sql.ts';
import { SqliteDatabase } from './sqlite-database.ts';
import { sqliteReader } from './sqlite-reader.ts';

export function openReadingDatabase(place: { readonly path: string; readonly atRest: Uint8Array }): {
  readonly reader: Reader;
  close(): void;
} {
  const database = new SqliteDatabase(place.path, { readOnly: true });
  return { reader: sqliteReader(database, new DataKeys(atRestKeysOf(place.atRest))), close: () => database.close() };
}
