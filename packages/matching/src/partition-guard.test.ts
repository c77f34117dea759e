// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { birthDateOf, UNKNOWN_BIRTH_DATE } from './birth-date.ts';
import { PartitionGuard, type PartitionPlace } from './partition-guard.ts';
import { signatureDistance, signatureOf } from './skeleton.ts';

const DAY = birthDateOf(1974, 8, 12);
const WOMAN: PartitionPlace = { sex: 'F', birthDate: DAY };

describe('partition guard', () => {
  it('finds words whose consonants are near, in the same decade and of the same sex', () => {
    const guard = new PartitionGuard();
    guard.add(WOMAN, signatureOf('melnik'), 1);
    guard.add(WOMAN, signatureOf('melnikova'), 2);
    guard.add({ sex: 'M', birthDate: DAY }, signatureOf('melnik'), 3);
    guard.add({ sex: 'F', birthDate: birthDateOf(1981, 0, 0) }, signatureOf('melnik'), 4);
    guard.add({ sex: 'F', birthDate: birthDateOf(1979, 0, 0) }, signatureOf('melnik'), 5);
    assert.deepEqual([...guard.within(WOMAN, signatureOf('melnik'), 0)], [1, 5]);
    assert.deepEqual([...guard.within(WOMAN, signatureOf('melnik'), 1)], [1, 2, 5]);
  });

  it('looks through all where sex or year is not known, on either side', () => {
    const guard = new PartitionGuard();
    guard.add(WOMAN, 1, 1);
    guard.add({ birthDate: DAY }, 1, 2);
    guard.add({ sex: 'X', birthDate: DAY }, 1, 3);
    guard.add({ sex: 'F', birthDate: UNKNOWN_BIRTH_DATE }, 1, 4);
    guard.add({ sex: 'M', birthDate: birthDateOf(1950, 0, 0) }, 1, 5);
    assert.deepEqual([...guard.within(WOMAN, 1, 0)], [1, 2, 3, 4]);
    assert.deepEqual([...guard.within({ birthDate: DAY }, 1, 0)], [1, 2, 3, 4]);
    assert.deepEqual([...guard.within({ sex: 'F', birthDate: UNKNOWN_BIRTH_DATE }, 1, 0)], [1, 2, 3, 4]);
    assert.deepEqual([...guard.within({ birthDate: UNKNOWN_BIRTH_DATE }, 1, 0)], [1, 2, 3, 4, 5]);
  });

  it('does what comparing every word does, whatever is added and removed', () => {
    const signature = fc.nat(2 ** 27 - 1);
    const place = fc.record({
      sex: fc.constantFrom('F', 'M', 'X'),
      birthDate: fc.constantFrom(UNKNOWN_BIRTH_DATE, DAY, birthDateOf(1985, 0, 0)),
    });
    const word = fc.record({ place, signature: fc.oneof(signature, fc.nat(3)), ordinal: fc.nat(20) });
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 150 }),
        fc.array(fc.nat(149)),
        place,
        signature,
        fc.nat(20),
        (...drawn) => {
          const [words, removed, asked, queried, distanceMax] = drawn;
          const guard = new PartitionGuard();
          for (const { place, signature, ordinal } of words) guard.add(place, signature, ordinal);
          const left = [...words];
          for (const index of removed) {
            const [gone] = left.splice(index, 1);
            if (gone !== undefined) assert.ok(guard.remove(gone.place, gone.signature, gone.ordinal));
          }
          assert.equal(guard.entries, left.length);
          assert.equal(guard.remove(asked, queried, 21), false);
          const near = left
            .filter((word) => isOpenOrEqual(word.place.birthDate, asked.birthDate, UNKNOWN_BIRTH_DATE))
            .filter((word) => isOpenOrEqual(word.place.sex, asked.sex, 'X'))
            .filter((word) => signatureDistance(word.signature, queried) <= distanceMax)
            .map(({ ordinal }) => ordinal);
          const expected = [...new Set(near)].sort((one, other) => one - other);
          assert.deepEqual([...guard.within(asked, queried, distanceMax)], expected);
        },
      ),
    );
  });

  it('takes at most 12 bytes a word while it grows, and gives memory back', () => {
    const guard = new PartitionGuard();
    for (let i = 0; i < 10_000; i += 1) {
      guard.add(WOMAN, i, i);
      if (i > 100) assert.ok(guard.bytes / guard.entries <= 12.1, String(guard.bytes / guard.entries));
    }
    for (let i = 0; i < 9_000; i += 1) guard.remove(WOMAN, i, i);
    assert.ok(guard.bytes / guard.entries <= 33, String(guard.bytes / guard.entries));
    for (let i = 9_000; i < 10_000; i += 1) guard.remove(WOMAN, i, i);
    assert.deepEqual([guard.entries, guard.bytes], [0, 0]);
  });

  it('stops the program that hands in what is no signature or ordinal', () => {
    const guard = new PartitionGuard();
    assert.throws(() => guard.add(WOMAN, 2 ** 27, 1), { name: 'AssertionFailure' });
    assert.throws(() => guard.add(WOMAN, 1, -1), { name: 'AssertionFailure' });
  });
});

function isOpenOrEqual<T>(one: T, other: T, open: T): boolean {
  return one === open || other === open || one === other;
}
