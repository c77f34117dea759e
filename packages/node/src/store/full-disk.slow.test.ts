// SPDX-License-Identifier: Apache-2.0
// The store on a disk that fills up: new writes are refused with a clear code, reading and publishing go on,
// and it resumes by itself when there is space.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { TestSources } from './acceptance.fixture.ts';
import { countEntries, readEntries } from './entries.ts';
import { readEntryFile } from './entry-file.ts';
import { readLogHead } from './log-head.ts';
import { skipOrFail } from './skip-or-fail.fixture.ts';
import { openSqliteStore } from './sqlite-store.ts';
import type { Store } from './store.ts';

const disk = mkdtempSync(join(tmpdir(), 'iims-disk-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', disk]).status === 0;
after(() => {
  // Lazily: a test that fails leaves its store open.
  if (mounted) spawnSync('umount', ['-l', disk]);
  rmdirSync(disk);
});

if (!mounted) {
  skipOrFail('a disk that fills up', 'this user may not mount a small file system');
} else {
  test('on a full disk new writes are refused, the log is published, and writing resumes when there is space', async (t) => {
    const path = join(disk, 'node.db');
    const store = await openSqliteStore({ path, reserveBytes: 1024 * 1024, ...new TestSources() });
    t.after(() => store.close());
    await store.write({ event: 'node.started', body: {} });
    fillDisk();

    const accepted = await writeUntilRefused(store);
    assert(accepted > 0);
    await assert.rejects(addUser(store, 'olena'), { code: 'store.full' });
    const size = await countEntries(store.reader);
    assert.equal((await readEntries(store.reader, { limit: 1 }))[0]?.event, 'store.full');
    assert.equal(await store.advanceHead(0, { size, root: new Uint8Array(32), checkpoint: utf8('-') }), true);
    assert.equal((await readLogHead(store.reader))?.size, size);

    rmSync(join(disk, 'filler'));
    await sleep(1_100); // The store looks at the disk once a second.
    const { index } = await addUser(store, 'olena');
    assert.equal(index, size, 'what was refused left no gap');
    await store.write({ event: 'node.started', body: {} });
    const events = (await readEntries(store.reader, { limit: 3 })).map((entry) => entry.event);
    assert(events.includes('store.resumed'));

    let next = 0;
    for await (const entry of readEntryFile(path)) assert.equal(entry.index, next++);
  });
}

/** Takes all free space but a little, so that the store itself meets the end of it. */
function fillDisk(): void {
  for (let bytes = 1024 * 1024; bytes >= 4_096; bytes /= 4) {
    try {
      for (;;) appendFileSync(join(disk, 'filler'), new Uint8Array(bytes));
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
    }
  }
}

async function writeUntilRefused(store: Store): Promise<number> {
  for (let accepted = 0; accepted < WRITES_MAX; accepted++) {
    try {
      await store.write({ event: 'query.asked', body: { question: new Uint8Array(4_096) } });
    } catch (error) {
      assert(error instanceof IimsError);
      assert.equal(error.code, 'store.full');
      return accepted;
    }
  }
  return assert.fail('the disk did not fill up');
}

const addUser = (store: Store, user: string) =>
  store.write(
    { event: 'user.added', body: { user } },
    { name: 'add-user', args: { user, role: 'officer', passwordHash: '-' } },
  );

const WRITES_MAX = 5_000;
