// SPDX-License-Identifier: Apache-2.0
// Opens a SQLite file the one way this store does, and tells its errors apart.

import { constants, DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Row, SqlValue } from './sql.ts';
import { BUSY_TIMEOUT_MS } from './store.ts';

/** A connection with its prepared statements; the texts of this folder are few, so all stay prepared. */
export class SqliteDatabase {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, KeptStatement>();
  /** The texts among them that only read. */
  readonly #reading = new Set<string>();

  constructor(path: string, options: { readOnly: boolean }) {
    this.#database = new DatabaseSync(path, {
      readOnly: options.readOnly,
      timeout: BUSY_TIMEOUT_MS,
      enableForeignKeyConstraints: true,
    });
  }

  /** Runs statements that take no parameters and are not worth preparing. */
  exec(sql: string): void {
    this.#database.exec(sql);
  }

  all(sql: string, parameters: readonly SqlValue[] = []): Row[] {
    const { statement, toRow } = this.#kept(sql);
    // Rows come as arrays and become objects here, in half of the time that `node:sqlite` takes to make objects.
    const rows = statement.all(...parameters) as unknown as SqlValue[][];
    return rows.map(toRow);
  }

  /** As `all`, on a connection that may write, for those who may not: SQLite refuses to prepare whatever does more than read. */
  read(sql: string, parameters: readonly SqlValue[] = []): Row[] {
    if (!this.#reading.has(sql)) {
      this.#database.setAuthorizer(onlyReads);
      try {
        this.#database.prepare(sql);
      } finally {
        this.#database.setAuthorizer(null);
      }
      this.#reading.add(sql);
    }
    return this.all(sql, parameters);
  }

  /** Gives the number of changed rows. */
  run(sql: string, parameters: readonly SqlValue[] = []): number {
    return Number(this.#kept(sql).statement.run(...parameters).changes);
  }

  /** A statement for a caller who keeps it, as `node:sqlite` makes it. */
  prepare(sql: string): StatementSync {
    return this.#database.prepare(sql);
  }

  #kept(sql: string): KeptStatement {
    let kept = this.#statements.get(sql);
    if (kept === undefined) {
      const statement = this.#database.prepare(sql);
      statement.setReturnArrays(true);
      kept = { statement, toRow: rowMaker(statement.columns().map(({ name }) => name)) };
      this.#statements.set(sql, kept);
    }
    return kept;
  }

  get inTransaction(): boolean {
    return this.#database.isTransaction;
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }
}

function onlyReads(action: number): number {
  return READING.has(action) ? constants.SQLITE_OK : constants.SQLITE_DENY;
}

interface KeptStatement {
  readonly statement: StatementSync;
  readonly toRow: (values: readonly SqlValue[]) => Row;
}

/**
 * Makes objects of the rows of one statement, from code that names its columns: such an object is made at once, where one that gets a
 * field after the other, under names that only a variable knows, costs as much as a third of the statement. The names are this folder's.
 */
function rowMaker(columns: readonly string[]): KeptStatement['toRow'] {
  const fields = columns.map((name, place) => `${JSON.stringify(name)}: values[${place}]`);
  return new Function('values', `return { ${fields.join(', ')} };`) as KeptStatement['toRow'];
}

export type SqliteTrouble = 'busy' | 'full' | 'failed' | 'statement';

/** What an error of `node:sqlite` means; undefined when it is none. Codes: https://www.sqlite.org/rescode.html */
export function sqliteTrouble(error: unknown): SqliteTrouble | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  const extended = error.errcode;
  if (extended === SQLITE_IOERR_SHMSIZE) return 'full';
  switch (extended & 0xff) {
    case SQLITE_FULL:
      return 'full';
    case SQLITE_BUSY:
      return 'busy';
    case SQLITE_ERROR:
    case SQLITE_TOOBIG:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
    case SQLITE_AUTH:
      return 'statement';
    default:
      // I/O, corruption, memory and whatever a later SQLite adds: nothing is known about the file any more.
      return 'failed';
  }
}

const READING: ReadonlySet<number> = new Set([
  constants.SQLITE_SELECT,
  constants.SQLITE_READ,
  constants.SQLITE_FUNCTION,
  constants.SQLITE_RECURSIVE,
]);

const SQLITE_ERROR = 1;
const SQLITE_BUSY = 5;
const SQLITE_FULL = 13;
const SQLITE_TOOBIG = 18;
const SQLITE_CONSTRAINT = 19;
const SQLITE_MISMATCH = 20;
const SQLITE_AUTH = 23;
const SQLITE_RANGE = 25;
/** The shared-memory file of the WAL could not grow. */
const SQLITE_IOERR_SHMSIZE = 10 | (19 << 8);
