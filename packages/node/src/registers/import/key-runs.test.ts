// SPDX-License-Identifier: Apache-2.0
// Index rows come out in the order of the index, whatever order they went in, also where tokens agree in most of their bytes.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { toHex } from '@iims/wire/bytes';
import { IdSet } from './id-set.ts';
import { alertNumberOf, KeyRuns } from './key-runs.ts';
import { readSpool, SpoolPieces, SpoolWriter } from './sealed-spool.ts';

test('rows of more than one run are merged in the order of token and number', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'iims-key-runs-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const runs = new KeyRuns((run) => ({
    path: join(folder, `run-${run}`),
    key: new Uint8Array(32),
    name: `run-${run}`,
  }));
  const expected: string[] = [];
  let seed = 1;
  for (let number = 1; number <= ROWS; number += 1) {
    const token = new Uint8Array(16);
    for (const at of [0, 5, 6, 15]) {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      // Few values, so that many tokens share their beginning and some are the same.
      token[at] = (seed >> 16) % 6;
    }
    runs.add(token, number, number % 2);
    expected.push(`${toHex(token)} ${String(number).padStart(9, '0')} ${number % 2}`);
  }
  const sorted = [...runs.sorted()].map(
    (row) => `${toHex(row.subarray(0, 16))} ${String(alertNumberOf(row)).padStart(9, '0')} ${row[20]}`,
  );
  assert.deepEqual(sorted, expected.sort());
});

test('a sealed file opens at its own place, whole and unchanged, and nowhere else', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'iims-spool-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const place = { path: join(folder, 'a'), key: new Uint8Array(32).fill(7), name: 'source' };
  const content = Uint8Array.from({ length: 50_000 }, (_, i) => i % 251);
  const writer = new SpoolWriter(place);
  for (let at = 0; at < content.length; at += 999) writer.write(content.subarray(at, at + 999));
  writer.finish();
  assert.deepEqual(Buffer.concat([...readSpool(place)]), Buffer.from(content));
  const pieces = new SpoolPieces(readSpool(place));
  assert.deepEqual(pieces.take(20_000)?.length, 20_000);
  assert.throws(() => pieces.take(40_000), { code: 'import.damaged' });
  assert.throws(() => [...readSpool({ ...place, name: 'keys' })], { code: 'import.damaged' });
  assert.throws(() => [...readSpool({ ...place, key: new Uint8Array(32) })], { code: 'import.damaged' });
  assert.throws(() => [...readSpool({ ...place, path: join(folder, 'b') })], { code: 'import.damaged' });
});

test('an id is known from its second naming on', () => {
  const ids = new IdSet();
  const hash = (i: number) => new Uint8Array(new Uint32Array([Math.imul(i, 2_654_435_761), i % 7, 0, 0]).buffer);
  for (let i = 0; i < 20_000; i += 1) assert.ok(ids.add(hash(i)));
  for (let i = 0; i < 20_000; i += 1) assert.ok(!ids.add(hash(i)));
});

/** More than one run holds. */
const ROWS = 300_000;
