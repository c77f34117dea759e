// SPDX-License-Identifier: Apache-2.0
// The pool behind the node's randomness: nobody gets bytes that somebody else got, at the lengths where it is refilled or bypassed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemRandom } from './clock.ts';

const LENGTHS = [1, 10, 16, 32, 56, 100, 2_048, 2_049, 20_000];

test('random bytes have the length that was asked for and memory of their own', () => {
  for (const length of [0, ...LENGTHS]) {
    const bytes = systemRandom(length);
    assert.equal(bytes.length, length);
    assert.equal(bytes.buffer.byteLength, length);
  }
});

test('no eight bytes come twice, however the pool is drawn on', () => {
  const seen = new Set<string>();
  let drawn = 0;
  for (let round = 0; round < 20; round++) {
    for (const length of LENGTHS) {
      const bytes = Buffer.from(systemRandom(length));
      for (let at = 0; at + 8 <= length; at += 8, drawn++) seen.add(bytes.toString('latin1', at, at + 8));
    }
  }
  assert.equal(seen.size, drawn);
});
