// SPDX-License-Identifier: Apache-2.0
// What the steps of the schema do to notices that were there before them.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { encodeCbor } from '@iims/wire/cbor';
import { Kysely, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { TestSources } from './acceptance.fixture.ts';
import { atRestKeysOf } from './at-rest-keys.ts';
import { caseTokenOf } from './case-files.ts';
import { DataKeys } from './data-keys.ts';
import { DRAFTED_CONTENT } from './notice-drafts.ts';
import { schemaSteps } from './schema.ts';
import { statementsOf } from './schema-at-rest.ts';
import { SqliteDatabase } from './sqlite-database.ts';
import { asKyselyWants } from './sqlite-migrate.ts';
import { openSqliteStore } from './sqlite-store.ts';

const directory = mkdtempSync(join(tmpdir(), 'iims-notices-'));
after(() => rmSync(directory, { recursive: true }));

test('notices and drafts of before are given the case that they are of, so that a hold keeps them', async (t) => {
  const path = join(directory, 'before.db');
  const sources = new TestSources();
  const root = atRestKeysOf(sources.atRest);
  const database = new SqliteDatabase(path, { readOnly: false });
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: asKyselyWants(database) }) });
  const before = Object.fromEntries(Object.entries(schemaSteps('sqlite', root)).filter(([step]) => step < '0065'));
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => before } }).migrateToLatest();
  assert.equal(error, undefined);
  const statements = statementsOf(db, 'sqlite');
  const keys = new DataKeys(root);
  await keys.make(statements, [sources.nowMs]);
  const [hash, damaged] = [new Uint8Array(32), new Uint8Array(64)];
  const content = keys.seal(DRAFTED_CONTENT, 1, sources.nowMs, encodeCbor({ caseRef: 'GEO-7' }));
  for (const [number, cell] of [
    [1, content],
    [2, damaged],
  ] as const) {
    await statements.run(
      "insert into notice_draft values (?, 'approved', 'notice', 'warn', '', 'a', 0, ?, ?, ?, 'b', 0, null)",
      [...[number, hash, hash, cell]],
    );
  }
  const notice = `insert into notice (no, state, number, message_no, reach, purpose, at_ms, review_on, valid_until, is_told)
    values (?, ?, ?, ?, ?, 'warn', 0, '', '', 1)`;
  await statements.run(notice, [1, 'GEO', 'GEO-NOT-000001', null, 'notice']);
  await statements.run(notice, [2, 'AZE', 'AZE-NOT-000001', null, '']);
  database.close();

  const store = await openSqliteStore({ path, reserveBytes: 4_096, ...sources });
  t.after(() => store.close());
  const token = caseTokenOf(store.reader, 'geo-7');
  const cases = (table: string, order: string) =>
    store.reader.all<{ token: string }>(`select case_token as token from ${table} order by ${order}`);
  assert.deepEqual(await cases('notice_draft', 'number'), [{ token }, { token: '' }]);
  assert.deepEqual(await cases('notice', 'no'), [{ token }, { token: '' }]);
});
