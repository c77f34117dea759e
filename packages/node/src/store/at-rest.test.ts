// SPDX-License-Identifier: Apache-2.0
// Protection at rest on SQLite: what the files show, with which keys they open, and what erasure leaves.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, type TestContext, test } from 'node:test';
import { equalBytes, utf8 } from '@iims/wire/bytes';
import { TestSources } from './acceptance.fixture.ts';
import { findAccount } from './accounts.ts';
import { lookUpAlerts } from './alerts.ts';
import { findAnsweredQuery } from './answered-queries.ts';
import { makeClearDatabase, NAME, NUMBER, SECRETS } from './clear-database.fixture.ts';
import { readEntries } from './entries.ts';
import { readEntryFile } from './entry-file.ts';
import { readHistory } from './query-history.ts';
import { eraseWhatEnded } from './retention.ts';
import { openSqliteStore } from './sqlite-store.ts';
import type { Store } from './store.ts';

const directory = mkdtempSync(join(tmpdir(), 'iims-at-rest-'));
after(() => rmSync(directory, { recursive: true }));

describe('the files of a store', () => {
  test('show no name, number, password hash or label, neither while it runs nor after', async (t) => {
    const { store, path } = await open(t, 'grep.db');
    await fill(store);
    assert.deepEqual(found(path), []);
    await readable(store);
    await store.write({ event: 'node.started', body: {} });
    assert.deepEqual(found(path), []);
  });

  test('a clear database is sealed where it lies, and nothing clear is left in it', async (t) => {
    const path = join(directory, 'clear.db');
    await makeClearDatabase(path);
    assert.deepEqual(found(path), SECRETS);
    const { store } = await open(t, 'clear.db');
    assert.deepEqual(found(path), []);
    await readable(store);
  });

  test('where the removal of clear copies was cut off, the next opening does it', async (t) => {
    const path = join(directory, 'cut-off.db');
    await makeClearDatabase(path);
    await (await openSqliteStore({ path, reserveBytes: 4_096, ...new TestSources() })).close();
    const database = new DatabaseSync(path);
    database.exec(`create table left_over (text text); insert into left_over values ('${NAME}'); drop table left_over;
      update at_rest set clear_left = 1`);
    database.close();
    assert.deepEqual(found(path), [NAME]);
    await open(t, 'cut-off.db');
    assert.deepEqual(found(path), []);
  });
});

describe('a sealed database', () => {
  test('is refused under other keys, and not one byte of it changes', async (t) => {
    const { store, path } = await open(t, 'other.db', { closes: false });
    await fill(store);
    await store.close();
    const before = readFileSync(path);
    const sources = new TestSources();
    const other = { path, reserveBytes: 4_096, now: sources.now, random: sources.random, atRest: new Uint8Array(32) };
    for (const writer of ['own-thread', 'this-thread'] as const) {
      await assert.rejects(openSqliteStore({ ...other, writer }), { code: 'store.sealed' });
    }
    await assert.rejects(readEntryFile(path, other.atRest).next(), { code: 'store.sealed' });
    assert.ok(before.equals(readFileSync(path)));
    for await (const row of readEntryFile(path)) assert.equal(row.content.kind, 'sealed');
  });

  test('opens no cell in the place of another, and says which entry is not what was written', async (t) => {
    const { store, path } = await open(t, 'moved.db');
    await fill(store);
    const database = new DatabaseSync(path);
    database.exec('update entry set content = (select content from entry where idx = 0) where idx = 1');
    database.exec("update alert set body = (select body from alert where alert_id = 'A2') where alert_id = 'A1'");
    database.close();
    await assert.rejects(readEntries(store.reader, { limit: 50 }), { code: 'store.failed', field: 'entry 1' });
    const [alert] = (await lookUpAlerts(store.reader, [`td||${NUMBER}`])).found;
    assert.deepEqual([alert?.alertId, alert?.alert], ['A1', undefined]);
  });

  test('gives each cell its own nonce, also where a group was taken back and its indexes are given again', async (t) => {
    const { store, path } = await open(t, 'nonces.db');
    await fill(store);
    const taken = { event: 'user.added', body: {} } as const;
    const act = { name: 'add-user', args: { user: 'natia', role: 'officer', passwordHash: '-' } } as const;
    for (let i = 0; i < 3; i++) {
      await assert.rejects(store.write(taken, act), { code: 'input.invalid' });
      await store.write({ event: 'node.started', body: {} });
    }
    const database = new DatabaseSync(path, { readOnly: true });
    const cells = ['select content as cell from entry', 'select body as cell from alert'].flatMap((text) =>
      database.prepare(text).all(),
    ) as { cell: Uint8Array }[];
    database.close();
    const nonces = new Set(cells.map(({ cell }) => Buffer.from(cell.subarray(4, 16)).toString('hex')));
    assert.equal(nonces.size, cells.length);
  });
});

describe('the end of a period', () => {
  test('makes entries unreadable, keeps their commitments, and is one entry in the log', async (t) => {
    const { store, path, sources } = await open(t, 'erased.db');
    await fill(store);
    const [commitments] = [await contents(path)];
    await eraseWhatEnded(store, { entryMonths: 2 }, sources.nowMs);
    assert.equal((await contents(path)).length, commitments.length, 'nothing is due, so nothing is written');

    const keys = wrappedKeys(path);
    sources.nowMs += 3 * MONTH_MS;
    await eraseWhatEnded(store, { entryMonths: 2 }, sources.nowMs);
    await store.write({ event: 'node.started', body: {} });
    const rows = await contents(path);
    assert.deepEqual(
      rows.map(({ kind }) => kind),
      [...commitments.map(() => 'erased'), 'open', 'open', 'open'],
    );
    assert.deepEqual(
      rows.slice(0, commitments.length).map(({ commitment }) => commitment),
      commitments.map(({ commitment }) => commitment),
    );
    const latest = await readEntries(store.reader, { limit: 3 });
    assert.deepEqual(
      latest.map(({ event, body }) => [event, body.dataClass]),
      [
        ['node.started', undefined],
        ['retention.erased', 'answer'],
        ['retention.erased', 'entry'],
      ],
    );
    assert.deepEqual(
      (await readHistory(store.reader, 'natia', 5)).map(({ label }) => label),
      [''],
    );
    // The wrapped keys are in no page and in no frame of the write-ahead file.
    const files = bytesOf(path);
    const left = keys.filter(({ wrapped }) => files.includes(Buffer.from(wrapped)));
    assert.deepEqual(new Set(left.map((key) => key.class)), new Set(['alert', 'account', 'content', 'receipt']));
    await eraseWhatEnded(store, { entryMonths: 2 }, sources.nowMs);
    assert.equal((await contents(path)).length, rows.length, 'what is erased is not erased again');
  });

  test('spares the month that is being written', async (t) => {
    const { store, sources } = await open(t, 'current.db');
    await fill(store);
    await assert.rejects(
      store.write(
        { event: 'retention.erased', body: {} },
        { name: 'erase-data-keys', args: { dataClass: 'entry', before: '9999-01' } },
      ),
    );
    await eraseWhatEnded(store, { entryMonths: 1 }, sources.nowMs);
    await readable(store);
  });
});

async function open(t: TestContext, name: string, { closes = true } = {}) {
  const path = join(directory, name);
  const sources = new TestSources();
  const store = await openSqliteStore({ path, reserveBytes: 4_096, ...sources, now: () => sources.nowMs });
  if (closes) t.after(() => store.close());
  return { store, path, sources };
}

/** Every table that holds personal data, with the words of SECRETS in it. */
async function fill(store: Store): Promise<void> {
  await store.write(
    { event: 'query.asked', body: { question: utf8(NUMBER), label: NUMBER } },
    { name: 'ask-query', args: { queryId: 'q', user: 'natia', kind: 'travel-document' } },
  );
  const args = {
    askerState: 'UKR',
    queryId: new Uint8Array(16),
    questionDigest: new Uint8Array(32),
    answer: utf8(NAME),
  };
  await store.write({ event: 'query.answered', body: {} }, { name: 'answer-query', args });
  await store.write(
    { event: 'user.added', body: {} },
    { name: 'add-user', args: { user: 'natia', role: 'officer', passwordHash: SECRETS[2]! } },
  );
  const register = { id: 'documents', kind: 'travel-document', title: 'Documents', changedAt: 0, checkedAt: 0 };
  const alerts = ['A1', 'A2'].map((alertId, i) => ({
    alertId,
    reviewOn: '2099-01-05',
    alert: utf8(`${NAME} ${i}`),
    keys: [{ key: `td||${NUMBER}${i === 0 ? '' : i}`, band: 'hit' as const }],
  }));
  await store.write({ event: 'register.loaded', body: {} }, { name: 'load-register', args: { register, alerts } });
}

async function readable(store: Store): Promise<void> {
  const { reader } = store;
  assert.equal((await findAccount(reader, 'natia'))?.passwordHash, SECRETS[2]);
  const [alert] = (await lookUpAlerts(reader, [`td||${NUMBER}`])).found;
  assert.ok(equalBytes(alert!.alert!, utf8(`${NAME} 0`)));
  assert.ok(equalBytes((await findAnsweredQuery(reader, 'UKR', new Uint8Array(16)))!.answer, utf8(NAME)));
  const [asked] = (await readEntries(reader, { limit: 50 })).filter(({ event }) => event === 'query.asked');
  assert.ok(equalBytes(asked?.body.question as Uint8Array, utf8(NUMBER)));
}

async function contents(path: string): Promise<{ kind: string; commitment: Uint8Array }[]> {
  const rows = [];
  const { atRest } = new TestSources();
  for await (const { content, commitment } of readEntryFile(path, atRest))
    rows.push({ kind: content.kind, commitment });
  return rows;
}

function wrappedKeys(path: string): { class: string; wrapped: Uint8Array }[] {
  const database = new DatabaseSync(path, { readOnly: true });
  const rows = database.prepare('select class, wrapped from data_key').all() as {
    class: string;
    wrapped: Uint8Array;
  }[];
  database.close();
  return rows;
}

/** The database and what lies beside it. */
function bytesOf(path: string): Buffer {
  const [folder, name] = [path.slice(0, path.lastIndexOf('/')), path.slice(path.lastIndexOf('/') + 1)];
  const files = readdirSync(folder).filter((file) => file.startsWith(name));
  return Buffer.concat(files.map((file) => readFileSync(join(folder, file))));
}

function found(path: string): string[] {
  const bytes = bytesOf(path);
  return SECRETS.filter((secret) => bytes.includes(secret));
}

const MONTH_MS = 31 * 24 * 60 * 60_000;
