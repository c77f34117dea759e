// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { SpaceReserve } from './space-reserve.ts';

const directory = mkdtempSync(join(tmpdir(), 'iims-reserve-'));
after(() => rmSync(directory, { recursive: true }));

test('the reserve holds real blocks and gives them up', () => {
  const path = join(directory, 'held');
  const reserve = new SpaceReserve(path, 3 * 1024 * 1024 + 1);
  assert.equal(reserve.held, false);
  assert.equal(reserve.take(0), true);
  assert.equal(statSync(path).size, 3 * 1024 * 1024 + 1);
  assert(statSync(path).blocks * 512 >= 3 * 1024 * 1024);
  reserve.release();
  assert.equal(reserve.held, false);
});

test('a reserve that is cut short is not held, and is taken again', () => {
  const path = join(directory, 'cut');
  const reserve = new SpaceReserve(path, 4_096);
  reserve.take(0);
  truncateSync(path, 100);
  assert.equal(reserve.held, false);
  assert.equal(reserve.take(500), false, 'the disk is looked at once a second');
  assert.equal(reserve.take(1_000), true);
});

test('a reserve that the disk cannot spare twice is not taken', () => {
  const path = join(directory, 'too-large');
  assert.equal(new SpaceReserve(path, Number.MAX_SAFE_INTEGER).take(0), false);
  assert.throws(() => statSync(path), { code: 'ENOENT' });
});
