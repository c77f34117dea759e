// SPDX-License-Identifier: Apache-2.0
// A database as it was before anything was sealed, with personal data in every table that holds any.

import { utf8 } from '@iims/wire/bytes';
import { Kysely, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { TestSources } from './acceptance.fixture.ts';
import { atRestKeysOf } from './at-rest-keys.ts';
import { schemaSteps } from './schema.ts';
import { SqliteDatabase } from './sqlite-database.ts';
import { asKyselyWants } from './sqlite-migrate.ts';

export const NAME = 'SHEVCHENKO';
export const NUMBER = 'FX4711008';
/** What nobody may find in the files: a name, a number, a password hash. */
export const SECRETS: readonly string[] = [NAME, NUMBER, '$argon2id$v=19$c2FsdA$aGFzaA'];

/** Applies the steps before `0006-at-rest` and fills what they made; `entries` as many times. */
export async function makeClearDatabase(path: string, entries = 1): Promise<void> {
  const database = new SqliteDatabase(path, { readOnly: false });
  database.exec('pragma journal_mode = wal');
  const db = new Kysely({ dialect: new SqliteDialect({ database: asKyselyWants(database) }) });
  const steps = schemaSteps('sqlite', atRestKeysOf(new TestSources().atRest));
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => steps } }).migrateTo(
    '0003-alert-checksums',
  );
  if (error !== undefined) throw error;
  const [at, salt, none] = [new TestSources().nowMs, new Uint8Array(32), new Uint8Array(32)];
  database.exec('begin');
  for (let i = 0; i < entries; i++) {
    const body = Uint8Array.of(0xa1, 0x68, ...utf8('question'), 0x49, ...utf8(NUMBER));
    database.run("insert into entry values (?, ?, 'query.asked', ?, ?, ?)", [i, at, salt, body, none]);
  }
  database.run("insert into register values ('documents', 'travel-document', 'Documents', 0, 0, 1)");
  database.run('insert into alert (alert_no, alert_id, register_id, body) values (1, ?, ?, ?)', [
    'A1',
    'documents',
    utf8(`${NAME} 0`),
  ]);
  database.run("insert into alert_key values (?, 1, 'hit')", [`td||${NUMBER}`]);
  database.run("insert into user_account values ('natia', 'officer', ?, 0, null)", [SECRETS[2]!]);
  database.run(
    'insert into answered_query (asker_state, query_id, question_hash, answer, at_ms) values (?, ?, ?, ?, ?)',
    ['UKR', new Uint8Array(16), none, utf8(NAME), at],
  );
  database.run("insert into query_history values (0, 'q', 'natia', 0, 'travel-document', ?, null, null, 1)", [NUMBER]);
  database.exec('commit');
  database.close();
}
