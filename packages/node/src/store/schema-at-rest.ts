// SPDX-License-Identifier: Apache-2.0
// The step of the schema that seals what lay in the clear (spec/at-rest.md, 13). It runs in the transaction of all steps:
// a crash leaves the database clear or sealed, never half. What remains in freed pages is the caller's to remove.

import { concatBytes, utf8 } from '@iims/wire/bytes';
import { CompiledQuery, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { accountRow, PASSWORD_HASH } from './accounts.ts';
import { ALERT_BODY, alertRow } from './alerts.ts';
import { ANSWER_CONTENT, answerRow } from './answered-queries.ts';
import type { AtRestKeys } from './at-rest-keys.ts';
import { DataKeys, monthOf } from './data-keys.ts';
import { ENTRY_CONTENT } from './entries.ts';
import { insertRows } from './insert-rows.ts';
import type { Words } from './schema.ts';
import type { Row, SqlValue, Statements } from './sql.ts';

/** Makes the tables of protection at rest and seals every table that holds personal data under `root`. */
export function atRestStep(words: Words, root: AtRestKeys): Migration {
  return {
    async up(db: Kysely<unknown>) {
      const statements = statementsOf(db, words.dialect);
      const keys = new DataKeys(root);
      for (const text of newTables(words)) await statements.run(text);
      const cleared = [
        await sealEntries(statements, keys),
        await sealAlerts(statements, keys),
        await makeTokens(statements, keys),
        await sealAnswers(statements, keys),
        await sealPasswords(statements, keys),
      ];
      for (const text of OLD_FORMS_GONE) await statements.run(text);
      await statements.run('insert into at_rest (at_rest_no, root_id, clear_left) values (1, ?, ?)', [
        root.rootId,
        cleared.some((rows) => rows > 0) ? 1 : 0,
      ]);
    },
  };
}

function newTables({ whole, bytes, noBytes, numbered, table, keyedTable }: Words): string[] {
  return [
    `create table at_rest (
       at_rest_no ${whole} primary key check (at_rest_no = 1), root_id ${bytes} not null, clear_left ${whole} not null) ${table}`,
    `create table data_key (
       key_no ${whole} primary key, class text not null, period text not null, wrapped ${bytes},
       made_at ${whole} not null, erased_at ${whole}) ${table}`,
    `create table sealed_entry (
       idx ${whole} primary key, at_ms ${whole} not null, event text not null,
       content ${bytes} not null, commitment ${bytes} not null) ${table}`,
    `create table alert_token (
       token text not null, alert_no ${whole} not null, band text not null, primary key (token, alert_no)) ${keyedTable}`,
    `create table sealed_answer (
       answer_no ${numbered}, asker_state text not null, query_id ${bytes} not null,
       content ${bytes} not null, at_ms ${whole} not null) ${table}`,
    `alter table user_account add column sealed_hash ${bytes} not null default ${noBytes}`,
  ];
}

/** The new tables take the names of the old ones; the labels of histories stand in the entries from here on. */
const OLD_FORMS_GONE = [
  'drop table entry',
  'alter table sealed_entry rename to entry',
  'alter table alert drop column checksum',
  'drop table alert_key',
  'alter table alert_token rename to alert_key',
  'drop table answered_query',
  'alter table sealed_answer rename to answered_query',
  'create unique index answered_query_id on answered_query (query_id, asker_state)',
  'alter table query_history drop column label',
  'alter table user_account drop column password_hash',
  'alter table user_account rename column sealed_hash to password_hash',
];

async function sealEntries(statements: Statements, keys: DataKeys): Promise<number> {
  return eachPage(statements, { from: 'entry', order: 'idx' }, async (rows) => {
    await keys.make(statements, monthsOf(rows));
    const sealed = rows.map(({ idx, at_ms, event, salt, body, commitment }): SqlValue[] => {
      const content = concatBytes(salt as Uint8Array, body as Uint8Array);
      const cell = keys.seal(ENTRY_CONTENT, idx as number, at_ms as number, content);
      return [idx!, at_ms!, event!, cell, commitment!];
    });
    await insertRows(statements, 'sealed_entry', ['idx', 'at_ms', 'event', 'content', 'commitment'], sealed);
  });
}

/** Under the month in which their register was last checked: that is when they were loaded. */
async function sealAlerts(statements: Statements, keys: DataKeys): Promise<number> {
  const loaded = 'select a.*, r.checked_at as at_ms from alert a join register r on r.id = a.register_id';
  return eachPage(statements, { from: `(${loaded}) as loaded`, order: 'alert_no' }, async (rows) => {
    await keys.make(statements, monthsOf(rows));
    for (const { alert_no, alert_id, register_id, body, at_ms } of rows) {
      const row = alertRow(register_id as string, alert_id as string);
      const cell = keys.seal(ALERT_BODY, row, at_ms as number, body as Uint8Array);
      await statements.run('update alert set body = ? where alert_no = ?', [cell, alert_no!]);
    }
  });
}

async function makeTokens(statements: Statements, keys: DataKeys): Promise<number> {
  return eachPage(statements, { from: 'alert_key', order: 'alert_key, alert_no' }, async (rows) => {
    const tokens = rows.map(({ alert_key, alert_no, band }) => [keys.tokenOf(alert_key as string), alert_no!, band!]);
    await insertRows(statements, 'alert_token', ['token', 'alert_no', 'band'], tokens);
  });
}

async function sealAnswers(statements: Statements, keys: DataKeys): Promise<number> {
  return eachPage(statements, { from: 'answered_query', order: 'answer_no' }, async (rows) => {
    await keys.make(statements, monthsOf(rows));
    const sealed = rows.map(({ asker_state, query_id, question_hash, answer, at_ms }): SqlValue[] => {
      const row = answerRow(asker_state as string, query_id as Uint8Array);
      const content = concatBytes(question_hash as Uint8Array, answer as Uint8Array);
      return [asker_state!, query_id!, keys.seal(ANSWER_CONTENT, row, at_ms as number, content), at_ms!];
    });
    await insertRows(statements, 'sealed_answer', ['asker_state', 'query_id', 'content', 'at_ms'], sealed);
  });
}

async function sealPasswords(statements: Statements, keys: DataKeys): Promise<number> {
  return eachPage(statements, { from: 'user_account', order: 'user_name' }, async (rows) => {
    await keys.make(
      statements,
      rows.map(({ added_at }) => added_at as number),
    );
    for (const { user_name, password_hash, added_at } of rows) {
      const user = user_name as string;
      const cell = keys.seal(PASSWORD_HASH, accountRow(user), added_at as number, utf8(password_hash as string));
      await statements.run('update user_account set sealed_hash = ? where user_name = ?', [cell, user]);
    }
  });
}

/** Gives all rows a page at a time, in the order of the named key, and resolves to their number. The work may change rows, not keys. */
export async function eachPage(
  statements: Statements,
  { from, order }: { readonly from: string; readonly order: string },
  work: (rows: readonly Row[]) => Promise<void>,
): Promise<number> {
  const columns = order.split(', ');
  const after = `where (${order}) > (${columns.map(() => '?').join(', ')})`;
  let last: Row | undefined;
  for (let count = 0; ; ) {
    const place = last === undefined ? [] : columns.map((column) => last![column]!);
    const text = `select * from ${from} ${last === undefined ? '' : after} order by ${order} limit ${PAGE_ROWS}`;
    const rows = await statements.all(text, place);
    if (rows.length === 0) return count;
    await work(rows);
    count += rows.length;
    last = rows.at(-1);
  }
}

/** One time of each month that the rows are of. */
function monthsOf(rows: readonly Row[]): Iterable<number> {
  return new Map(rows.map(({ at_ms }) => [monthOf(at_ms as number), at_ms as number])).values();
}

/** The migrator's connection as the rest of this folder speaks to one. */
export function statementsOf(db: Kysely<unknown>, dialect: Words['dialect']): Statements {
  const query = (text: string, parameters: readonly SqlValue[] = []) => {
    let place = 0;
    const placed = dialect === 'postgres' ? text.replaceAll('?', () => `$${++place}`) : text;
    return db.executeQuery(CompiledQuery.raw(placed, [...parameters]));
  };
  return {
    all: async <R>(text: string, parameters?: readonly SqlValue[]) => (await query(text, parameters)).rows as R[],
    run: async (text, parameters) => Number((await query(text, parameters)).numAffectedRows ?? 0),
  };
}

const PAGE_ROWS = 1_000;
