// SPDX-License-Identifier: Apache-2.0
// The verification of a data directory: files, database rows beside them, and a node that goes on publishing meanwhile.
import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { sha256 } from '@iims/crypto/primitives';
import { openCheckpoint, signCheckpoint } from '@iims/tlog/checkpoint';
import { entryCommitment } from '@iims/tlog/entry-bundle';
import { tilePath } from '@iims/tlog/tile';
import { appendEntries, EMPTY_EDGE, rootOf } from '@iims/tlog/tree';
import { utf8 } from '@iims/wire/bytes';
import { encodeCbor } from '@iims/wire/cbor';
import type { EntryRow } from '../store/entries.ts';
import { appendRows, KEYS, memorySource, rowsOf, run, SIGNERS, verify, type World, worldOf } from './crash.fixture.ts';
import { diskAt } from './disk.ts';
import { memoryDisk } from './memory-disk.fixture.ts';
import { openSequencer } from './sequence.ts';
import { verifyDirectory, verifyOnDisk } from './verify-directory.ts';

test('every byte of every file on a real disk counts', async () => {
  await inDirectory(async (directory) => {
    const disk = diskAt(directory);
    const source = memorySource();
    appendRows(source, 5);
    await run({ disk, source });
    const rows = () => rowsOf(source);
    assert.ok((await verifyDirectory(directory, KEYS, { rows })).ok);
    for (const path of await disk.list('log')) {
      const bytes = (await disk.read(`log/${path}`))!;
      for (let position = 0; position < bytes.length; position += bytes.length > 1000 ? 97 : 1) {
        const flipped = bytes.slice();
        flipped[position]! ^= 0x20;
        await disk.write(`log/${path}`, flipped);
        const verdict = await verifyDirectory(directory, KEYS, { rows });
        assert.ok(!verdict.ok, `${path} byte ${position}`);
        assert.equal(verdict.index, path.startsWith('tile/entries') ? Math.floor(position / 34) : null);
      }
      await disk.write(`log/${path}`, bytes);
    }
    await symlink('checkpoint', join(directory, 'log/link'));
    assert.deepEqual(await verifyDirectory(directory, KEYS), {
      ok: false,
      index: null,
      reason: 'file-unexpected',
      file: 'link',
    });
  });
});

test('an entry of the database that is not what was committed to is blamed', async () => {
  const changes: Record<string, (row: EntryRow) => EntryRow> = {
    'changed body': (row) => withContent(row, ({ body }) => ({ body: Uint8Array.of(...body, 0) })),
    'changed salt': (row) => withContent(row, () => ({ salt: sha256(utf8('another')) })),
    'salt of another length': (row) => withContent(row, () => ({ salt: new Uint8Array(31) })),
    'changed body under a matching commitment': (row) => {
      const salt = new Uint8Array(32);
      const body = new Uint8Array(3);
      return { ...withContent(row, () => ({ salt, body })), commitment: entryCommitment(salt, body) };
    },
    'a cell that does not open': (row) => ({ ...row, content: { kind: 'damaged' } }),
    'another commitment over what cannot be opened': (row) => ({
      ...row,
      commitment: new Uint8Array(32),
      content: { kind: 'sealed' },
    }),
  };
  for (const [what, change] of Object.entries(changes)) {
    const world = await worldOf(300);
    world.source.rows[270] = change(world.source.rows[270]!);
    assert.deepEqual(await verify(world), { ok: false, index: 270, reason: 'row-mismatch' }, what);
  }
});

test('entries that are erased are compared by their commitment and counted, where the log says that they were erased', async () => {
  const world = await worldOf(300);
  for (const index of [3, 4, 270]) {
    world.source.rows[index] = { ...world.source.rows[index]!, content: { kind: 'erased', month: '2023-01' } };
  }
  // Whoever empties a key by hand has no entry for it.
  assert.deepEqual(await verify(world), { ok: false, index: 3, reason: 'row-mismatch' });
  for (const [before, dataClass, ok] of [
    ['2023-01', 'entry', false],
    ['2023-02', 'answer', false],
    ['2023-02', 'entry', true],
  ] as const) {
    const salt = new Uint8Array(32);
    const body = encodeCbor({ event: 'retention.erased', dataClass, before });
    const content = { kind: 'open', salt, body } as const;
    const commitment = entryCommitment(salt, body);
    world.source.rows[300] = { index: 300, event: 'retention.erased', content, commitment };
    const verdict = await verify(world);
    assert.equal(verdict.ok, ok);
    if (verdict.ok) assert.deepEqual([verdict.pending, verdict.erased, verdict.sealed], [1, 3, 0]);
  }
});

test('an entry that the database has lost is blamed', async () => {
  for (const index of [0, 270, 299]) {
    const world = await worldOf(300);
    world.source.rows.splice(index, 1);
    assert.deepEqual(await verify(world), { ok: false, index, reason: 'row-missing' });
  }
});

test('a log that was rewritten whole is caught by the database, and names the entry', async () => {
  const world = await worldOf(300);
  const commitments = world.source.rows.map((row) => row.commitment);
  commitments[77] = new Uint8Array(32);
  const growth = appendEntries(EMPTY_EDGE, commitments);
  for (const file of growth.files) await world.disk.write(`log/${tilePath(file)}`, file.bytes);
  assert.deepEqual(await verifyOnDisk(world.disk, KEYS), {
    ok: false,
    index: null,
    reason: 'root-mismatch',
    file: 'checkpoint',
  });
  const forged = { origin: KEYS.origin, size: 300, root: rootOf(growth.edge) };
  await world.disk.write('log/checkpoint', signCheckpoint(forged, SIGNERS, 1));
  assert.ok((await verifyOnDisk(world.disk, KEYS)).ok);
  assert.deepEqual(await verify(world), { ok: false, index: 77, reason: 'row-mismatch' });
});

test('entries above the checkpoint are pending, and are not excused for that', async () => {
  const world = await worldOf(5);
  appendRows(world.source, 9);
  const verdict = await verify(world);
  assert.ok(verdict.ok && verdict.size === 5 && verdict.pending === 4);
  world.source.rows[7] = withContent(world.source.rows[7]!, () => ({ body: new Uint8Array(1) }));
  assert.deepEqual(await verify(world), { ok: false, index: 7, reason: 'row-mismatch' });
  world.source.rows.splice(7, 1);
  assert.deepEqual(await verify(world), { ok: false, index: 7, reason: 'row-missing' });
});

test('without a database the files alone are verified', async () => {
  const { disk } = await worldOf(5);
  const verdict = await verifyOnDisk(disk, KEYS);
  assert.ok(verdict.ok && verdict.pending === undefined);
});

test('a directory without a log says so', async () => {
  const expected = { ok: false, index: null, reason: 'checkpoint-missing', file: 'checkpoint' };
  assert.deepEqual(await verifyOnDisk(memoryDisk(), KEYS), expected);
  await inDirectory(async (directory) => assert.deepEqual(await verifyDirectory(directory, KEYS), expected));
});

test('a marker that means nothing changes nothing', async () => {
  for (const marker of ['', '5', '5\n', 'x\njunk', `${'9'.repeat(20)}\n`, '99999999999999999\nx']) {
    const world = await worldOf(5);
    await world.disk.write('log-staging/under-way', new TextEncoder().encode(marker));
    assert.ok((await verify(world)).ok, marker);
    await world.disk.write('log/stray', new Uint8Array(1));
    assert.ok(!(await verify(world)).ok, marker);
  }
});

test('the log verifies at any moment while a node publishes', { timeout: 60_000 }, async () => {
  await inDirectory(async (directory) => {
    const world = { disk: diskAt(directory), source: memorySource() };
    appendRows(world.source, 1);
    await run(world);
    let isDone = false;
    const sizes = new Set<number>();
    // A slow verification meets few sizes: the log grows until it has met several.
    const published = publishUntil(world, (size) => size >= 1200 && sizes.size > 3).finally(() => {
      isDone = true;
    });
    while (!isDone) {
      const verdict = await verifyDirectory(directory, KEYS, { rows: () => rowsOf(world.source) });
      assert.ok(verdict.ok, JSON.stringify(verdict));
      sizes.add(verdict.size);
    }
    await published;
    assert.ok(sizes.size > 3, 'the log grew between verifications');
  });
});

test('damage is found while a node publishes, however fast', { timeout: 60_000 }, async () => {
  await inDirectory(async (directory) => {
    const world = { disk: diskAt(directory), source: memorySource() };
    appendRows(world.source, 300);
    await run(world);
    const bundle = (await world.disk.read('log/tile/entries/000'))!;
    bundle[34 * 9 + 5]! ^= 1;
    await world.disk.write('log/tile/entries/000', bundle);
    const published = publishUntil(world, (size) => size >= 700);
    const verdict = await verifyDirectory(directory, KEYS);
    assert.ok(!verdict.ok && verdict.index === 9, JSON.stringify(verdict));
    await published;
  });
});

test('what was verified is the checkpoint that is reported', async () => {
  const world = await worldOf(9);
  const verdict = await verify(world);
  const checkpoint = openCheckpoint(world.disk.files().get('log/checkpoint')!, KEYS);
  assert.ok(verdict.ok);
  assert.deepEqual([verdict.size, verdict.root], [checkpoint.size, checkpoint.root]);
});

/** Publishes in small steps, which make, widen and remove partial tiles, until the log is of a size that is enough. */
async function publishUntil(
  world: Omit<World, 'disk'> & { disk: ReturnType<typeof diskAt> },
  isEnough: (size: number) => boolean,
): Promise<void> {
  const sequencer = await openSequencer({ ...world, signers: () => SIGNERS, keys: () => KEYS, now: () => 0 });
  while (!isEnough(sequencer.size())) {
    appendRows(world.source, sequencer.size() + 37);
    await sequencer.sequence();
    await setTimeout(PAUSE_MS);
  }
}

async function inDirectory(use: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'iims-log-'));
  try {
    await use(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Far shorter than a node's own pause between two publications, ms. */
const PAUSE_MS = 10;

function withContent(
  row: EntryRow,
  change: (content: { salt: Uint8Array; body: Uint8Array }) => Partial<{ salt: Uint8Array; body: Uint8Array }>,
): EntryRow {
  assert(row.content.kind === 'open');
  return { ...row, content: { ...row.content, ...change(row.content) } };
}
