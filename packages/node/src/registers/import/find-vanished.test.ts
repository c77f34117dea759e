// SPDX-License-Identifier: Apache-2.0
// Looking for what vanished takes as long as the register is large, so it gives way like the reading before it.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { systemClock, systemRandom } from '../../clock.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import type { Store } from '../../store/store.ts';
import { loadIssuedRegister } from '../load-issued-register.ts';
import { findVanished } from './find-vanished.ts';
import { IdSet } from './id-set.ts';

const REGISTER = { id: 'licences', kind: 'official-document', title: 'Licences', changedAt: 0 } as const;
/** More than one page of ids. */
const HELD = 600;
const RENUMBERED = { unreadable: [], count: 1, keys: ['any key'] };

const folder = mkdtempSync(join(tmpdir(), 'iims-vanished-'));
let store: Store;
before(async () => {
  const { now } = systemClock;
  store = await openSqliteStore({
    path: join(folder, 'iims.db'),
    atRest: new Uint8Array(32),
    now,
    random: systemRandom,
    reserveBytes: 65_536,
  });
  const documents = Array.from({ length: HELD }, (_, i) => ({
    id: `GEO-LICENCES-${i}`,
    kind: 'official-document' as const,
    documentType: 'driving-licence' as const,
    number: `DL${String(i).padStart(6, '0')}`,
    standing: 'valid' as const,
  }));
  await loadIssuedRegister(store, { ...REGISTER, completeFor: ['driving-licence'], documents }, now());
});
after(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

it('gives way before each id, each number and each entry that vanished', async () => {
  let times = 0;
  const vanished = await findVanished(store.reader, {
    register: REGISTER.id,
    completeFor: [],
    named: new IdSet(),
    renumbered: RENUMBERED,
    giveWay: () => {
      times += 1;
    },
  });
  assert.deepEqual([vanished?.count, vanished?.tokens.length], [HELD + 1, HELD + 1]);
  assert.equal(times, HELD + RENUMBERED.keys.length + HELD);
});
