// SPDX-License-Identifier: Apache-2.0
// Connectors to views of a real PostgreSQL and a real MariaDB: whole readings, changes, removals, and accounts that could write.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { IimsError } from '@iims/wire/errors';
import pg from 'pg';
import { skipOrFail } from '../../store/skip-or-fail.fixture.ts';
import { findPostgresBinaries, startThrowAwayCluster } from '../../store/throw-away-cluster.fixture.ts';
import { connectorFile, openTestRegisters, type TestRegisters } from './connectors.fixture.ts';
import { hasMariadb, startThrowAwayMariadb } from './throw-away-mariadb.fixture.ts';

interface TestDatabase {
  /** Of the source's configuration. */
  readonly address: { readonly kind: string; readonly host: string; readonly database: string };
  run(...statements: string[]): Promise<void>;
  remove(): Promise<void>;
}

const PASSWORD = 'a secret of tests';
/** The same table on both, with a view on it, and accounts `reader` and `writer`. */
const ROWS = 450;
/** Views whose column nr does not name each row once. */
const VIEWS_WITHOUT_ID = [
  'create view nameless_documents as select nullif(nr, 9) as nr, doc, issuer, state, changed_at, gone from documents',
  'create view double_documents as select * from documents union all select * from documents where nr = 9',
];

function describeDatabase(
  title: string,
  open: () => Promise<TestDatabase>,
  words: { insert: string; now: string; nextYear: string },
): void {
  describe(title, () => {
    let database: TestDatabase;
    let registers: TestRegisters;
    const source = (user: string, more: object = {}): object => ({
      ...database.address,
      user,
      password: { file: join(registers.directory, 'secret') },
      view: 'lost_documents',
      id: 'nr',
      changed: { column: 'changed_at', unit: 'time', overlap: 0 },
      removed: { column: 'gone', values: ['1', 'true'] },
      ...more,
    });
    before(async () => {
      database = await open();
      await database.run(words.insert);
      registers = await openTestRegisters();
      writeFileSync(join(registers.directory, 'secret'), `${PASSWORD}\n`, { mode: 0o600 });
    });
    after(async () => {
      await registers?.close();
      await database?.remove();
    });

    test('all rows are read page by page, then changes and removals alone', async () => {
      registers.configure(connectorFile(source('reader')));
      const first = await registers.startApproved();
      assert.deepEqual([first.counts?.read, first.counts?.accepted], [ROWS, ROWS]);
      await database.run(
        `update documents set state = 'S', changed_at = ${words.now} where nr <= 250`,
        `insert into documents values (1000, 'Y1', 'UTO', 'L', ${words.now}, false)`,
        `update documents set gone = true, changed_at = ${words.now} where nr = 300`,
      );
      await registers.untilHeld(['250', '300', '1000'], ['1000', '250']);
      const changed = (await registers.entries()).filter(({ event }) => event === 'connector.changed');
      const put = changed.map(({ body }) => body.put as number);
      assert.equal(
        put.reduce((sum, one) => sum + one, 0),
        251,
        'what is seen again is no change',
      );
      assert(Math.max(...put) <= 100);
      await database.run(`insert into documents values (1001, 'Y2', 'UTO', 'L', ${words.nextYear}, false)`);
      await registers.untilHeld(['1001'], ['1001']);
      await database.run(`insert into documents values (1002, 'Y3', 'UTO', 'L', ${words.now}, false)`);
      await registers.untilHeld(['1002'], ['1002']);
      await registers.connectors.stop('source', 'operator');
    });

    test('an account that could write is refused, and so is a wrong password; nothing of either is repeated', async () => {
      const failed = async (file: object) => {
        registers.configure(connectorFile(file));
        const { fault, steps, rows } = await registers.connectors.test('source', 'operator');
        assert.deepEqual(rows, []);
        const words = JSON.stringify([fault, (await registers.entries()).at(-1)]);
        assert(!/secret of tests|reader|writer|lost_documents/.test(words), words);
        return [fault?.code, steps.find(({ outcome }) => outcome === 'failed')?.step];
      };
      assert.deepEqual(await failed(source('writer')), ['connector.writable', 'read-only']);
      assert.deepEqual(await failed(source('reader', { view: 'nowhere' })), ['connector.columns', 'columns']);
      assert.deepEqual(await failed(source('reader', { id: 'no" or `such' })), ['connector.columns', 'columns']);
      for (const view of ['nameless_documents', 'double_documents'])
        assert.deepEqual(await failed(source('reader', { view })), ['connector.columns', 'columns'], view);
      writeFileSync(join(registers.directory, 'secret'), 'another');
      assert.deepEqual(await failed(source('reader')), ['connector.sign-in', 'sign-in']);
      writeFileSync(join(registers.directory, 'secret'), PASSWORD);
      assert.deepEqual(await failed(source('reader', { host: '/nowhere/socket' })), [
        'connector.unreachable',
        'address',
      ]);
    });

    test('a view that gives megabytes in a cell, or does not come to an end, ends the refresh', async () => {
      registers.configure(connectorFile(source('reader', { view: 'huge_documents' })));
      const { rows } = await registers.connectors.test('source', 'operator');
      assert.deepEqual(rows[0]?.refused, { reason: 'too-long' });
    });
  });
}

const pgBin = findPostgresBinaries();
if (pgBin === undefined) skipOrFail('a connector to PostgreSQL', 'no server: apt-get install postgresql-15');
else {
  const insert = `insert into documents select n, 'X' || n, 'UTO', 'L', now() - interval '1 hour', false from generate_series(1, ${ROWS}) n`;
  describeDatabase('a connector to PostgreSQL', () => openPostgres(pgBin), {
    insert,
    now: 'now()',
    nextYear: "now() + interval '1 year'",
  });
}
if (!hasMariadb()) skipOrFail('a connector to MariaDB', 'no server: apt-get install mariadb-server');
else {
  const insert = `insert into documents select seq, concat('X', seq), 'UTO', 'L', now(6) - interval 1 hour, false from seq_1_to_${ROWS}`;
  describeDatabase('a connector to MariaDB', openMariadb, {
    insert,
    now: 'now(6)',
    nextYear: 'now(6) + interval 1 year',
  });
}

async function openPostgres(bin: string): Promise<TestDatabase> {
  const cluster = startThrowAwayCluster(bin);
  const address = cluster.createDatabase('state');
  const admin = new pg.Client(address);
  await admin.connect();
  const run = async (...statements: string[]) => {
    for (const statement of statements) await admin.query(statement);
  };
  await run(
    "set password_encryption = 'scram-sha-256'",
    ...['reader', 'writer'].map((user) => `create role ${user} login password '${PASSWORD}'`),
    `create table documents (nr bigint primary key, doc text, issuer text, state text, changed_at timestamptz, gone boolean)`,
    'create view lost_documents as select * from documents',
    `create view huge_documents as select nr, repeat('x', 3000000) as doc, issuer, state, changed_at, gone from documents where nr < 4`,
    ...VIEWS_WITHOUT_ID,
    'grant select on lost_documents, huge_documents, nameless_documents, double_documents to reader, writer',
    'grant update (state) on documents to writer',
  );
  cluster.demandPasswords();
  return {
    address: { kind: 'postgresql', host: String(cluster.address.host), database: 'state' },
    run,
    remove: async () => {
      await admin.end();
      cluster.remove();
    },
  };
}

async function openMariadb(): Promise<TestDatabase> {
  const server = await startThrowAwayMariadb();
  await server.run(
    'create database state',
    'use state',
    ...['reader', 'writer'].map((user) => `create user ${user}@localhost identified by '${PASSWORD}'`),
    `create table documents (nr bigint primary key, doc varchar(40), issuer varchar(3), state varchar(40), changed_at datetime(6), gone boolean)`,
    'create view lost_documents as select * from documents',
    `create view huge_documents as select nr, repeat('x', 3000000) as doc, issuer, state, changed_at, gone from documents where nr < 4`,
    ...VIEWS_WITHOUT_ID,
    ...['reader', 'writer'].flatMap((user) =>
      ['lost', 'huge', 'nameless', 'double'].map((view) => `grant select on ${view}_documents to ${user}@localhost`),
    ),
    'grant update (state) on documents to writer@localhost',
  );
  return {
    address: { kind: 'mysql', host: server.socket, database: 'state' },
    run: server.run,
    remove: server.remove,
  };
}

test('a fault of a driver loses its words', async () => {
  const { sourceFault } = await import('./sources/source-fault.ts');
  const thrown = Object.assign(new Error("Access denied for user 'reader'@'10.0.0.1'"), {
    code: 'ER_ACCESS_DENIED_ERROR',
  });
  const fault = sourceFault(thrown, 'connect');
  assert(fault instanceof IimsError && fault.cause === undefined);
  assert(!JSON.stringify(fault).includes('reader') && !fault.message.includes('reader'));
});
