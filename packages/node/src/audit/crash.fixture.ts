// SPDX-License-Identifier: Apache-2.0
// For tests of the log: entries in memory, keys from seeds, and a way to die before, after or in the middle of any step.

import assert from 'node:assert/strict';
import { signingKeyFromSeed, verifyKeyOf } from '@iims/crypto/keys';
import { sha256 } from '@iims/crypto/primitives';
import { type LogKeys, openCheckpoint } from '@iims/tlog/checkpoint';
import { entryCommitment } from '@iims/tlog/entry-bundle';
import { filesOf } from '@iims/tlog/tile';
import { equalBytes, utf8 } from '@iims/wire/bytes';
import type { EntryRow } from '../store/entries.ts';
import type { LogHead } from '../store/log-head.ts';
import type { Disk } from './disk.ts';
import type { EntrySource } from './entry-source.ts';
import { type MemoryDisk, memoryDisk } from './memory-disk.fixture.ts';
import { openSequencer } from './sequence.ts';
import { type DirectoryVerdict, verifyOnDisk } from './verify-directory.ts';

/** What survives a process: its database and its disk. */
export interface World {
  readonly disk: MemoryDisk;
  readonly source: MemorySource;
}

export interface MemorySource extends EntrySource {
  readonly rows: EntryRow[];
  /** Sets the head without asking anybody, as a restored backup would. */
  restore(head: LogHead | undefined): void;
}

/** A database that asserts the law of the log: one root for each size, and heads that only grow. */
export function memorySource(): MemorySource {
  const rows: EntryRow[] = [];
  let head: LogHead | undefined;
  return {
    rows,
    entryCommitments: async (from, limit) => rows.slice(from, from + limit),
    head: async () => head,
    async advanceHead(expectedSize, next) {
      if ((head?.size ?? 0) !== expectedSize) return false;
      assert.ok(next.size > expectedSize && next.size <= rows.length, 'a head covers durable entries');
      assert.ok(equalBytes(openCheckpoint(next.checkpoint, KEYS).root, next.root));
      head = next;
      return true;
    },
    restore(older) {
      head = older;
    },
  };
}

export function appendRows(source: MemorySource, size: number): void {
  while (source.rows.length < size) {
    const index = source.rows.length;
    const row = ROWS[index] ?? rowAt(index);
    ROWS[index] = row;
    source.rows.push(row);
  }
}

function rowAt(index: number): EntryRow {
  const salt = sha256(utf8(`salt ${index}`));
  const body = utf8(`entry ${index}`);
  const content = { kind: 'open', salt, body } as const;
  return { index, event: 'query.asked', content, commitment: entryCommitment(salt, body) };
}

/** A world with a published log of `size` entries. */
export async function worldOf(size: number): Promise<World> {
  const world = WORLDS.get(size) ?? { disk: memoryDisk(), source: memorySource() };
  if (!WORLDS.has(size)) {
    appendRows(world.source, size);
    await run(world);
    WORLDS.set(size, world);
  }
  const source = memorySource();
  appendRows(source, size);
  source.restore(await world.source.head());
  return { disk: world.disk.copy(), source };
}

/** One life of a node: opens the log and publishes all there is. */
export async function run(world: { disk: Disk; source: EntrySource }): Promise<void> {
  const sequencer = await openSequencer({
    ...world,
    signers: () => SIGNERS,
    keys: () => KEYS,
    now: () => 1_700_000_000_000,
  });
  while ((await sequencer.sequence()) > 0);
}

export function verify(world: World): Promise<DirectoryVerdict> {
  return verifyOnDisk(world.disk, KEYS, { rows: () => rowsOf(world.source) });
}

export async function* rowsOf(source: MemorySource): AsyncGenerator<EntryRow> {
  yield* source.rows;
}

/** Asserts that the log is published to its end, and that nothing else lies beside it. */
export async function assertPublished(world: World, what: string): Promise<void> {
  const size = world.source.rows.length;
  const verdict = await verify(world);
  assert.ok(verdict.ok && verdict.size === size && verdict.pending === 0, `${what}: ${JSON.stringify(verdict)}`);
  const expected = ['checkpoint', ...filesOf(size)].map((path) => `log/${path}`);
  assert.deepEqual([...world.disk.files().keys()].sort(), expected.sort(), what);
  assert.deepEqual(world.disk.files().get('log/checkpoint'), (await world.source.head())?.checkpoint, what);
}

export type Death = 'before' | 'after' | 'torn';

/** How a step fails: with an exception, or by the end of the process, which for the code is one and the same. */
export class Died extends Error {}

/** The same world, whose step number `fatalStep` (from 0) dies, and with it every later one. */
export function dyingWorld(world: World, fatalStep: number, death: Death): World & { steps(): number } {
  let steps = 0;
  async function step<T>(act: () => Promise<T>, torn: () => Promise<unknown> = async () => {}): Promise<T> {
    const number = steps++;
    if (number > fatalStep) throw new Died('the process is gone');
    if (number < fatalStep) return await act();
    if (death === 'after') await act();
    if (death === 'torn') await torn();
    throw new Died(`step ${number} ${death}`);
  }
  const { disk, source } = world;
  return {
    steps: () => steps,
    disk: {
      ...disk,
      write: (path, content) =>
        step(
          () => disk.write(path, content),
          () => disk.write(path, content.subarray(0, content.length / 2)),
        ),
      rename: (from, to) => step(() => disk.rename(from, to)),
      remove: (path) => step(() => disk.remove(path)),
      makeDirectory: (path) => step(() => disk.makeDirectory(path)),
      removeDirectory: (path) => step(() => disk.removeDirectory(path)),
      syncDirectory: (path) => step(() => disk.syncDirectory(path)),
    },
    source: { ...source, advanceHead: (size, next) => step(() => source.advanceHead(size, next)) },
  };
}

const ROWS: EntryRow[] = [];
const WORLDS = new Map<number, World>();
export const SIGNERS = {
  ed25519: signingKeyFromSeed('ed25519', new Uint8Array(32).fill(1)),
  mldsa44: signingKeyFromSeed('ml-dsa-44', new Uint8Array(32).fill(2)),
};
export const KEYS: LogKeys = {
  origin: 'iims/GEO/audit/1',
  keys: [{ ed25519: verifyKeyOf(SIGNERS.ed25519), mldsa44: verifyKeyOf(SIGNERS.mldsa44) }],
};
