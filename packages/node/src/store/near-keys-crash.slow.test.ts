// SPDX-License-Identifier: Apache-2.0
// An index of an earlier release on its way to one in which keys of one number lie together, killed again and again: every look-up between
// two kills finds what it found, and the next process goes on where the last one died.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { passportAlert } from '../query/alert.fixture.ts';
import { TestSources } from './acceptance.fixture.ts';
import { alertToLoad } from './alert-to-load.ts';
import { lookUpAlerts } from './alerts.ts';
import { loadRegister } from './alerts-acceptance.fixture.ts';
import { EARLIER_SHAPE, plainKeys } from './plain-keys.fixture.ts';
import { openSqliteStore } from './sqlite-store.ts';

const directory = mkdtempSync(join(tmpdir(), 'iims-near-keys-crash-'));
after(() => rmSync(directory, { recursive: true }));
const path = join(directory, 'killed.db');
const MAKING = new URL('./making-keys-anew.fixture.ts', import.meta.url).pathname;
const ALERTS = 200;
const PIECES_MAX = 3;
const KILLS_MAX = 60;
const alerts = ['one', 'other'].flatMap((register, r) =>
  Array.from({ length: ALERTS }, (_, i) => ({
    register,
    ...alertToLoad(register, passportAlert(`KX${100_000 * (r + 1) + i}`, i)),
  })),
);

test('kill -9 at any moment of the making leaves every alert under all of its keys, and the next start goes on', async () => {
  await makeEarlier();
  await findAll();
  let killed = 0;
  for (let isDone = false; !isDone; killed += 1) {
    assert.ok(killed < KILLS_MAX, 'it comes to its end');
    // After the first piece of its own, the second, ...: so each of them brings it further.
    isDone = await killedAfter(1 + (killed % PIECES_MAX));
    await findAll();
  }
  assert.ok(killed > 3, `killed ${killed} times`);
  const database = new DatabaseSync(path);
  assert.deepEqual(
    { ...database.prepare('select integrity_check as ok from pragma_integrity_check').get() },
    { ok: 'ok' },
  );
  assert.equal(database.prepare("select count(*) as plain from alert_near_key where token < 'n'").get()?.plain, 0);
  assert.equal(
    database.prepare('select count(*) as near from alert_near_key').get()?.near,
    alerts.reduce((sum, { keys }) => sum + keys.length, 0),
  );
  database.close();
});

async function makeEarlier(): Promise<void> {
  const store = await openSqliteStore({ path, reserveBytes: 4_096, ...new TestSources() });
  const registers = ['one', 'other'];
  for (const id of registers)
    await loadRegister(
      store,
      id,
      alerts.filter(({ register }) => register === id),
    );
  const earlier = plainKeys(store.reader, alerts, registers);
  await store.close();
  const database = new DatabaseSync(path);
  for (const text of [earlier, ...EARLIER_SHAPE]) database.exec(text);
  database.close();
}

/** True where it came to its end before. */
async function killedAfter(pieces: number): Promise<boolean> {
  const child = spawn(process.execPath, [MAKING, path, String(pieces)], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code, signal] = await once(child, 'exit');
  assert.ok(code === 0 || signal === 'SIGKILL', `${code} ${signal}`);
  return code === 0;
}

async function findAll(): Promise<void> {
  const store = await openSqliteStore({ path, reserveBytes: 4_096, writer: 'this-thread', ...new TestSources() });
  for (const { register, alertId, keys } of alerts) {
    const asked = keys.map(({ key }) => key);
    const { found } = await lookUpAlerts(store.reader, asked);
    assert.deepEqual(
      found.map((row) => [row.register, row.alertId, row.ways.map(({ key }) => key)]),
      [[register, alertId, asked]],
    );
  }
  await store.close();
}
