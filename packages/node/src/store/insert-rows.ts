// SPDX-License-Identifier: Apache-2.0
// Inserts many rows with few statements: on PostgreSQL each statement is a round trip.

import { assert } from '@iims/wire/assert';
import type { SqlValue, Statements } from './sql.ts';

/** Inserts rows of equal width into the named columns; with `unlessThere` but for those whose key is there already. */
export async function insertRows(
  transaction: Pick<Statements, 'run'>,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly SqlValue[])[],
  { unlessThere = false } = {},
): Promise<void> {
  const otherwise = unlessThere ? ' on conflict do nothing' : '';
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) {
    const chunk = rows.slice(from, from + ROWS_PER_STATEMENT);
    assert(
      chunk.every((row) => row.length === columns.length),
      'a row has a value for each column',
    );
    const places = `(${columns.map(() => '?').join(', ')})`;
    const text = `insert into ${table} (${columns.join(', ')}) values ${chunk.map(() => places).join(', ')}${otherwise}`;
    await transaction.run(text, chunk.flat());
  }
}

/** Whole chunks share one text and so one prepared statement; with 8 columns still far below SQLite's 32,766 parameters. */
const ROWS_PER_STATEMENT = 200;
