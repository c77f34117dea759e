// SPDX-License-Identifier: Apache-2.0
// One name for a register of alerts and one of what the State issued, as databases of before could have it.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { systemClock, systemRandom } from '../clock.ts';
import { listRegisters } from './alerts.ts';
import { listGenerations } from './generations.ts';
import { findIssued, listPositiveRegisters } from './issued-documents.ts';
import { listImports } from './register-imports.ts';
import { SqliteDatabase } from './sqlite-database.ts';
import { openSqliteStore } from './sqlite-store.ts';
import type { Store } from './store.ts';

const NAME = 'cars-of-the-service-agency-of-georgia-abc';
const REGISTER = { kind: 'vehicle', title: 'Cars', changedAt: 1, checkedAt: 2 };

test('of two registers of one name the one of what was issued is renamed, and what it holds is found as before', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'iims-one-name-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'iims.db');
  const sources = { atRest: new Uint8Array(32), now: systemClock.now, random: systemRandom };
  const open = () => openSqliteStore({ path, ...sources, writer: 'this-thread' });
  const id = NAME.slice(0, 40);
  const before = await open();
  await loadIssued(before, id);
  await loadIssued(before, `${id.slice(0, 33)}-issued`);
  await before.close();
  const database = new SqliteDatabase(path, { readOnly: false });
  for (const statement of [
    `insert into register_generation (generation, register_id, standing, changed_at, checked_at, row_count)
       values (9, '${id}', 'shown', 1, 2, 0)`,
    `insert into register (id, kind, title, changed_at, checked_at, row_count, generation)
       values ('${id}', 'vehicle', 'Stolen', 1, 2, 0, 9)`,
    `insert into register_generation (generation, register_id, standing, changed_at, checked_at, row_count, holds)
       values (10, '${id}', 'building', 0, 0, 0, 'issued')`,
    `insert into register_import (import_id, register_id, standing, begun_at, changed_at, generation, file_key, about)
       values ('under way', '${id}', 'applying', 1, 1, 10, x'00', x'00')`,
    "delete from kysely_migration where name = '0061-one-name'",
  ])
    database.exec(statement);
  database.close();

  const store = await open();
  t.after(() => store.close());
  const renamed = `${id.slice(0, 31)}-issued-2`;
  assert.deepEqual(
    (await listRegisters(store.reader)).map((register) => register.id),
    [id],
  );
  assert.deepEqual(
    (await listPositiveRegisters(store.reader)).map((register) => register.id).sort(),
    [renamed, `${id.slice(0, 33)}-issued`].sort(),
  );
  const found = (await findIssued(store.reader, [`plate of ${id}`], (all) => all)).rows;
  assert.deepEqual(
    found.map(({ register, document }) => [register, document]),
    [[renamed, Uint8Array.of(7)]],
  );
  assert.deepEqual(
    (await listGenerations(store.reader, id)).map(({ generation }) => generation),
    [9],
  );
  // What is being applied to it goes on under its new name.
  assert.deepEqual(
    (await listImports(store.reader)).map(({ register, generation }) => [register, generation]),
    [[renamed, 10]],
  );
  // Nor does it come to that again.
  await assert.rejects(loadIssued(store, id), { code: 'register.exists' });
  const alerts = { register: { ...REGISTER, id: renamed }, alerts: [] };
  await assert.rejects(store.write({ event: 'register.loaded', body: {} }, { name: 'load-register', args: alerts }), {
    code: 'register.exists',
  });
});

async function loadIssued(store: Store, id: string): Promise<void> {
  const documents = [{ id: 'GEO-VEH-1', keys: [`plate of ${id}`], document: Uint8Array.of(7) }];
  await store.write(
    { event: 'register.loaded', body: { register: id } },
    { name: 'load-issued', args: { register: { ...REGISTER, id, completeFor: '' }, documents } },
  );
}
