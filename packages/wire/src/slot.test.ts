// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IimsError } from './errors.ts';
import { fillSlot, readSlot } from './slot.ts';

const refused = (error: unknown): boolean => error instanceof IimsError && error.code === 'bytes.malformed';

test('content of every length that fits comes back from its slot', () => {
  for (const length of [0, 1, 27, 28]) {
    const content = new Uint8Array(length).fill(7);
    const slot = fillSlot(content, 32);
    assert.equal(slot?.length, 32);
    assert.deepEqual(readSlot(slot!, 32), content);
  }
});

test('content that is too long gives no slot', () => {
  assert.equal(fillSlot(new Uint8Array(29), 32), undefined);
});

test('a slot of another size, a length beyond it and padding that is not zero are refused', () => {
  const slot = fillSlot(new Uint8Array(4), 32)!;
  assert.throws(() => readSlot(slot.subarray(1), 32), refused);
  const padded = slot.slice();
  padded[31] = 1;
  assert.throws(() => readSlot(padded, 32), refused);
  const long = slot.slice();
  long[2] = 1;
  assert.throws(() => readSlot(long, 32), refused);
});
