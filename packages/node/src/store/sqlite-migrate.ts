// SPDX-License-Identifier: Apache-2.0
// Sets up a SQLite file: its modes, its schema in one transaction, so that a crash leaves all of it or nothing, and no clear copy
// of what that sealed.

import { assert } from '@iims/wire/assert';
import type { SqliteDialectConfig } from 'kysely';
import type { AtRestKeys } from './at-rest-keys.ts';
import { checkRoot, migrate, SEALED_UNDER, STEPS_DONE, schemaIsCurrent } from './migrate.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { checkpointAll } from './wal-checkpoint.ts';

/** Throws `store.schema` when the file is of a later release, and `store.sealed` when it is sealed under another root. */
export async function migrateSqlite(database: SqliteDatabase, root: AtRestKeys): Promise<void> {
  checkSealedUnder(database, root);
  const [mode] = database.all('pragma journal_mode = wal');
  assert(mode?.journal_mode === 'wal', 'the file system allows a write-ahead file');
  database.exec('pragma synchronous = full; pragma wal_autocheckpoint = 0; pragma secure_delete = on');
  if (!schemaIsCurrent(stepsDone(database))) await takeSteps(database, root);
  removeClearCopies(database);
}

/** Throws `store.sealed` for a file of another root, before anything is written; a file without one has not been sealed yet. */
export function checkSealedUnder(database: SqliteDatabase, root: AtRestKeys): void {
  const [known] = database.all("select name from sqlite_master where name = 'at_rest'");
  const [sealed] = known === undefined ? [] : database.all(SEALED_UNDER);
  if (sealed !== undefined) checkRoot(sealed.root_id as Uint8Array, root);
}

async function takeSteps(database: SqliteDatabase, root: AtRestKeys): Promise<void> {
  const { SqliteDialect } = await import('kysely');
  // Taken before Kysely looks at what is done: of two processes that start together the second finds it done.
  database.exec('begin immediate');
  try {
    await migrate('sqlite', new SqliteDialect({ database: asKyselyWants(database) }), root);
    database.exec('commit');
  } catch (error) {
    if (database.inTransaction) database.exec('rollback');
    throw error;
  }
}

/** What was sealed leaves its clear form in freed pages. Dying before the end of this, the next opening does it again. */
function removeClearCopies(database: SqliteDatabase): void {
  const [sealed] = database.all(SEALED_UNDER);
  if (sealed?.clear_left !== 1) return;
  database.exec('vacuum');
  if (!checkpointAll(database)) return;
  database.exec('update at_rest set clear_left = 0');
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
