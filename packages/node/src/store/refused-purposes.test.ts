// SPDX-License-Identifier: Apache-2.0
// The share of one partner in the register of refused purposes, on the tables themselves: as many rows as the bound are quick here.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StateCode } from '@iims/wire/identifiers';
import { makeRoomForPartner, PARTNER_REFUSALS_MAX } from './refused-purposes.ts';
import type { Words } from './schema.ts';
import { refusedPurposes } from './schema-refused-purposes.ts';
import type { Transaction } from './sql.ts';
import { SqliteDatabase } from './sqlite-database.ts';

test('withdrawals of one partner fill their share, and then the oldest of his own goes with what was overridden of it', async (t) => {
  const database = new SqliteDatabase(':memory:', { readOnly: false });
  t.after(() => database.close());
  const words: Words = {
    dialect: 'sqlite',
    whole: 'integer',
    bytes: 'blob',
    noBytes: "x''",
    numbered: 'integer primary key',
    table: '',
    keyedTable: '',
  };
  for (const statement of refusedPurposes(words)) database.exec(statement);
  const transaction = {
    all: async (sql, values) => database.all(sql, values),
    run: async (sql, values) => database.run(sql, values),
  } as Transaction;
  let no = 0;
  const refuse = (state: string, cause: string) => {
    no += 1;
    database.run(
      `insert into refused_purpose (no, state, number, purpose, ground, cause, decided_at, decided_by)
       values (?, ?, ?, 'warn', 'human-rights', ?, 0, ?)`,
      [no, state, `${state}-NOT-${no}`, cause, state],
    );
  };
  const numbers = (table: string) => database.all(`select no from ${table} order by no`).map((row) => row.no);
  refuse('MDA', 'partner-withdrawal');
  refuse('UKR', 'own-decision');
  for (let n = 0; n < PARTNER_REFUSALS_MAX; n += 1) refuse('UKR', 'partner-withdrawal');
  for (const overridden of [1, 3]) {
    database.run('insert into refusal_override (no, item, by_user, at_ms, reason) values (?, ?, ?, 0, ?)', [
      overridden,
      'x',
      'reviewer',
      new Uint8Array(1),
    ]);
  }
  await makeRoomForPartner(transaction, 'UKR' as StateCode);
  assert.deepEqual(numbers('refused_purpose').slice(0, 3), [1, 2, 4]);
  assert.deepEqual(numbers('refusal_override'), [1]);
  await makeRoomForPartner(transaction, 'UKR' as StateCode);
  assert.equal(numbers('refused_purpose').length, PARTNER_REFUSALS_MAX + 1, 'there is room already');
});
