// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IimsError } from '@iims/wire/errors';
import fc from 'fast-check';
import { readSnapshot, type SnapshotForm, writeSnapshot } from './index-snapshot.ts';

const FORM: SnapshotForm = { kind: 'TEST', version: 3, sections: 2 };
const SECTIONS = [new Int32Array([1, -1, 0]), new Int32Array([0x7fff_ffff, -0x8000_0000])];
const isDamaged = (error: unknown) => error instanceof IimsError && error.code === 'index.damaged';

describe('snapshots of an index', () => {
  it('gives back what was written, wherever the bytes lie', () => {
    const words = fc.int32Array({ maxLength: 40 });
    fc.assert(
      fc.property(words, words, fc.nat(5), (one, other, offset) => {
        const bytes = writeSnapshot(FORM, [one, other]);
        const moved = new Uint8Array(offset + bytes.length);
        moved.set(bytes, offset);
        assert.deepEqual(readSnapshot(FORM, moved.subarray(offset)), [one, other]);
      }),
    );
  });

  it('is written the least byte first, behind a header that names kind, version and lengths', () => {
    const bytes = writeSnapshot(FORM, SECTIONS);
    assert.equal(Buffer.from(bytes.subarray(0, 8)).toString('latin1'), 'IIMXTEST');
    assert.deepEqual([...bytes.subarray(8, 24)], [3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0]);
    assert.deepEqual([...bytes.subarray(24, 32)], [1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]);
    assert.equal(bytes.length, 4 * (4 + 2 + 5 + 2));
  });

  it('refuses a snapshot in which one byte has any other value', () => {
    const bytes = writeSnapshot(FORM, SECTIONS);
    for (let place = 0; place < bytes.length; place += 1) {
      for (let change = 1; change < 256; change += 1) {
        const changed = bytes.slice();
        changed[place]! ^= change;
        assert.throws(() => readSnapshot(FORM, changed), isDamaged, `byte ${place}`);
      }
    }
  });

  it('refuses a snapshot that is cut off or has something behind it', () => {
    const bytes = writeSnapshot(FORM, SECTIONS);
    for (let length = 0; length < bytes.length; length += 1)
      assert.throws(() => readSnapshot(FORM, bytes.subarray(0, length)), isDamaged, `${length} bytes`);
    for (const more of [1, 2, 3, 4, 8])
      assert.throws(() => readSnapshot(FORM, new Uint8Array([...bytes, ...new Uint8Array(more)])), isDamaged);
  });

  it('refuses words that changed places', () => {
    const bytes = writeSnapshot(FORM, SECTIONS);
    const words = new Int32Array(bytes.buffer);
    [words[6], words[7]] = [words[7]!, words[6]!];
    assert.throws(() => readSnapshot(FORM, bytes), isDamaged);
  });

  it('refuses a snapshot of another kind, version or number of sections', () => {
    const bytes = writeSnapshot(FORM, SECTIONS);
    assert.throws(() => readSnapshot({ ...FORM, kind: 'DATE' }, bytes), isDamaged);
    assert.throws(() => readSnapshot({ ...FORM, version: 4 }, bytes), isDamaged);
    assert.throws(() => readSnapshot({ ...FORM, sections: 1 }, bytes), isDamaged);
  });
});
