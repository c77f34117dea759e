// SPDX-License-Identifier: Apache-2.0
// A database of the release before keys of one number lay together: it answers at once, an import whose file had been read is read again,
// and the keys are made anew beside the answers.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { passportAlert } from '../query/alert.fixture.ts';
import { makeKeysAnew } from '../registers/import/make-keys-anew.ts';
import { TestSources } from './acceptance.fixture.ts';
import { alertToLoad } from './alert-to-load.ts';
import { lookUpAlerts } from './alerts.ts';
import { loadRegister } from './alerts-acceptance.fixture.ts';
import { hasPlainKeys } from './key-tokens.ts';
import { EARLIER_SHAPE, plainKeys } from './plain-keys.fixture.ts';
import { findImport } from './register-imports.ts';
import { SqliteDatabase } from './sqlite-database.ts';
import { openSqliteStore } from './sqlite-store.ts';
import type { Act, ActName, Store } from './store.ts';

test('a database of the release before answers from its first moment on, and has its keys together in the end', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'iims-near-keys-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'iims.db');
  const sources = new TestSources();
  const open = () => openSqliteStore({ path, reserveBytes: 4_096, writer: 'this-thread', ...sources });
  const alerts = Array.from({ length: 200 }, (_, i) => alertToLoad('documents', passportAlert(`FX${10_000 + i}`, i)));

  const before = await open();
  await loadRegister(before, 'documents', alerts);
  await change(before, 'begin-import', {
    importId: 'read',
    register: 'documents',
    fileKey: new Uint8Array(32),
    about: {},
  });
  await change(before, 'advance-import', { importId: 'read', from: ['receiving'], to: 'previewed' });
  const earlier = plainKeys(before.reader, alerts, ['documents']);
  await before.close();
  const database = new SqliteDatabase(path, { readOnly: false });
  for (const text of [earlier, ...EARLIER_SHAPE]) database.exec(text);
  database.close();

  const store = await open();
  t.after(() => store.close());
  const findAll = async () => {
    for (const { alertId, keys } of alerts) {
      const { found } = await lookUpAlerts(store.reader, [keys[1]!.key]);
      assert.deepEqual(
        found.map((row) => row.alertId),
        [alertId],
      );
    }
  };
  await findAll();
  const asked: string[] = [];
  const all = async (sql: string) => {
    asked.push(sql);
    return [];
  };
  await hasPlainKeys({ all, tokenOf: (text) => store.reader.tokenOf(text) });
  const plan = await store.reader.all<{ detail: string }>(`explain query plan ${asked[0]}`);
  assert.match(plan.map(({ detail }) => detail).join(), /USING (COVERING )?INDEX register_generation_plain/);
  assert.equal((await findImport(store.reader, 'read'))?.standing, 'quarantined');
  const approve = { importId: 'read', register: 'documents', basis: null };
  await assert.rejects(change(store, 'approve-import', approve), { code: 'import.standing' });
  let pieces = 0;
  await makeKeysAnew(
    store,
    async () => {
      pieces += 1;
      await findAll();
    },
    () => false,
  );
  assert.ok(pieces > 4, `${pieces} pieces`);
  await findAll();
  const rows = await store.reader.all("select key_form as form from register_generation where standing <> 'gone'");
  assert.deepEqual(rows, [{ form: 'near' }]);
  assert.deepEqual(await store.reader.all("select token from alert_near_key where token < 'n'"), []);
});

function change<N extends ActName>(store: Store, name: N, args: Act<N>['args']) {
  return store.write({ event: 'import.begun', body: {} }, { name, args } as Act<N>);
}
