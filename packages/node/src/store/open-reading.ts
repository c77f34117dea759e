// SPDX-License-Identifier: Apache-2.0
// A second connection that reads the registers in a node's database, for a thread of its own. It sees what is committed when each statement
// begins, and opens what is sealed as alerts are and nothing else: their keys alone are never erased, of which it would not hear.

import { atRestKeysOf } from './at-rest-keys.ts';
import { DataKeys } from './data-keys.ts';
import type { RowKey, SealedColumn } from './sealed-cell.ts';
import type { Reader } from './sql.ts';
import { SqliteDatabase } from './sqlite-database.ts';
import { sqliteReader } from './sqlite-reader.ts';

export function openReadingDatabase(place: { readonly path: string; readonly atRest: Uint8Array }): {
  readonly reader: Reader;
  /** What `DataKeys.newestSealing` gives. */
  newestSealing(column: SealedColumn): Promise<(row: RowKey, content: Uint8Array) => Uint8Array>;
  close(): void;
} {
  const database = new SqliteDatabase(place.path, { readOnly: true });
  const keys = new DataKeys(atRestKeysOf(place.atRest), ['alert']);
  const reader = sqliteReader(database, keys);
  return {
    reader,
    newestSealing: async (column) => {
      await keys.load(reader);
      return keys.newestSealing(column);
    },
    close: () => database.close(),
  };
}
