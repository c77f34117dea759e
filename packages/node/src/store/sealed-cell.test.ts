// SPDX-License-Identifier: Apache-2.0
// A cell opens with its own key, at its own table, column and row, and nowhere else.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aeadKey } from '@iims/crypto/primitives';
import { toHex, utf8 } from '@iims/wire/bytes';
import { systemRandom } from '../clock.ts';
import { keyNumberOf, Nonces, openCell, sealCell, sealedColumn } from './sealed-cell.ts';

const key = aeadKey(new Uint8Array(32).fill(1));
const column = sealedColumn('content', 'message', 'body');
const content = utf8('content');
const nonces = new Nonces(systemRandom);
const cell = sealCell({ no: 0x01020304, key }, nonces, column, 7, content);

test('a cell opens at its place, names its key, and is 32 bytes longer than what it holds', () => {
  assert.deepEqual(openCell(key, column, 7, cell), content);
  assert.equal(keyNumberOf(cell), 0x01020304);
  assert.equal(cell.length, content.length + 32);
  for (const row of [0, 2 ** 32, 2 ** 32 + 7, Number.MAX_SAFE_INTEGER, new Uint8Array(0), utf8('key of a row')]) {
    const other = sealCell({ no: 1, key }, nonces, column, row, content);
    assert.deepEqual(openCell(key, column, row, other), content);
  }
});

test('a cell opens in no other row, column, table or key, and not where a bit of it changed', () => {
  const sealedRow = sealCell({ no: 1, key }, nonces, column, 7 + 2 ** 32, content);
  const wrong = [
    openCell(key, column, 8, cell),
    openCell(key, column, 7, sealedRow),
    openCell(key, sealedColumn('content', 'message', 'subject'), 7, cell),
    openCell(key, sealedColumn('content', 'messages', 'body'), 7, cell),
    openCell(key, sealedColumn('content', 'messag', 'ebody'), 7, cell),
    openCell(aeadKey(new Uint8Array(32).fill(2)), column, 7, cell),
    openCell(key, column, 7, cell.subarray(0, 15)),
    openCell(key, column, 7, cell.subarray(0, 20)),
  ];
  for (let place = 4; place < cell.length; place++) {
    const changed = cell.slice();
    changed[place]! ^= 1;
    wrong.push(openCell(key, column, 7, changed));
  }
  assert.ok(wrong.every((opened) => opened === undefined));
  assert.equal(keyNumberOf(cell.subarray(0, 15)), undefined);
});

test('no nonce comes twice, and two openings of a database share none', () => {
  const seen = new Set<string>();
  const target = new Uint8Array(12);
  for (const opening of [new Nonces(systemRandom), new Nonces(systemRandom)]) {
    for (let i = 0; i < 1_000; i++) {
      opening.writeNext(target, 0);
      seen.add(toHex(target));
    }
  }
  assert.equal(seen.size, 2_000);
});
