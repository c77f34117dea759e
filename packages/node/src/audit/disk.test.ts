// SPDX-License-Identifier: Apache-2.0
// What every disk must do, on the real one and on the one in memory; and what only the latter can show, a power cut.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Disk, type DiskThread, diskAt } from './disk.ts';
import { memoryDisk } from './memory-disk.fixture.ts';

for (const kind of ['pool', 'this-thread', 'memory'] as const) {
  test(`a disk (${kind}) keeps the promises of the interface`, async () => {
    await withDisk(kind, async (disk) => {
      assert.equal(await disk.read('log/checkpoint'), undefined);
      assert.deepEqual(await disk.list('log'), []);
      assert.deepEqual(await disk.makeDirectory('log/tile/0'), ['log', 'log/tile', 'log/tile/0']);
      assert.deepEqual(await disk.makeDirectory('log/tile/0'), []);
      assert.deepEqual(await disk.makeDirectory('log/tile/1'), ['log/tile/1']);
      await disk.syncDirectory('.');

      await disk.write('log/tile/0/a', Uint8Array.of(1));
      await disk.write('log/tile/0/a', Uint8Array.of(2));
      await disk.rename('log/tile/0/a', 'log/b');
      await disk.syncDirectory('log');
      assert.deepEqual(await disk.read('log/b'), Uint8Array.of(2));
      assert.equal(await disk.read('log/tile/0/a'), undefined);
      await disk.write('log/tile/0/c', new Uint8Array(0));
      assert.deepEqual((await disk.list('log')).sort(), ['b', 'tile/0/c']);

      assert.equal(await disk.removeDirectory('log/tile/0'), false);
      await disk.remove('log/tile/0/c');
      await disk.remove('log/tile/0/c');
      assert.equal(await disk.removeDirectory('log/tile/0'), true);
      assert.equal(await disk.removeDirectory('log/tile/0'), true);
      await assert.rejects(disk.write('nowhere/a', new Uint8Array(1)));
      await assert.rejects(disk.syncDirectory('nowhere'));
      await assert.rejects(disk.rename('nowhere/a', 'log/a'));
      await assert.rejects(disk.remove('log'));
    });
  });
}

test('a power cut takes back the names that were not synced, and what lies in lost directories', async () => {
  const disk = memoryDisk();
  await disk.makeDirectory('kept');
  await disk.syncDirectory('.');
  await disk.write('kept/a', Uint8Array.of(1));
  await disk.syncDirectory('kept');
  await disk.rename('kept/a', 'kept/b');
  await disk.makeDirectory('lost');
  await disk.write('lost/c', Uint8Array.of(3));
  await disk.syncDirectory('lost');

  const copy = disk.copy();
  disk.cutPower(() => false);
  assert.deepEqual([...disk.files().keys()], ['kept/a']);
  copy.cutPower(() => true);
  assert.deepEqual([...copy.files().keys()].sort(), ['kept/b', 'lost/c']);
});

async function withDisk(kind: DiskThread | 'memory', use: (disk: Disk) => Promise<void>): Promise<void> {
  if (kind === 'memory') return await use(memoryDisk());
  const directory = await mkdtemp(join(tmpdir(), 'iims-disk-'));
  try {
    await use(diskAt(directory, kind));
  } finally {
    await rm(directory, { recursive: true });
  }
}
