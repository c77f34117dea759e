// SPDX-License-Identifier: Apache-2.0
// How this store speaks to PostgreSQL: `?` becomes `$1`, int8 becomes a number, statements stay prepared; and what its errors mean.

import pg from 'pg';
import type { Row, SqlValue } from './sql.ts';

/** Where the cluster is: what `pg` takes, without statement settings. */
export type PostgresAddress = Pick<pg.ClientConfig, 'host' | 'port' | 'database' | 'user' | 'password' | 'ssl'>;

export interface PostgresRows {
  readonly rows: Row[];
  readonly changed: number;
  /** The command tag: `COMMIT` in answer to a commit that happened. */
  readonly command: string;
}

/** Runs one statement on a client or a pool, prepared under a name that belongs to its text. */
export async function runPostgres(
  on: Pick<pg.ClientBase, 'query'> | pg.Pool,
  sql: string,
  parameters: readonly SqlValue[] = [],
): Promise<PostgresRows> {
  const { name, text } = prepared(sql);
  const result = await on.query({ name, text, values: [...parameters] });
  return { rows: result.rows, changed: result.rowCount ?? 0, command: result.command };
}

/** Settings of every connection. Integers stay below 2^53, so int8 is read as a number. */
export function postgresConfig(address: PostgresAddress, options: string): pg.ClientConfig {
  return {
    ...address,
    options,
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === OID_INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format ?? 'text'),
    } as pg.CustomTypesConfig,
  };
}

export type PostgresTrouble = 'busy' | 'full' | 'failed' | 'statement';

/** What an error of the server means; undefined when it comes from elsewhere. Codes: PostgreSQL, appendix A. */
export function postgresTrouble(error: unknown): PostgresTrouble | undefined {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) return undefined;
  if (error.code === DISK_FULL) return 'full';
  if (error.code === LOCK_NOT_AVAILABLE) return 'busy';
  // Data, integrity, syntax and the like are the statement's own; whatever else may mean anything.
  return STATEMENT_CLASSES.has(error.code.slice(0, 2)) ? 'statement' : 'failed';
}

function prepared(sql: string): { name: string; text: string } {
  let statement = STATEMENTS.get(sql);
  if (statement === undefined) {
    let place = 0;
    statement = { name: `iims${STATEMENTS.size}`, text: sql.replaceAll('?', () => `$${++place}`) };
    STATEMENTS.set(sql, statement);
  }
  return statement;
}

const STATEMENTS = new Map<string, { name: string; text: string }>();
const OID_INT8 = 20;
const DISK_FULL = '53100';
const LOCK_NOT_AVAILABLE = '55P03';
const STATEMENT_CLASSES: ReadonlySet<string> = new Set(['21', '22', '23', '42']);
