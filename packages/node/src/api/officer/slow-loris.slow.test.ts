// SPDX-License-Identifier: Apache-2.0
// A small slow-loris; `bench/slow-loris.ts` runs the large one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runSlowLoris } from './slow-loris.fixture.ts';

test('requests that never end are closed within eight seconds, and checks go on meanwhile', async () => {
  const result = await runSlowLoris(51);
  assert.equal(result.stillOpen, 0);
  // Half a second for a machine that is busy with other things.
  assert.ok(result.lastClosedMs <= 8_500, JSON.stringify(result));
  assert.ok(result.firstClosedMs > 3_000, 'a slow officer has time to send a request');
  assert.ok(result.checks > 20, JSON.stringify(result));
});
