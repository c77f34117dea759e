// SPDX-License-Identifier: Apache-2.0
// When a register is behind its source, and which changes of its standing are entries.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { systemRandom } from '../clock.ts';
import { countEntries } from '../store/entries.ts';
import { findSource, type RegisterSource } from '../store/register-sources.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { loadRegister } from './load-register.ts';
import { confirmSource, setSourceStanding, whyBehind } from './source-standing.ts';

test('a register is behind when its source is not current, or was not compared in time', () => {
  const source: RegisterSource = { checkedAt: 1_000, sourceStanding: 'current', sourceSince: 0, staleAfterMs: 500 };
  assert.equal(whyBehind(source, 1_500), undefined);
  assert.equal(whyBehind(source, 1_501), 'source-stale');
  assert.equal(whyBehind(source, 500), undefined);
  assert.equal(whyBehind(source, 499), 'source-stale', 'compared by a clock that ran ahead');
  assert.equal(whyBehind({ ...source, staleAfterMs: 0 }, 9e12), undefined);
  assert.equal(whyBehind({ ...source, sourceStanding: 'unavailable' }, 1_000), 'source-unavailable');
  assert.equal(whyBehind({ ...source, sourceStanding: 'withdrawn' }, 9_000), 'source-withdrawn');
});

test('a source that fails again and again costs one entry, and a confirmation ends it but not a withdrawal', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'iims-source-'));
  let now = 1_000_000;
  const path = join(folder, 'iims.db');
  const store = await openSqliteStore({ atRest: new Uint8Array(32), path, now: () => now, random: systemRandom });
  t.after(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  await loadRegister(store, { id: 'wanted', kind: 'person', title: 'Wanted', changedAt: now, alerts: [] }, now);
  const before = await countEntries(store.reader);
  const entries = async () => (await countEntries(store.reader)) - before;
  const set = (standing: 'current' | 'unavailable' | 'withdrawn') =>
    setSourceStanding(store, { register: 'wanted', standing, by: 'connector' });
  for (let failures = 0; failures < 5; failures += 1) await set('unavailable');
  assert.equal(await entries(), 1);
  now += 60_000;
  await confirmSource(store, { register: 'wanted', checkedAt: now - 100, staleAfterMs: 3_600_000 });
  assert.deepEqual(await findSource(store.reader, 'wanted'), {
    checkedAt: now - 100,
    sourceStanding: 'current',
    sourceSince: now,
    staleAfterMs: 3_600_000,
  });
  await set('withdrawn');
  await set('unavailable');
  await confirmSource(store, { register: 'wanted', checkedAt: now });
  assert.equal((await findSource(store.reader, 'wanted')).sourceStanding, 'withdrawn');
  assert.equal(await entries(), 4);
  await assert.rejects(setSourceStanding(store, { register: 'nowhere', standing: 'withdrawn', by: 'operator' }), {
    code: 'register.unknown',
  });
});
