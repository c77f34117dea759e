// SPDX-License-Identifier: Apache-2.0
// The hash of an item against its definition (spec/envelope.md), at the lengths where the code takes another buffer.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AssertionFailure } from '@iims/wire/assert';
import { concatBytes, lengthPrefixed, utf8 } from '@iims/wire/bytes';
import { leafHash } from './merkle-tree.ts';
import { itemHash, itemHashes, NONCE_BYTES } from './signed-content.ts';

const SENDER = new Uint8Array(32).fill(1);
const ID = new Uint8Array(16).fill(2);
const ITEMS = [5_000, 4_097, 4_096, 300, 1, 0].map((length) => new Uint8Array(length).fill(length));
const NONCES = ITEMS.map((_, index) => new Uint8Array(NONCE_BYTES).fill(100 + index));

test('the hash of an item is the leaf hash of its length-prefixed parts, whatever was hashed before', () => {
  for (const [index, item] of [...ITEMS.entries(), ...[...ITEMS.entries()].reverse()]) {
    const place = { sender: SENDER, id: ID, index, count: ITEMS.length };
    assert.deepEqual(itemHash(place, NONCES[index]!, item), defined(index, ITEMS.length));
  }
});

test('the items of a frame are hashed in order, whether all are short or one is long', () => {
  const all = itemHashes({ sender: SENDER, id: ID }, concatBytes(...NONCES), ITEMS);
  assert.deepEqual(
    all,
    ITEMS.map((_, index) => defined(index, ITEMS.length)),
  );
  const [first] = itemHashes({ sender: SENDER, id: ID }, NONCES[3]!, [ITEMS[3]!]);
  assert.deepEqual(first, itemHash({ sender: SENDER, id: ID, index: 0, count: 1 }, NONCES[3]!, ITEMS[3]!));
});

test('a nonce of another length is a fault of the program', () => {
  const place = { sender: SENDER, id: ID, index: 0, count: 1 };
  for (const nonce of [new Uint8Array(31), new Uint8Array(33)]) {
    assert.throws(() => itemHash(place, nonce, new Uint8Array(1)), AssertionFailure);
  }
});

function defined(index: number, count: number): Uint8Array {
  const parts = [utf8('iims/q1/item'), SENDER, ID, u32(index), u32(count), NONCES[index]!, ITEMS[index]!];
  return leafHash(lengthPrefixed(...parts));
}

function u32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}
