// SPDX-License-Identifier: Apache-2.0
// What a register takes in: look-ups trust it as it was loaded.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Alert } from '@iims/wire/alert';
import { listRegisters } from '../store/alerts.ts';
import { openStoreIn } from '../store/store-of-tests.fixture.ts';
import { loadRegister } from './load-register.ts';

test('a register with an alert that breaks a rule is refused, and what stood before stands', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'iims-register-'));
  const store = await openStoreIn(folder);
  t.after(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const load = (alerts: readonly Alert[]) =>
    loadRegister(store, { id: 'objects', kind: 'object', title: 'Objects', changedAt: 0, alerts }, 1);
  await load([ALERT]);
  await assert.rejects(load([ALERT, { ...ALERT, id: 'UKR-OBJ-2', facts: null as never }]), {
    code: 'input.invalid',
    field: 'facts',
  });
  assert.deepEqual(
    (await listRegisters(store.reader)).map(({ id, rows }) => [id, rows]),
    [['objects', 1]],
  );
});

const ALERT: Alert = {
  kind: 'object',
  id: 'UKR-OBJ-1',
  category: 'stolen',
  objectType: 'firearm',
  number: '1234567',
  authority: 'Police',
  legalBasis: 'Agreement',
  action: 'seize-object',
  cautions: [],
  handling: 'H1',
  covert: false,
  since: '2026-01-05',
  reviewOn: '2099-01-05',
  facts: [],
};
