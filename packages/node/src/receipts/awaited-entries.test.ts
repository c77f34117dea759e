// SPDX-License-Identifier: Apache-2.0
// How long the line to a partner rests after what the partner does not give yet.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock, systemRandom } from '../clock.ts';
import { UKR } from '../trust/federation.fixture.ts';
import { AwaitedEntries, type FetchedEntries } from './awaited-entries.ts';

const SECOND_MS = 1_000;
const HELD: FetchedEntries = { asked: 1, early: 1, isHeld: true };

test('what the partner does not give yet holds what becomes due meanwhile for 40 s at most, and what is new until it is due', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let elapsedMs = 0;
  const askedAt: number[] = [];
  const entries = new AwaitedEntries({
    states: async () => [UKR],
    nextDue: async () => 0,
    fetchDue: async () => {
      askedAt.push(elapsedMs);
      return HELD;
    },
    restMs: 250,
    clock: { now: () => elapsedMs, monotonic: () => elapsedMs },
    // The longest rest of each.
    random: (length) => new Uint8Array(length).fill(255),
  });
  const pass = async (ms: number) => {
    for (const end = elapsedMs + ms; elapsedMs < end; ) {
      elapsedMs += SECOND_MS;
      t.mock.timers.tick(SECOND_MS);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await entries.start();
  await pass(400 * SECOND_MS);
  const rests = askedAt.slice(1).map((at, place) => at - askedAt[place]!);
  assert.deepEqual(
    rests.slice(0, 5),
    [8, 16, 32, 40, 40].map((seconds) => seconds * SECOND_MS),
  );
  assert.ok(Math.max(...rests) <= 40 * SECOND_MS, `${rests.join(', ')} ms`);

  // Right after it was asked for again.
  const before = askedAt.length;
  while (askedAt.length === before) await pass(SECOND_MS);
  const wantedAt = elapsedMs;
  entries.wanted(UKR);
  await pass(10 * SECOND_MS);
  assert.equal(askedAt.at(-1)! - wantedAt, 9 * SECOND_MS);
  await entries.stop();
});

test('gives way before each exchange, and asks nothing any more that waited when it was stopped', async () => {
  const ways: (() => void)[] = [];
  let asked = 0;
  const asks: (() => void)[] = [];
  const entries = new AwaitedEntries({
    states: async () => [UKR],
    nextDue: async () => 0,
    fetchDue: async () => {
      asked += 1;
      asks.shift()?.();
      return { asked: 1, early: 0 };
    },
    restMs: 0,
    giveWay: () => new Promise((resolve) => ways.push(resolve)),
    clock: systemClock,
    random: systemRandom,
  });
  await entries.start();
  for (const before of [0, 1]) {
    while (ways.length === 0 && asked === before) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(asked, before);
    const isAsked = new Promise<void>((resolve) => asks.push(resolve));
    ways.shift()!();
    await isAsked;
  }
  while (ways.length === 0) await new Promise((resolve) => setImmediate(resolve));
  const stopped = entries.stop();
  ways.shift()!();
  await stopped;
  assert.equal(asked, 2);
});
