// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { oneAtATime, verifyInThread } from './verify-in-thread.ts';

test('a fault of the catalogue crosses the thread with its code', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'iims-verify-'));
  // The thread alone keeps no process alive.
  const held = setInterval(() => undefined, 1_000);
  t.after(() => {
    clearInterval(held);
    rmSync(directory, { recursive: true });
  });
  await assert.rejects(verifyInThread({ directory }), { name: 'IimsError', code: 'config.missing', field: 'dir' });
});

test('who asks during a run gets the next one, shared with all who do', async () => {
  let runs = 0;
  let atOnce = 0;
  const verify = oneAtATime(async () => {
    runs += 1;
    assert.equal(++atOnce, 1);
    const run = runs;
    for (let i = 0; i < 5; i++) await setImmediate();
    atOnce -= 1;
    return run;
  });
  const first = verify();
  await setImmediate();
  const later = await Promise.all([verify(), verify(), verify()]);
  assert.deepEqual([await first, ...later], [1, 2, 2, 2]);
  assert.equal(await verify(), 3);
});

test('a run that fails fails for those who asked for it, and the next one begins', async () => {
  let runs = 0;
  const verify = oneAtATime(async () => {
    runs += 1;
    await setImmediate();
    if (runs === 1) throw new Error('broken');
    return runs;
  });
  const first = verify();
  await assert.rejects(first, /broken/);
  assert.equal(await verify(), 2);
});
