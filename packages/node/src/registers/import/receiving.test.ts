// SPDX-License-Identifier: Apache-2.0
// A file on its way in, on a disk that fills up meanwhile.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs, { mkdtempSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { concatBytes, equalBytes } from '@iims/wire/bytes';
import { systemClock } from '../../clock.ts';
import { QueriesUnderWay } from '../../queries-under-way.ts';
import type { ImportAbout } from './import-about.ts';
import { Receiving } from './receiving.ts';
import { readSpool } from './sealed-spool.ts';
import { spoolPlace } from './spool-folder.ts';

test('a part that met a full disk comes again, and the whole is what was announced', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'iims-receiving-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const content = new Uint8Array(400_000).map((_, i) => i * 7 + (i >> 8));
  const spools = { folder, key: new Uint8Array(32) };
  const receiving = new Receiving(spools, aboutOf(content), systemClock);
  receiving.take(0, content.subarray(0, 100_000));
  fillDisk(t, 2);
  assert.throws(() => receiving.take(100_000, content.subarray(100_000, 300_000)), { code: 'store.full' });
  assert.ok(receiving.received < 300_000);
  for (let at = receiving.received; at < content.length; at = receiving.received)
    receiving.take(at, content.subarray(at, at + 150_000));
  await receiving.finish();
  const read = concatBytes(...[...readSpool(spoolPlace(spools, 'source'))].map((chunk) => chunk.slice()));
  assert.ok(equalBytes(read, content));
});

test('a file that was let go of before its end is not whole, and is not there for a part that waited', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'iims-receiving-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const content = new Uint8Array(400_000).fill(7);
  const queries = new QueriesUnderWay();
  const whole = new Receiving({ folder, key: new Uint8Array(32) }, aboutOf(content), systemClock);
  whole.take(0, content);
  whole.close();
  await assert.rejects(whole.finish(), { code: 'import.not-found' });

  const left = new Receiving({ folder: join(folder, 'left'), key: new Uint8Array(32) }, aboutOf(BIG), systemClock);
  const taken = left.takeInTurn(0, BIG, queries);
  await queries.pause();
  await queries.pause();
  left.close();
  rmSync(join(folder, 'left'), { recursive: true });
  await assert.rejects(taken, { code: 'import.not-found' });

  const ended = new Receiving({ folder: join(folder, 'ended'), key: new Uint8Array(32) }, aboutOf(BIG), systemClock);
  const flushed = ended.takeInTurn(0, BIG, queries);
  await queries.pause();
  await queries.pause();
  ended.close();
  await assert.rejects(flushed, { code: 'import.not-found' }, 'its file is still there, and the flush found it');
});

const BIG = new Uint8Array(2_000_000);

function aboutOf(content: Uint8Array): ImportAbout {
  return {
    files: [{ name: 'list', bytes: content.length }],
    sha256: createHash('sha256').update(content).digest('hex'),
  } as unknown as ImportAbout;
}

/** After some writes one writes half of what it should, and the next none. */
function fillDisk(t: { after(undo: () => void): void }, writes: number): void {
  const real = fs.writeSync;
  let left = writes;
  const undo = (): void => {
    fs.writeSync = real;
    syncBuiltinESMExports();
  };
  fs.writeSync = ((file: number, bytes: Uint8Array, from: number, length: number, place: number): number => {
    left -= 1;
    if (left > 0) return real(file, bytes, from, length, place);
    if (left === 0) return real(file, bytes, from, length >> 1, place);
    undo();
    throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  }) as typeof fs.writeSync;
  syncBuiltinESMExports();
  t.after(undo);
}
