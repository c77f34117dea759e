// SPDX-License-Identifier: Apache-2.0
// The publisher on a real store and disk: entries are published in time, at the stop, and after a start; a failure is fatal.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { IimsError } from '@iims/wire/errors';
import { systemClock, systemRandom } from '../clock.ts';
import { readEntryFile } from '../store/entry-file.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { KEYS, SIGNERS } from './crash.fixture.ts';
import { type Publisher, startPublisher } from './publisher.ts';
import { verifyDirectory } from './verify-directory.ts';

test('an entry is published soon, and the rest when the publisher stops', {
  timeout: 240_000,
}, async () => {
  await withStore(async (directory, store) => {
    const publisher = await startPublisher({
      directory,
      keys: () => KEYS,
      signers: () => SIGNERS,
      store,
      onFatal: assert.fail,
    });
    await append(store, 1);
    await published(publisher, 1);
    await append(store, 2);
    await published(publisher, 3);
    await append(store, 300);
    await publisher.stop();
    assert.equal(publisher.size(), 303);
    const verdict = await verifyDirectory(directory, KEYS, { rows: () => readEntryFile(join(directory, DATABASE)) });
    assert.ok(verdict.ok && verdict.size === 303 && verdict.pending === 0, JSON.stringify(verdict));
  });
});

test('what was durable before the start is published when the publisher has started', {
  timeout: 240_000,
}, async () => {
  await withStore(async (directory, store) => {
    await append(store, 5);
    const publisher = await startPublisher({
      directory,
      keys: () => KEYS,
      signers: () => SIGNERS,
      store,
      onFatal: assert.fail,
    });
    assert.equal(publisher.size(), 5);
    await publisher.stop();
  });
});

test('a file that cannot be written is fatal, once', { timeout: 240_000 }, async () => {
  await withStore(async (directory, store) => {
    const faults: IimsError[] = [];
    const onFatal = (fault: IimsError) => void faults.push(fault);
    const publisher = await startPublisher({ directory, keys: () => KEYS, signers: () => SIGNERS, store, onFatal });
    await rm(join(directory, 'log-staging'), { recursive: true });
    await append(store, 1);
    while (faults.length === 0) await setTimeout(20);
    await publisher.stop();
    assert.deepEqual(
      faults.map((fault) => fault.code),
      ['log.publish-failed'],
    );
  });
});

async function append(store: Store, count: number): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, number) => store.write({ event: 'node.started', body: { number } })),
  );
}

async function published(publisher: Publisher, size: number): Promise<void> {
  while (publisher.size() < size) await setTimeout(20);
  assert.equal(publisher.size(), size);
}

async function withStore(use: (directory: string, store: Store) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'iims-publisher-'));
  const store = await openSqliteStore({
    atRest: new Uint8Array(32),
    path: join(directory, DATABASE),
    now: systemClock.now,
    random: systemRandom,
    reserveBytes: 65_536,
  });
  try {
    await use(directory, store);
  } finally {
    await store.close();
    await rm(directory, { recursive: true });
  }
}

const DATABASE = 'iims.db';
