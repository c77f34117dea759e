// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IimsError } from '@iims/wire/errors';
import { lookupKeys } from '@iims/wire/lookup-keys';
import { confusionFold } from '@iims/wire/number-form';
import type { Subject } from '@iims/wire/subject';
import fc from 'fast-check';
import { writeSnapshot } from './index-snapshot.ts';
import { type Fingerprint, KeyedFingerprint } from './number-fingerprint.ts';
import { NumberTable } from './number-table.ts';

const SEED = Uint8Array.from([3, 1, 4, 1, 5, 9, 2, 6]);
const isDamaged = (error: unknown) => error instanceof IimsError && error.code === 'index.damaged';

/** Many keys share a fingerprint, and the fingerprints crowd at both ends of the table, so that rows of slots wrap around. */
class WeakFingerprint implements Fingerprint {
  low = 0;
  high = 0;

  take(text: string): void {
    const code = text.charCodeAt(0);
    this.low = [-1, 0, -1, 1, 0x7fff_ffff, -2][code % 6]!;
    this.high = code % 2;
  }
}

describe('fingerprints', () => {
  const fingerprint = new KeyedFingerprint(Uint8Array.from({ length: 8 }, (_, i) => i));

  // Inputs of even length from vectors.h of the reference implementation (CC0): bytes 00 01 02 …, key 00 … 07.
  for (const [bytes, expected] of Object.entries({
    0: '218d1f59b9b83cc8',
    2: '064f39ef7c50eb57',
    4: 'd5e78a175be52ea1',
    6: 'ce3e91358aa2bc25',
    8: 'edfee820bce4858c',
    10: '95b0469f06a6f2ee',
    12: '7bc71f9faef5c799',
    14: '3bb1a870eae8e658',
    62: 'f90b3ab572d46693',
  })) {
    it(`is HalfSipHash-2-4 of ${bytes} bytes`, () => {
      let text = '';
      for (let byte = 0; byte < Number(bytes); byte += 2) text += String.fromCharCode(byte | ((byte + 1) << 8));
      fingerprint.take(text);
      const hash = Buffer.alloc(8);
      hash.writeInt32LE(fingerprint.low, 0);
      hash.writeInt32LE(fingerprint.high, 4);
      assert.equal(hash.toString('hex'), expected);
    });
  }

  it('differs for texts that differ in length only, and under another seed', () => {
    const seen = new Set<string>();
    for (const seed of [SEED, Uint8Array.from(SEED).reverse()]) {
      const taken = new KeyedFingerprint(seed);
      for (const text of ['', '\0', '\0\0', '\0\0\0', 'A', 'A\0', 'АА1', 'AA1']) {
        taken.take(text);
        seen.add(`${taken.low} ${taken.high}`);
      }
    }
    assert.equal(seen.size, 16);
  });

  it('stops the program that hands in a short seed', () => {
    assert.throws(() => new KeyedFingerprint(new Uint8Array(4)), { name: 'AssertionFailure' });
  });
});

describe('number table', () => {
  it('holds nothing at first', () => {
    const fingerprint = new KeyedFingerprint(SEED);
    for (const table of [
      new NumberTable(fingerprint),
      NumberTable.restore(new NumberTable(fingerprint).snapshot(), fingerprint),
    ]) {
      assert.deepEqual(table.ordinalsOf('td||AA000001'), []);
      assert.equal(table.remove('td||AA000001', 1), false);
      assert.equal(table.entries, 0);
    }
  });

  it('keeps several alerts under one key, each once', () => {
    const table = new NumberTable(new KeyedFingerprint(SEED));
    for (const ordinal of [9, 2, 9, 5]) table.add('td||AA000001', ordinal);
    assert.equal(table.add('td||AA000001', 2), false);
    assert.deepEqual(table.ordinalsOf('td||AA000001'), [2, 5, 9]);
    assert.equal(table.entries, 3);
    assert.equal(table.remove('td||AA000001', 5), true);
    assert.equal(table.remove('td||AA000001', 5), false);
    assert.deepEqual(table.ordinalsOf('td||AA000001'), [2, 9]);
  });

  for (const [what, fingerprint, modelKey] of [
    ['a strong fingerprint', new KeyedFingerprint(SEED), (key: string) => key],
    ['fingerprints that collide', new WeakFingerprint(), weakKey],
  ] as const) {
    it(`does what a map does under ${what}, whatever is added and removed, and survives a snapshot`, () => {
      const step = fc.record({ add: fc.boolean(), key: fc.constantFrom(...'ABCDEFGHIJKLMN'), ordinal: fc.nat(9) });
      fc.assert(
        fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
          const model = new Map<string, Set<number>>();
          let table = new NumberTable(fingerprint);
          for (const { add, key, ordinal } of steps) {
            const under = model.get(modelKey(key)) ?? new Set();
            model.set(modelKey(key), under);
            assert.equal(add ? table.add(key, ordinal) : table.remove(key, ordinal), add !== under.has(ordinal));
            if (add) under.add(ordinal);
            else under.delete(ordinal);
          }
          for (const _ of [0, 1]) {
            for (const key of 'ABCDEFGHIJKLMN') {
              const expected = [...(model.get(modelKey(key)) ?? [])].sort((one, other) => one - other);
              assert.deepEqual(table.ordinalsOf(key), expected);
            }
            assert.equal(
              table.entries,
              [...model.values()].reduce((sum, under) => sum + under.size, 0),
            );
            table = NumberTable.restore(table.snapshot(), fingerprint);
          }
        }),
      );
    });
  }

  it('keeps between 18 and 23 bytes a number while it grows, and gives memory back', () => {
    const table = new NumberTable(new KeyedFingerprint(SEED));
    const count = 50_000;
    for (let i = 0; i < count; i += 1) {
      table.add(`td||${i}`, i);
      if (i < 1_000) continue;
      const bytes = table.bytes / table.entries;
      assert.ok(bytes >= 18 && bytes < 23, `${bytes} bytes a number at ${i}`);
    }
    for (let i = 0; i < count; i += 1) assert.deepEqual(table.ordinalsOf(`td||${i}`), [i]);
    assert.deepEqual(table.ordinalsOf(`td||${count}`), []);
    for (let i = 0; i < count; i += 1) assert.ok(table.remove(`td||${i}`, i));
    assert.ok(table.bytes < 2_000, `${table.bytes} bytes for nothing`);
  });

  it('is as quick after a million deletions as before: no marks of them stay', () => {
    const table = new NumberTable(new KeyedFingerprint(SEED), 2_000);
    const before = table.bytes;
    for (let i = 0; i < 200_000; i += 1) {
      table.add(`td||${i}`, i);
      if (i >= 1_000) table.remove(`td||${i - 1_000}`, i - 1_000);
    }
    assert.equal(table.entries, 1_000);
    assert.equal(table.bytes, before);
  });

  it('finds what the keys of alerts and queries say, and look-alikes only where no check digit holds', () => {
    const table = new NumberTable(new KeyedFingerprint(SEED));
    for (const [ordinal, number] of ['AB100045', 'AB1O0045', 'ABI00045'].entries()) {
      table.add(`td|UKR|${number}`, ordinal);
      table.add(`td~|UKR|${confusionFold(number)}`, ordinal);
    }
    const ask = (subject: Subject) =>
      lookupKeys(subject).map(({ key, matchedOn }) => [matchedOn, ...table.ordinalsOf(key)]);
    const subject = { kind: 'travel-document', number: 'AB 100045', issuingState: 'UKR' } as const;
    assert.deepEqual(ask(subject), [
      ['as-given', 0],
      ['confusable', 0, 1, 2],
    ]);
    assert.deepEqual(ask({ ...subject, checked: true }), [['as-given', 0]]);
    assert.deepEqual(ask({ ...subject, issuingState: 'GEO', checked: true }), [['as-given']]);
  });

  it('refuses a snapshot in which any byte is changed or missing', () => {
    const fingerprint = new KeyedFingerprint(SEED);
    const table = new NumberTable(fingerprint);
    for (let i = 0; i < 5; i += 1) table.add(`td||${i}`, i);
    const bytes = table.snapshot();
    for (let place = 0; place < bytes.length; place += 1) {
      const changed = bytes.slice();
      changed[place]! ^= 0x10;
      assert.throws(() => NumberTable.restore(changed, fingerprint), isDamaged, `byte ${place}`);
      assert.throws(() => NumberTable.restore(bytes.subarray(0, place), fingerprint), isDamaged, `${place} bytes`);
    }
  });

  it('refuses a snapshot that was made under another seed', () => {
    const table = new NumberTable(new KeyedFingerprint(SEED));
    table.add('td||AA000001', 1);
    assert.throws(() => NumberTable.restore(table.snapshot(), new KeyedFingerprint(new Uint8Array(8))), isDamaged);
  });

  it('refuses a snapshot whose checksum fits and whose content makes no sense', () => {
    const fingerprint = new KeyedFingerprint(SEED);
    fingerprint.take('seed');
    const proof = Int32Array.of(fingerprint.low, fingerprint.high);
    const form = { kind: 'NUMB', version: 1, sections: 2 };
    for (const [what, proofRead, entries] of [
      ['half a proof of the seed', proof.subarray(1), []],
      ['half an entry', proof, [1, 2]],
      ['an entry without an ordinal', proof, [1, 2, 0]],
      ['an ordinal below 0', proof, [1, 2, -1]],
      ['an entry twice', proof, [1, 2, 3, 1, 2, 3]],
    ] as const) {
      const bytes = writeSnapshot(form, [proofRead, Int32Array.from(entries)]);
      assert.throws(() => NumberTable.restore(bytes, fingerprint), isDamaged, what);
    }
  });

  it('stops the program that hands in what is no ordinal', () => {
    const table = new NumberTable(new KeyedFingerprint(SEED));
    for (const ordinal of [-1, 0.5, 2 ** 31 - 1])
      assert.throws(() => table.add('td||AA000001', ordinal), { name: 'AssertionFailure' });
  });
});

function weakKey(key: string): string {
  const weak = new WeakFingerprint();
  weak.take(key);
  return `${weak.low} ${weak.high}`;
}
