// SPDX-License-Identifier: Apache-2.0
// Reads from SQLite in the caller's own thread: a prepared statement costs a few microseconds, a message to a thread ten times that.

import { IimsError } from '@iims/wire/errors';
import type { DataKeys } from './data-keys.ts';
import type { Reader, SqlValue } from './sql.ts';
import { type SqliteDatabase, sqliteTrouble } from './sqlite-database.ts';
import type { TurnSnapshot } from './turn-snapshot.ts';

/** Reads and opens what is read; a turn at a time where one is handed in, else each statement for itself. */
export function sqliteReader(database: SqliteDatabase, keys: DataKeys, turn?: TurnSnapshot): Reader {
  const rows = sqliteRows(database, turn);
  return {
    ...rows,
    unseal: (column, row, cell) => keys.unseal(rows, column, row, cell),
    tokenOf: (text) => keys.tokenOf(text),
    state: () => turn?.state(),
  };
}

/** Reads rows as they lie in the file: those of the turn, and from `database` while a group is written. */
export function sqliteRows(database: SqliteDatabase, turn?: TurnSnapshot): Pick<Reader, 'all'> {
  return {
    all<R>(sql: string, parameters?: readonly SqlValue[]): Promise<R[]> {
      try {
        const rows = turn?.begin() ? turn.database.read(sql, parameters) : database.all(sql, parameters);
        return Promise.resolve(rows as R[]);
      } catch (error) {
        return Promise.reject(readFault(error));
      }
    },
  };
}

function readFault(error: unknown): unknown {
  const trouble = sqliteTrouble(error);
  if (trouble === undefined || trouble === 'statement') return error;
  return new IimsError('store.failed', {
    message: 'The database could not be read.',
    fix: 'Check the disk.',
    cause: error,
  });
}
