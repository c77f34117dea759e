// SPDX-License-Identifier: Apache-2.0
// Sets up a SQLite file: its modes, and its schema in one transaction, so that a crash leaves all of it or nothing.

import { assert } from '@iims/wire/assert';
import type { SqliteDialectConfig } from 'kysely';
import { migrate, STEPS_DONE, schemaIsCurrent } from './migrate.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

/** Throws `store.schema` when the file is of a later release. */
export async function migrateSqlite(database: SqliteDatabase): Promise<void> {
  const [mode] = database.all('pragma journal_mode = wal');
  assert(mode?.journal_mode === 'wal', 'the file system allows a write-ahead file');
  database.exec('pragma synchronous = full; pragma wal_autocheckpoint = 0');
  if (schemaIsCurrent(stepsDone(database))) return;
  const { SqliteDialect } = await import('kysely');
  // Taken before Kysely looks at what is done: of two processes that start together the second finds it done.
  database.exec('begin immediate');
  try {
    await migrate('sqlite', new SqliteDialect({ database: asKyselyWants(database) }));
    database.exec('commit');
  } catch (error) {
    if (database.inTransaction) database.exec('rollback');
    throw error;
  }
}

function stepsDone(database: SqliteDatabase): string[] {
  const [known] = database.all("select name from sqlite_master where name = 'kysely_migration'");
  return known === undefined ? [] : database.all(STEPS_DONE).map((row) => row.name as string);
}

/** The database as Kysely's dialect for SQLite wants it. */
export function asKyselyWants(database: SqliteDatabase): SqliteDialectConfig['database'] {
  return {
    close() {},
    prepare(sql: string) {
      const statement = database.prepare(sql);
      return {
        reader: statement.columns().length > 0,
        all: (parameters: readonly unknown[]) => statement.all(...(parameters as string[])),
        run: (parameters: readonly unknown[]) => statement.run(...(parameters as string[])),
        iterate: (parameters: readonly unknown[]) => statement.iterate(...(parameters as string[])),
      };
    },
  } as SqliteDialectConfig['database'];
}
