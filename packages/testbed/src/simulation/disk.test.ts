// SPDX-License-Identifier: Apache-2.0
// The virtual disk keeps exactly what real ones promise: nothing before fsync, everything after it, and a lie when fsync fails.
import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Entry, VirtualDisk } from './disk.ts';
import { SeededRandom } from './random.ts';
import { Schedule } from './schedule.ts';

const entry = (key: string): Entry => ({ event: 'query.closed', key });

function makeDisk(seed = 1) {
  const schedule = new Schedule();
  const failures: number[] = [];
  const disk = new VirtualDisk({
    schedule,
    random: new SeededRandom(seed),
    onAppend: () => {},
    onSyncFailure: (waiters) => failures.push(waiters.length),
  });
  const settle = (): void => {
    while (schedule.runNext());
  };
  return { disk, failures, settle };
}

describe('virtual disk', () => {
  it('calls an entry durable only after its fsync, and all before it with it', () => {
    const { disk, settle } = makeDisk();
    const seen: string[] = [];
    for (const key of ['a', 'b', 'c']) disk.whenDurable(disk.append(entry(key)), () => seen.push(key));
    deepEqual(seen, []);
    equal(disk.durableEntry('query.closed', 'a'), undefined);
    settle();
    deepEqual(seen, ['a', 'b', 'c']);
    deepEqual(disk.durableEntry('query.closed', 'c'), entry('c'));
  });

  it('keeps what was durable through a crash, and of the rest a prefix', () => {
    const survivors = new Set<number>();
    for (let seed = 1; seed <= 50; seed++) {
      const { disk, settle } = makeDisk(seed);
      disk.append(entry('durable'));
      settle();
      for (const key of ['x', 'y', 'z']) disk.append(entry(key));
      disk.crash();
      const keys = disk.entries.map((each) => each.key);
      deepEqual(keys, ['durable', 'x', 'y', 'z'].slice(0, keys.length));
      survivors.add(keys.length);
    }
    deepEqual([...survivors].sort(), [1, 2, 3, 4]);
  });

  it('never calls back for what was pending when it crashed', () => {
    const { disk, settle } = makeDisk();
    disk.whenDurable(disk.append(entry('a')), () => ok(false, 'called back after a crash'));
    disk.crash();
    settle();
  });

  it('reports a failed fsync to those who wait, once, and loses what it had to write', () => {
    const { disk, failures, settle } = makeDisk();
    disk.nextSync = 'fails-and-loses';
    const index = disk.append(entry('lost'));
    disk.whenDurable(index, () => ok(false, 'called back'));
    settle();
    deepEqual(failures, [1]);
    equal(disk.isDurable(index), false);
    disk.append(entry('after'));
    settle();
    equal(disk.isDurable(index), false, 'a later fsync does not bring it back');
    disk.crash();
    deepEqual(disk.entries, [entry('after')]);
  });

  it('can lie: durable until the next crash, then gone', () => {
    const { disk, failures, settle } = makeDisk();
    disk.nextSync = 'lies';
    const index = disk.append(entry('volatile'));
    settle();
    deepEqual([disk.isDurable(index), failures.length], [true, 0]);
    disk.crash();
    deepEqual(disk.entries, []);
  });

  it('may have written what it reports as failed', () => {
    const { disk, failures, settle } = makeDisk();
    disk.nextSync = 'fails-but-persists';
    disk.append(entry('there'));
    settle();
    deepEqual(failures, [0]);
    disk.crash();
    deepEqual(disk.entries, [entry('there')]);
  });
});
