// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { concatBytes, concatInto } from './bytes.ts';
import { encodeCbor } from './cbor.ts';
import { ownMemory, passingMemory } from './passing-bytes.ts';
import { fillSlot, readSlot } from './slot.ts';

describe('memory that passes', () => {
  it('gives each byte string zeros that are no other one’s, however many there are', () => {
    const given = Array.from({ length: 500 }, (_, i) => passingMemory((i * 37) % 5_000));
    for (const [i, bytes] of given.entries()) {
      assert.equal(bytes.length, (i * 37) % 5_000);
      assert.ok(bytes.every((byte) => byte === 0));
      bytes.fill(1 + (i % 255));
    }
    for (const [i, bytes] of given.entries()) assert.ok(bytes.every((byte) => byte === 1 + (i % 255)));
    const pieces = new Set(given.filter(({ length }) => length <= 4_096).map(({ buffer }) => buffer));
    assert.ok(pieces.size < given.length / 4, `${pieces.size} pieces`);
  });

  it('leaves what is long a piece of its own', () => {
    assert.equal(passingMemory(4_097).buffer.byteLength, 4_097);
    assert.equal(ownMemory(10).buffer.byteLength, 10);
  });

  it('changes nothing of what is written there', () => {
    // So that nothing below begins where its piece does.
    passingMemory(3);
    const value = { list: [1, 'two', Uint8Array.of(3)], text: 'four' };
    assert.deepEqual(encodeCbor(value, passingMemory), encodeCbor(value));
    const parts = [Uint8Array.of(1, 2), Uint8Array.of(), Uint8Array.of(3)];
    assert.deepEqual(concatInto(passingMemory, ...parts), concatBytes(...parts));
    const content = encodeCbor(value);
    const slot = fillSlot(content, 2_048, passingMemory)!;
    assert.deepEqual(slot, fillSlot(content, 2_048));
    assert.deepEqual(readSlot(slot, 2_048), content);
  });
});
