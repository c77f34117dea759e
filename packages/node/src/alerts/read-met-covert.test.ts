// SPDX-License-Identifier: Apache-2.0
// The owner of a covert alert learns who met it, from the log alone; and of nothing else.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseStateCode } from '@iims/wire/identifiers';
import { systemClock, systemRandom } from '../clock.ts';
import { readEntries } from '../store/entries.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { ShownAlerts } from './follow-shown.ts';
import { listMet } from './read-met-covert.ts';

test('queries that met covert alerts are told to the owner, the latest first, and reading them is an entry', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'iims-met-'));
  const path = join(folder, 'store.db');
  const store = await openSqliteStore({ atRest: new Uint8Array(32), path, now: () => 5_000, random: systemRandom });
  t.after(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const why = { purpose: 'border-check', caseRef: 'A-1' };
  const covert = Array.from({ length: 8 }, (_, i) => `GEO-PER-${i}`);
  const asked = await store.write({ event: 'query.asked', body: { user: 'nino', ...why } });
  const outcomes = [{ state: 'UKR' }, { state: 'GEO', covert: ['GEO-PER-1'], covertCount: 1 }];
  const closed = { askedIndex: asked.index, user: 'nino', queryId: 'own', outcomes };
  const own = await store.write({ event: 'query.closed', body: closed });
  await store.write({
    event: 'query.answered',
    body: { asker: 'MDA', officer: 'm1', queryId: 'miss', ...why },
    own: { covert: [], covertCount: 0, shown: [] },
  });
  const met = await store.write({
    event: 'query.answered',
    body: { asker: 'UKR', officer: 'u7', queryId: 'theirs', ...why },
    own: { covert, covertCount: 40, shown: [] },
  });
  await new ShownAlerts({ state: 'GEO', store, now: systemClock.now }).catchUp();

  const keeping = { state: 'GEO', store, clock: systemClock };
  const session = { state: parseStateCode('GEO'), user: 'operator.geo', role: 'operator' } as const;
  const at = new Date(5_000).toISOString();
  const ofUkraine = { logIndex: met.index, at, state: 'UKR', officer: 'u7', queryId: 'theirs', ...why };
  const ofOwn = { logIndex: own.index, at, state: 'GEO', officer: 'nino', queryId: 'own', ...why };
  const first = await listMet(keeping, session, { limit: 1 });
  assert.deepEqual(first, { met: [{ ...ofUkraine, alerts: covert, count: 40 }], next: String(met.index) });
  const second = await listMet(keeping, session, { after: Number(first.next), limit: 5 });
  assert.deepEqual(second, { met: [{ ...ofOwn, alerts: ['GEO-PER-1'], count: 1 }] });
  const [entry] = await readEntries(store.reader, { limit: 1 });
  assert.deepEqual([entry!.event, entry!.body.user, entry!.body.met], ['alert.read', 'operator.geo', 1]);
});
