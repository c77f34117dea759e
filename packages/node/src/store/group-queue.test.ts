// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { IimsError } from '@iims/wire/errors';
import { toFault } from './fault.ts';
import { GROUP_ITEMS_MAX, GroupQueue, type GroupResult } from './group-queue.ts';
import type { GroupItem } from './run-group.ts';
import { WRITES_WAITING_MAX } from './store.ts';

/** A disk whose commits end when the test says so. */
class SlowDisk {
  readonly groups: (readonly GroupItem[])[] = [];
  #finish: ((result: GroupResult) => void) | undefined;
  #index = 0;

  readonly commit = (items: readonly GroupItem[]): Promise<GroupResult> => {
    this.groups.push(items);
    return new Promise((resolve) => {
      this.#finish = resolve;
    });
  };

  async finish(): Promise<void> {
    const outcomes = this.groups.at(-1)!.map(() => ({
      kind: 'written' as const,
      index: this.#index++,
      result: undefined,
    }));
    await this.end({ kind: 'committed', outcomes });
  }

  async end(result: GroupResult): Promise<void> {
    this.#finish?.(result);
    await settled();
  }

  get sizes(): number[] {
    return this.groups.map((group) => group.length);
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const item: GroupItem = {
  kind: 'head',
  expectedSize: 0,
  next: { size: 1, root: new Uint8Array(32), checkpoint: new Uint8Array() },
};

test('a lonely write leaves at once, and what comes while it is under way shares the next commit', async () => {
  const disk = new SlowDisk();
  const queue = new GroupQueue(disk.commit);
  const first = queue.push(item);
  await settled();
  const others = [queue.push(item), queue.push(item), queue.push(item)];
  await settled();
  assert.deepEqual(disk.sizes, [1]);
  await disk.finish();
  assert.deepEqual(disk.sizes, [1, 3]);
  await disk.finish();
  assert.deepEqual(
    await Promise.all([first, ...others].map(async (write) => ((await write) as { index: number }).index)),
    [0, 1, 2, 3],
  );
});

test('where groups are gathered, what comes until one is taken shares it, also right after a commit', async () => {
  const disk = new SlowDisk();
  const queue = new GroupQueue(disk.commit, { gather: async () => void (await settled()) });
  const first = [queue.push(item)];
  await Promise.resolve();
  first.push(queue.push(item));
  await settled();
  const later = [queue.push(item)];
  const ended = disk.finish();
  later.push(queue.push(item));
  await ended;
  await Promise.all(first);
  await settled();
  assert.deepEqual(disk.sizes, [2, 2]);
  await disk.finish();
  await Promise.all(later);
  await queue.drain();
});

test('callers who resume together after one commit meet again in the next', async () => {
  const disk = new SlowDisk();
  const queue = new GroupQueue(disk.commit);
  const writeTwice = async () => {
    await queue.push(item);
    await queue.push(item);
  };
  const writers = Promise.all([writeTwice(), writeTwice(), writeTwice()]);
  await settled();
  await disk.finish();
  await disk.finish();
  await writers;
  assert.deepEqual(disk.sizes, [3, 3]);
});

test('a refused group rejects its callers, and the next one goes on', async () => {
  const disk = new SlowDisk();
  const queue = new GroupQueue(disk.commit);
  const refused = [queue.push(item), queue.push(item)].map((write) => assert.rejects(write, { code: 'store.full' }));
  await settled();
  const later = queue.push(item);
  await disk.end({ kind: 'refused', fault: toFault(new IimsError('store.full', { message: 'The disk is full.' })) });
  await Promise.all(refused);
  await disk.finish();
  assert.deepEqual(await later, { kind: 'written', index: 0, result: undefined });
});

test('one commit holds a bounded number of writes', async () => {
  const disk = new SlowDisk();
  const queue = new GroupQueue(disk.commit);
  const writes = Array.from({ length: GROUP_ITEMS_MAX + 1 }, () => queue.push(item));
  await settled();
  await disk.finish();
  await disk.finish();
  await Promise.all(writes);
  assert.deepEqual(disk.sizes, [GROUP_ITEMS_MAX, 1]);
});

test('one write too many is refused as busy, and the others stand', async () => {
  const disk = new SlowDisk();
  const queue = new GroupQueue(disk.commit);
  queue.push(item);
  await settled();
  for (let i = 0; i < WRITES_WAITING_MAX; i++) queue.push(item);
  await assert.rejects(queue.push(item), { code: 'store.busy' });
  await disk.finish();
  assert.deepEqual(disk.sizes, [1, GROUP_ITEMS_MAX]);
});

test('after a fatal fault nothing settles: neither what is under way nor what comes later', async () => {
  const queue = new GroupQueue(() => new Promise(() => undefined));
  let settledWrites = 0;
  const count = () => {
    settledWrites += 1;
  };
  queue.push(item).then(count, count);
  await settled();
  queue.push(item).then(count, count);
  await settled();
  assert.equal(settledWrites, 0);
});

test('draining waits for what is under way and for what waits, and then nothing more is accepted', async () => {
  const disk = new SlowDisk();
  const queue = new GroupQueue(disk.commit);
  let drained = false;
  queue.push(item);
  await settled();
  queue.push(item);
  const drain = queue.drain().then(() => {
    drained = true;
  });
  assert.throws(() => queue.push(item), { name: 'AssertionFailure' });
  await disk.finish();
  assert.equal(drained, false);
  await disk.finish();
  await drain;
});

const staging: GroupItem = { kind: 'staging', atMs: 0, name: 'drop-generation', args: {} };
const kindsOf = (disk: SlowDisk) => disk.groups.map((group) => group.map(({ kind }) => kind).join());

/** Queries that are under way until they are said to have ended, however long that takes. */
class PlayedQueries {
  isAny = true;
  #end: () => void = () => undefined;
  readonly #ended = new Promise<void>((resolve) => (this.#end = resolve));
  readonly pause = (): Promise<void> => this.#ended;

  end(): void {
    this.isAny = false;
    this.#end();
  }
}

test('a staging goes alone, and after those whom others wait for', async () => {
  const disk = new SlowDisk();
  const queue = new GroupQueue(disk.commit);
  for (const each of [item, staging, staging, item]) queue.push(each);
  await settled();
  assert.deepEqual(kindsOf(disk), ['head,head']);
  await disk.finish();
  assert.deepEqual(kindsOf(disk), ['head,head', 'staging']);
  await disk.finish();
  assert.deepEqual(kindsOf(disk), ['head,head', 'staging', 'staging']);
});

test('a staging goes when the queries have ended that were under way', async (t) => {
  // Stands still: nothing is due.
  t.mock.method(performance, 'now', () => 0);
  const disk = new SlowDisk();
  const queries = new PlayedQueries();
  const queue = new GroupQueue(disk.commit, { queries });
  queue.push(staging);
  queue.push(item);
  await settled();
  await disk.finish();
  await settled();
  assert.deepEqual(kindsOf(disk), ['head']);
  queries.end();
  await settled();
  assert.deepEqual(kindsOf(disk), ['head', 'staging']);
});

test('a staging goes now and then where queries never end', async () => {
  const disk = new SlowDisk();
  const queue = new GroupQueue(disk.commit, { queries: new PlayedQueries() });
  const since = performance.now();
  queue.push(staging);
  while (!kindsOf(disk).includes('staging')) await pause(1);
  assert.ok(performance.now() - since >= 20);
});

test('a staging goes now and then where writes never pause', async () => {
  const disk = new SlowDisk();
  const queue = new GroupQueue(disk.commit);
  const since = performance.now();
  for (const each of [item, staging]) queue.push(each);
  await settled();
  while (!kindsOf(disk).includes('staging')) {
    queue.push(item);
    await settled();
    await disk.finish();
    assert.ok(performance.now() - since < 2_000, 'it never went');
  }
  assert.ok(performance.now() - since >= 20);
});

test('a closing store waits for no pause', async () => {
  const disk = new SlowDisk();
  const queue = new GroupQueue(disk.commit);
  for (const each of [item, staging]) queue.push(each);
  const drain = queue.drain();
  await disk.finish();
  assert.deepEqual(kindsOf(disk), ['head', 'staging']);
  await disk.finish();
  await drain;
});
