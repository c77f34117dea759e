// SPDX-License-Identifier: Apache-2.0
// A positive register that was loaded before such registers had generations still answers, and is replaced as any.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { systemClock, systemRandom } from '../clock.ts';
import { listGenerations } from './generations.ts';
import { findIssued, listPositiveRegisters } from './issued-documents.ts';
import { SqliteDatabase } from './sqlite-database.ts';
import { openSqliteStore } from './sqlite-store.ts';
import type { Store } from './store.ts';

const KEYS = ['issued|plate|AA001AA', 'issued|vin|1M8GDM9AXKP042788'];
/** The shape of an earlier release, in which an entry lay under the token of its number. */
const EARLIER = [
  'drop index positive_register_shown',
  'drop index issued_place',
  "delete from register_generation where holds = 'issued'",
  'alter table register_generation drop column complete_for',
  'alter table register_generation drop column holds',
  'alter table positive_register drop column generation',
  'alter table positive_register drop column complete_ms',
  'alter table issued_document rename to later',
  `create table issued_document (token text not null, register_id text not null, body blob not null,
     primary key (token, register_id)) without rowid`,
  'insert into issued_document select entry_id, register_id, body from later',
  'drop table later',
  'drop table issued_key',
  "delete from kysely_migration where name in ('0050-issued-generations', '0061-completeness-ends', '0061-issued-vanished', '0061-one-name')",
  'drop table issued_vanished',
];

test('a positive register of an earlier release answers, and is replaced as any', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'iims-issued-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'iims.db');
  const open = () =>
    openSqliteStore({
      path,
      atRest: new Uint8Array(32),
      now: systemClock.now,
      random: systemRandom,
      writer: 'this-thread',
    });
  const before = await open();
  // One row for each key, sealed under its token: as it was.
  await load(
    before,
    KEYS.map((key) => ({ id: before.reader.tokenOf(key), keys: [key], document: Uint8Array.of(7) })),
  );
  await before.close();
  const database = new SqliteDatabase(path, { readOnly: false });
  for (const statement of EARLIER) database.exec(statement);
  database.close();

  const store = await open();
  t.after(() => store.close());
  const found = async () =>
    (await findIssued(store.reader, KEYS, (all) => all)).rows.map(({ key, document }) => [key, document]);
  assert.deepEqual(
    (await found()).sort(),
    KEYS.map((key) => [key, Uint8Array.of(7)]),
  );
  const [register] = await listPositiveRegisters(store.reader);
  assert.deepEqual([register?.rows, register?.completeFor], [2, ['vehicle-registration']]);
  const [shown] = await listGenerations(store.reader, 'vehicles');
  assert.deepEqual(
    [shown?.generation, shown?.standing, shown?.holds, shown?.completeFor],
    [register?.generation, 'shown', 'issued', 'vehicle-registration'],
  );
  await load(store, [{ id: 'GEO-VEH-1', keys: [KEYS[0]!], document: Uint8Array.of(8) }]);
  assert.deepEqual(await found(), [[KEYS[0], Uint8Array.of(8)]]);
});

async function load(
  store: Store,
  documents: readonly { readonly id: string; readonly keys: readonly string[]; readonly document: Uint8Array }[],
): Promise<void> {
  const register = { id: 'vehicles', kind: 'vehicle', title: 'Vehicles', changedAt: 1, checkedAt: 2 };
  await store.write(
    { event: 'register.loaded', body: { register: 'vehicles', kind: 'vehicle', issued: documents.length } },
    { name: 'load-issued', args: { register: { ...register, completeFor: 'vehicle-registration' }, documents } },
  );
}
