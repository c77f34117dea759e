// SPDX-License-Identifier: Apache-2.0
// The store on SQLite: the acceptance suite, and what only a file of its own can show.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, type TestContext, test } from 'node:test';
import { entryCommitment } from '@iims/tlog/entry-bundle';
import { concatBytes, equalBytes } from '@iims/wire/bytes';
import { Kysely, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { EntrySource } from '../audit/entry-source.ts';
import { entrySourceOf } from '../audit/store-entries.ts';
import { describeStore, TestSources } from './acceptance.fixture.ts';
import { lookUpAlerts } from './alerts.ts';
import { atRestKeysOf } from './at-rest-keys.ts';
import { DataKeys } from './data-keys.ts';
import { countEntries, readTrustRefusals } from './entries.ts';
import { readEntryFile } from './entry-file.ts';
import { SCHEMA_STEPS } from './migrate.ts';
import { readHistory } from './query-history.ts';
import { hasRefusals } from './refused-purposes.ts';
import { schemaSteps } from './schema.ts';
import { packedAlert } from './sealed-pieces.fixture.ts';
import { SqliteDatabase } from './sqlite-database.ts';
import { asKyselyWants, migrateSqlite } from './sqlite-migrate.ts';
import { sqliteReader } from './sqlite-reader.ts';
import { openSqliteStore } from './sqlite-store.ts';
import { TurnSnapshot } from './turn-snapshot.ts';

const directory = mkdtempSync(join(tmpdir(), 'iims-store-'));
after(() => rmSync(directory, { recursive: true }));
const open = (name: string) =>
  openSqliteStore({ path: join(directory, name), reserveBytes: 4_096, ...new TestSources() });

/** A store that the end of the test closes, passed or failed: an open one keeps the process alive. */
async function openFor(t: TestContext, name: string) {
  const store = await open(name);
  t.after(() => store.close());
  return store;
}

for (const writer of ['own-thread', 'this-thread'] as const) {
  describeStore(`SQLite, written in ${writer}`, async () => ({
    open: (sources) =>
      openSqliteStore({ path: join(directory, `${writer}.db`), reserveBytes: 4_096, writer, ...sources }),
    execute: async (text) => {
      const database = new SqliteDatabase(join(directory, `${writer}.db`), { readOnly: false });
      database.exec(text);
      database.close();
    },
    remove: async () => undefined,
  }));
}

describe('the store on one SQLite file', () => {
  test('entries are read from the file in order while the node writes', async (t) => {
    const store = await openFor(t, 'read.db');
    const writeMany = (count: number) =>
      Promise.all(Array.from({ length: count }, (_, i) => store.write({ event: 'query.asked', body: { i } })));
    await writeMany(1_500);
    const later = writeMany(1_000);
    let next = 0;
    for await (const { index, content, commitment } of readEntryFile(join(directory, 'read.db'), AT_REST)) {
      assert.equal(index, next++);
      assert(content.kind === 'open' && equalBytes(commitment, entryCommitment(content.salt, content.body)));
    }
    assert(next >= 1_500);
    await later;
  });

  test("the publisher's view gives commitments by index and the head", async (t) => {
    const store = await openFor(t, 'source.db');
    const source: EntrySource = entrySourceOf(store);
    for (let i = 0; i < 3; i++) await store.write({ event: 'query.asked', body: { i } });
    assert.deepEqual(
      (await source.entryCommitments(1, 5)).map((entry) => entry.index),
      [1, 2],
    );
    assert.equal(await source.head(), undefined);
    const head = { size: 3, root: new Uint8Array(32), checkpoint: new Uint8Array([1]) };
    assert.equal(await source.advanceHead(0, head), true);
    assert.deepEqual(await source.head(), head);
  });

  for (const writer of ['own-thread', 'this-thread'] as const) {
    test(`what was read in the same turn hides no commit from whom it was told to (${writer})`, async (t) => {
      const path = join(directory, `turn-${writer}.db`);
      const store = await openSqliteStore({ path, reserveBytes: 4_096, writer, ...new TestSources() });
      t.after(() => store.close());
      let reads = 0;
      let isReading = true;
      // Reads in every turn, and before each answer to a write.
      const reading = (async () => {
        for (; isReading; reads += 1) {
          await countEntries(store.reader);
          await new Promise((resolve) => setImmediate(resolve));
        }
      })();
      for (let i = 0; i < 40; i++) {
        await countEntries(store.reader);
        const { index } = await store.write({ event: 'query.asked', body: { i } });
        assert.equal(await countEntries(store.reader), index + 1);
      }
      isReading = false;
      await reading;
      assert(reads > 0);
    });
  }

  test('what another connection committed is seen in the next turn, and one turn sees one state', async (t) => {
    const path = join(directory, 'others.db');
    const store = await openSqliteStore({ path, reserveBytes: 4_096, writer: 'this-thread', ...new TestSources() });
    t.after(() => store.close());
    const other = new SqliteDatabase(path, { readOnly: false });
    t.after(() => other.close());
    const write = (index: number) =>
      other.run("insert into entry values (?, 0, 'query.asked', zeroblob(32), x'00')", [index]);
    assert.equal(await countEntries(store.reader), 0);
    write(0);
    const state = store.reader.state?.();
    assert.notEqual(state, undefined);
    assert.equal(await countEntries(store.reader), 0);
    assert.equal(store.reader.state?.(), state);
    await new Promise((resolve) => setImmediate(resolve));
    assert.notEqual(store.reader.state?.(), state);
    assert.equal(await countEntries(store.reader), 1);
  });

  test('whoever reads in the thread that writes sees nothing of a group before it is durable', async (t) => {
    const path = join(directory, 'undone.db');
    const store = await openSqliteStore({ path, reserveBytes: 4_096, writer: 'this-thread', ...new TestSources() });
    t.after(() => store.close());
    const [writing, beside] = [false, true].map((readOnly) => new SqliteDatabase(path, { readOnly })) as [
      SqliteDatabase,
      SqliteDatabase,
    ];
    for (const database of [writing, beside]) t.after(() => database.close());
    const turn = new TurnSnapshot(writing);
    const reader = sqliteReader(beside, new DataKeys(atRestKeysOf(AT_REST)), turn);
    assert.equal(await countEntries(reader), 0);
    turn.end();
    writing.run('begin immediate');
    writing.run("insert into entry values (0, 0, 'query.asked', zeroblob(32), x'00')");
    assert.equal(reader.state?.(), undefined);
    assert.equal(await countEntries(reader), 0);
    writing.run('commit');
    assert.equal(await countEntries(reader), 1);
    turn.end();
  });

  test('whoever reads on the connection that writes cannot write on it, in whatever words', async (t) => {
    const path = join(directory, 'refused.db');
    const store = await openSqliteStore({ path, reserveBytes: 4_096, writer: 'this-thread', ...new TestSources() });
    t.after(() => store.close());
    await store.write({ event: 'node.started', body: {} });
    for (const words of [
      'delete from entry',
      'with every as (select idx from entry) delete from entry where idx in every returning idx',
      'pragma user_version = 7',
      'begin immediate',
      "attach ':memory:' as other",
    ]) {
      await assert.rejects(store.reader.all(words), { errcode: SQLITE_AUTH }, words);
    }
    assert.equal(await countEntries(store.reader), 1);
    await store.write({ event: 'node.started', body: {} });
  });

  for (const writer of ['own-thread', 'this-thread'] as const) {
    test(`who reads all the time keeps no commit in the write-ahead file (${writer})`, async (t) => {
      const path = join(directory, `moved-${writer}.db`);
      const store = await openSqliteStore({ path, reserveBytes: 4_096, writer, ...new TestSources() });
      t.after(() => store.close());
      let isReading = true;
      const reading = (async () => {
        while (isReading) {
          await countEntries(store.reader);
          // What a turn does beside reading.
          for (const until = performance.now() + 1; performance.now() < until; );
          await new Promise((resolve) => setImmediate(resolve));
        }
      })();
      const body = { filler: new Uint8Array(12_000) };
      for (let i = 0; i < 8; i++) {
        const written = Promise.all(Array.from({ length: 256 }, () => store.write({ event: 'query.asked', body })));
        // The group has been made and is not yet written: what is read now would be open while it is.
        for (let step = 0; step < 10; step++) await Promise.resolve();
        await countEntries(store.reader);
        await written;
      }
      isReading = false;
      await reading;
      // 33 MB were written; the file is begun anew each time all of it was moved.
      assert(statSync(`${path}-wal`).size < 25_000_000, `${statSync(`${path}-wal`).size} bytes`);
    });
  }

  test('the database and its companions are for their owner only', async (t) => {
    const store = await openFor(t, 'private.db');
    await store.write({ event: 'node.started', body: {} });
    const files = readdirSync(directory).filter((name) => name.startsWith('private.db'));
    assert.deepEqual(files.sort(), ['private.db', 'private.db-reserve', 'private.db-shm', 'private.db-wal']);
    for (const file of files) assert.equal(statSync(join(directory, file)).mode & 0o077, 0, file);
  });

  test('closing moves everything into the database file', async () => {
    const store = await open('closed.db');
    await store.write({ event: 'node.started', body: {} });
    await store.close();
    const files = readdirSync(directory).filter((name) => name.startsWith('closed.db'));
    assert.deepEqual(files.sort(), ['closed.db', 'closed.db-reserve']);
  });

  test('a connection that writes flushes every commit and never checkpoints by itself', async () => {
    const database = new SqliteDatabase(join(directory, 'modes.db'), { readOnly: false });
    await migrateSqlite(database, atRestKeysOf(AT_REST));
    const mode = (pragma: string) => Object.values(database.all(`pragma ${pragma}`)[0] ?? {})[0];
    assert.deepEqual(['journal_mode', 'synchronous', 'wal_autocheckpoint', 'foreign_keys'].map(mode), [
      'wal',
      SYNCHRONOUS_FULL,
      0,
      1,
    ]);
    database.close();
  });

  test('a database of a later release is refused and left as it is', async () => {
    const path = join(directory, 'later.db');
    await (await open('later.db')).close();
    const database = new SqliteDatabase(path, { readOnly: false });
    database.exec("insert into kysely_migration (name, timestamp) values ('9999-later', '')");
    database.close();
    await assert.rejects(open('later.db'), { code: 'store.schema' });
  });

  test('a database that has a later step, and not one that was added before it, is brought up to date', async (t) => {
    const database = new SqliteDatabase(join(directory, 'unordered.db'), { readOnly: false });
    const db = new Kysely({ dialect: new SqliteDialect({ database: asKyselyWants(database) }) });
    const { '0031-refused-purposes': _added, ...had } = schemaSteps('sqlite', atRestKeysOf(AT_REST));
    const { error } = await new Migrator({ db, provider: { getMigrations: async () => had } }).migrateToLatest();
    assert.equal(error, undefined);
    database.close();
    const store = await openFor(t, 'unordered.db');
    assert.equal(await hasRefusals(store.reader), false);
  });

  test('a database of an earlier release is brought up to date with what it holds', async (t) => {
    const path = join(directory, 'earlier.db');
    const database = new SqliteDatabase(path, { readOnly: false });
    const db = new Kysely({ dialect: new SqliteDialect({ database: asKyselyWants(database) }) });
    const steps = { getMigrations: async () => schemaSteps('sqlite', atRestKeysOf(AT_REST)) };
    const { error } = await new Migrator({ db, provider: steps }).migrateTo(SCHEMA_STEPS[0]);
    assert.equal(error, undefined);
    const insert = `insert into query_history (log_index, query_id, user_name, asked_at, kind, label)
      values (?, ?, ?, 1, 'vehicle', '-')`;
    const entry = "insert into entry values (?, 0, 'query.asked', zeroblob(32), x'a0', x'00')";
    for (const [index, user] of ['natia', 'olena', 'natia'].entries()) {
      database.run(entry, [index]);
      database.run(insert, [index, `q${index}`, user]);
    }
    database.exec("insert into register values ('documents', 'travel-document', 'Documents', 0, 0, 1)");
    database.exec("insert into alert values (1, 'UKR-STD-1', 'documents', x'a0')");
    database.exec("insert into alert_key values ('td||1', 1, 'hit')");
    database.close();
    const store = await openFor(t, 'earlier.db');
    const queryIds = async (user: string) => (await readHistory(store.reader, user, 9)).map((row) => row.queryId);
    assert.deepEqual(await queryIds('natia'), ['q2', 'q0']);
    assert.deepEqual(await queryIds('olena'), ['q1']);
    const [alert] = (await lookUpAlerts(store.reader, ['td||1'])).found;
    assert.deepEqual(alert?.alert, Uint8Array.of(0xa0));
  });

  test('refusals of the trust list are found by an index and not by reading the log', async (t) => {
    const store = await openFor(t, 'refusals.db');
    const asked: string[] = [];
    const { unseal, tokenOf } = store.reader;
    const all = async (sql: string) => {
      asked.push(sql);
      return [];
    };
    await readTrustRefusals({ unseal, tokenOf, all }, 5);
    const plan = await store.reader.all<{ detail: string }>(`explain query plan ${asked[0]}`, [5]);
    assert.match(plan.map(({ detail }) => detail).join(), /USING (COVERING )?INDEX entry_trust_refused/);
  });

  test('the write-ahead file stays small while many write', async (t) => {
    const store = await openFor(t, 'wal.db');
    const body = { filling: new Uint8Array(3_000) };
    for (let group = 0; group < 100; group++) {
      await Promise.all(Array.from({ length: 40 }, () => store.write({ event: 'query.asked', body })));
    }
    assert(statSync(join(directory, 'wal.db')).size > 1_000_000, 'the store moved pages into the database file');
    assert(statSync(join(directory, 'wal.db-wal')).size < WAL_BYTES_MAX);
  });

  test('what a staging leaves in the write-ahead file is moved when no query is under way', async (t) => {
    const queries = { isAny: true, pause: async () => undefined };
    const path = join(directory, 'staged.db');
    const store = await openSqliteStore({ path, writer: 'this-thread', queries, ...new TestSources() });
    t.after(() => store.close());
    const [importId, register] = ['an import', 'staged'];
    const entry = { event: 'import.begun', body: { import: importId } } as const;
    const begin = { importId, register, fileKey: new Uint8Array(32), about: {} };
    await store.write(entry, { name: 'begin-import', args: begin });
    await store.write(entry, { name: 'advance-import', args: { importId, from: ['receiving'], to: 'previewed' } });
    const approve = { name: 'approve-import', args: { importId, register, basis: null } } as const;
    const { result: generation } = await store.write(entry, approve);
    const stage = (after: number, ids: readonly string[]) => {
      const packed = concatBytes(...ids.map((id) => packedAlert(id, 'a cell'.repeat(400))));
      return store.stage({ name: 'stage-alerts', args: { importId, register, generation, after, packed } });
    };
    const before = statSync(path).size;
    const many = await stage(
      0,
      Array.from({ length: 600 }, (_, i) => `A${i}`),
    );
    assert.equal(statSync(path).size, before);
    queries.isAny = false;
    await stage(many, ['B']);
    assert.ok(statSync(path).size > before + 1_000_000);
  });

  test('a file that is no database is refused', async () => {
    writeFileSync(
      join(directory, 'text.db'),
      'not a database, only a text that is long enough to be looked at'.repeat(20),
    );
    await assert.rejects(open('text.db'), { code: 'store.failed' });
  });
});

const { atRest: AT_REST } = new TestSources();
const SYNCHRONOUS_FULL = 2;
const SQLITE_AUTH = 23;
const WAL_BYTES_MAX = 10_000_000;
