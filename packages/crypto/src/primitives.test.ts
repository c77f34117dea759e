// SPDX-License-Identifier: Apache-2.0
// HMAC and digests against the runtime's own, at the lengths where the code here takes another path.

import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { lengthPrefixed } from '@iims/wire/bytes';
import { type HashName, hmac, sha256, sha256OfPrefixed, sha512 } from './primitives.ts';
import { importX25519Public } from './x-wing.ts';

const HASH_NAMES: readonly HashName[] = ['sha256', 'sha384', 'sha512'];

describe('HMAC equals that of the runtime', () => {
  for (const hashName of HASH_NAMES) {
    test(`${hashName}: keys around a block, messages around the shared buffer`, () => {
      for (const keyBytes of [0, 1, 32, 63, 64, 65, 127, 128, 129, 300]) {
        for (const messageBytes of [0, 1, 383, 384, 385, 447, 448, 449, 5_000]) {
          const key = pattern(keyBytes);
          const message = pattern(messageBytes);
          const expected = new Uint8Array(createHmac(hashName, key).update(message).digest());
          assert.deepEqual(hmac(hashName, key, message), expected, `${keyBytes} and ${messageBytes} bytes`);
        }
      }
    });
  }

  test('a message in parts is the joined message, and a call leaves nothing behind for the next', () => {
    const key = pattern(32);
    const whole = hmac('sha256', key, pattern(100));
    hmac('sha512', pattern(128), pattern(300));
    assert.deepEqual(hmac('sha256', key, pattern(100).subarray(0, 40), pattern(100).subarray(40)), whole);
  });
});

test('a hash over prefixed parts is that of the joined ones, around the shared buffer, and a call leaves nothing behind for the next', () => {
  const filled = (length: number, byte: number) => new Uint8Array(length).fill(byte);
  for (const first of [4_079, 0, 1, 300, 65_536, 4_080, 4_078, 2]) {
    const parts = [filled(first, 0xff), filled(3, 7), filled(2, 9)];
    assert.deepEqual(sha256OfPrefixed(...parts), sha256(lengthPrefixed(...parts)), `${first}`);
  }
});

test('a digest has every byte value', () => {
  const seen = new Set<number>();
  for (let count = 0; count < 200; count += 1) {
    const message = pattern(count);
    assert.deepEqual(sha256(message), new Uint8Array(createHash('sha256').update(message).digest()));
    assert.deepEqual(sha512(message), new Uint8Array(createHash('sha512').update(message).digest()));
    for (const byte of sha512(message)) seen.add(byte);
  }
  assert.equal(seen.size, 256);
});

test('the import of an X25519 key leaves stack traces as they were, whether it succeeds or fails', () => {
  const before = Error.stackTraceLimit;
  importX25519Public(pattern(32));
  assert.equal(Error.stackTraceLimit, before);
  assert.throws(() => importX25519Public(pattern(31)));
  assert.equal(Error.stackTraceLimit, before);
});

function pattern(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, place) => (place * 151 + 7) % 256);
}
