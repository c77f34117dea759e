// SPDX-License-Identifier: Apache-2.0
// What every store must do with receivers of announcements; part of `acceptance.fixture.ts`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestSources } from './acceptance.fixture.ts';
import { type AnnouncerRow, readAnnouncer } from './announcers.ts';
import type { Store } from './store.ts';

export function describeAnnouncers(fixture: () => { readonly store: Store; readonly sources: TestSources }): void {
  test('how far each receiver of announcements was told, and that it fails, is kept for each', async () => {
    const { store } = fixture();
    assert.equal(await readAnnouncer(store.reader, 'webhook desk'), undefined);
    const failing = { name: 'webhook desk', nextIndex: 3, failing: { since: 1_000, code: 'webhook.refused' } };
    for (const row of [{ name: 'webhook desk', nextIndex: 3 }, { name: 'mail', nextIndex: 1 }, failing]) {
      await keep(store, row);
    }
    assert.deepEqual(await readAnnouncer(store.reader, 'webhook desk'), failing);
    const reached = { name: 'webhook desk', nextIndex: 2 ** 40, reachedAt: 2_000 };
    await keep(store, reached);
    assert.deepEqual(await readAnnouncer(store.reader, 'webhook desk'), reached);
    assert.deepEqual(await readAnnouncer(store.reader, 'mail'), { name: 'mail', nextIndex: 1 });
  });
}

function keep(store: Store, row: AnnouncerRow): Promise<unknown> {
  return store.write({ event: 'webhook.delivered', body: { name: row.name } }, { name: 'keep-announcer', args: row });
}
