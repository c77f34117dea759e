// SPDX-License-Identifier: Apache-2.0
// What every store must do with what witnesses hold and give; part of `acceptance.fixture.ts`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestSources } from './acceptance.fixture.ts';
import { countEntries } from './entries.ts';
import type { Store } from './store.ts';
import {
  EVERY_WITNESSED_KEPT_MS,
  hasNews,
  readAllWitnessed,
  readForks,
  readHeldCheckpoint,
  readHeldCheckpoints,
  readWitnessed,
  readWitnessedCovering,
} from './witnesses.ts';

export function describeWitnesses(fixture: () => { readonly store: Store; readonly sources: TestSources }): void {
  test('a larger tree is held only if the one before it still is', async () => {
    const { store } = fixture();
    const first = await countEntries(store.reader);
    assert.equal(await readHeldCheckpoint(store.reader, 'a'), undefined);
    await cosign(store, 0, 5);
    const outcomes = await Promise.allSettled([cosign(store, 5, 7), cosign(store, 5, 9), cosign(store, 0, 3)]);
    assert.deepEqual(
      outcomes.map((outcome) => (outcome.status === 'fulfilled' ? 'held' : outcome.reason.code)),
      ['held', 'witness.moved', 'witness.moved'],
    );
    const held = await readHeldCheckpoint(store.reader, 'a');
    assert.deepEqual([held?.size, held?.root[0], held?.cosignedAtSeconds], [7, 7, 70]);
    assert.deepEqual(
      (await readHeldCheckpoints(store.reader)).map(({ origin }) => origin),
      ['a'],
    );
    assert.equal(await countEntries(store.reader), first + 2, 'what did not happen has no entry');
  });

  test('a log forks once', async () => {
    const { store } = fixture();
    await keepFork(store, 1);
    await assert.rejects(keepFork(store, 2), { code: 'witness.moved' });
    assert.deepEqual(
      (await readForks(store.reader)).map(({ origin, proof }) => [origin, [...proof]]),
      [['a', [1]]],
    );
  });

  test('a checkpoint with more cosignatures takes the place of the same with fewer, and a quorum chooses', async () => {
    const { store } = fixture();
    for (const [size, cosigners] of [
      [3, 2],
      [5, 1],
      [5, 2],
      [8, 1],
    ] as const)
      await keepWitnessed(store, size, cosigners);
    const sizes = async (quorum: number) => (await readAllWitnessed(store.reader, quorum)).map(({ size }) => size);
    assert.deepEqual(
      [await sizes(0), await sizes(2)],
      [
        [3, 5, 8],
        [3, 5],
      ],
    );
    assert.equal((await readWitnessed(store.reader, 2))?.size, 5);
    assert.equal((await readWitnessed(store.reader, 3))?.size, undefined);
    assert.equal((await readWitnessedCovering(store.reader, 2, 2))?.size, 3);
    assert.equal((await readWitnessedCovering(store.reader, 3, 2))?.size, 5);
    assert.equal((await readWitnessedCovering(store.reader, 5, 2))?.size, undefined);
  });

  test('of witnessed checkpoints older than a day the last of each hour stays', async () => {
    const { store, sources } = fixture();
    const start = sources.nowMs;
    sources.nowMs = Math.ceil(start / HOUR_MS) * HOUR_MS;
    for (let size = 100; size < 130; size++, sources.nowMs += HOUR_MS / 10) await keepWitnessed(store, size, 2);
    const sizes = async () =>
      (await readAllWitnessed(store.reader, 0)).map(({ size }) => size).filter((size) => size >= 100);
    assert.equal((await sizes()).length, 30);
    for (let size = 130; size < 136; size++) {
      sources.nowMs += size === 130 ? EVERY_WITNESSED_KEPT_MS - 2 * HOUR_MS : HOUR_MS;
      await keepWitnessed(store, size, 2);
    }
    assert.deepEqual(await sizes(), [109, 119, 129, 130, 131, 132, 133, 134, 135]);
    sources.nowMs = start;
  });

  test('what witnessing itself writes is no news', async () => {
    const { store } = fixture();
    const first = await countEntries(store.reader);
    await keepWitnessed(store, 900, 1);
    await cosign(store, 7, 20);
    const end = await countEntries(store.reader);
    assert.equal(await hasNews(store.reader, first, end), false);
    await store.write({ event: 'node.started', body: {} });
    assert.equal(await hasNews(store.reader, first, end), false);
    assert.equal(await hasNews(store.reader, first, end + 1), true);
  });
}

const cosign = (store: Store, oldSize: number, size: number) =>
  store.write(
    { event: 'witness.cosigned', body: { size } },
    {
      name: 'cosign-checkpoint',
      args: {
        origin: 'a',
        oldSize,
        size,
        root: new Uint8Array(32).fill(size),
        checkpoint: new Uint8Array([size]),
        cosignedAtSeconds: 10 * size,
      },
    },
  );

const keepFork = (store: Store, proof: number) =>
  store.write(
    { event: 'witness.fork-detected', body: {} },
    { name: 'keep-fork', args: { origin: 'a', proof: new Uint8Array([proof]) } },
  );

const keepWitnessed = (store: Store, size: number, cosigners: number) =>
  store.write(
    { event: 'log.witnessed', body: { size } },
    {
      name: 'keep-witnessed',
      args: { size, root: new Uint8Array(32), checkpoint: new Uint8Array([cosigners]), cosigners },
    },
  );

const HOUR_MS = 3_600_000;
