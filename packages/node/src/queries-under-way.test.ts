// SPDX-License-Identifier: Apache-2.0
// Work that nobody waits for stands still beside queries, and comes to its end where they never pause.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { GivingWay, QueriesUnderWay, SHARE_MS, WAITS_MS_MAX } from './queries-under-way.ts';

test('what waits goes on with the end of the last query, and at once where there is none', async () => {
  const queries = new QueriesUnderWay();
  await queries.pause();
  const one = query();
  const other = query();
  const asked = [queries.during(() => one.ended), queries.during(() => other.ended)];
  let isWaiting = true;
  const paused = queries.pause().then(() => (isWaiting = false));
  one.end();
  await asked[0];
  assert.ok(isWaiting);
  other.fail();
  await assert.rejects(asked[1]!, /of the query itself/);
  await paused;
  await queries.pause();
});

test('what waits goes on where queries never end', async () => {
  const queries = new QueriesUnderWay();
  const endless = query();
  const asked = queries.during(() => endless.ended);
  await queries.pause();
  endless.end();
  await asked;
});

test('a thread stands still beside a query for as long as it may, then works for its share, and stands still again', async () => {
  const queries = new QueriesUnderWay();
  const endless = query();
  const asked = queries.during(() => endless.ended);
  const waits = (from: number): number[] => [from, from, from + WAITS_MS_MAX, from + WAITS_MS_MAX];
  const shareEnds = 1_000 + WAITS_MS_MAX + SHARE_MS;
  const times = [...waits(1_000), shareEnds - 1, ...waits(shareEnds)];
  const way = new GivingWay(queries.shared, () => times.shift() as number);
  for (const left of [5, 4, 0]) {
    way.step();
    assert.equal(times.length, left);
  }
  endless.end();
  await asked;
  // Where nobody asks it never looks at the time.
  way.step();
});

test('a thread goes on as soon as the last query ends', async () => {
  const queries = new QueriesUnderWay();
  const running = query();
  const asked = queries.during(() => running.ended);
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
     import(workerData.module).then(({ GivingWay }) => {
       const way = new GivingWay(workerData.shared, () => 0);
       parentPort.postMessage('waits');
       way.step();
       parentPort.postMessage('goes on');
     });`,
    {
      eval: true,
      workerData: { shared: queries.shared, module: new URL('./queries-under-way.ts', import.meta.url).href },
    },
  );
  const words: string[] = [];
  const done = new Promise<void>((resolve) =>
    worker.on('message', (word: string) => {
      words.push(word);
      if (word === 'waits') running.end();
      else resolve();
    }),
  );
  await done;
  assert.deepEqual(words, ['waits', 'goes on']);
  await asked;
  await worker.terminate();
});

function query() {
  let end = (): void => undefined;
  let fail = (): void => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = () => reject(new Error('of the query itself'));
  });
  return { ended, end, fail };
}
