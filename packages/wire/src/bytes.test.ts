// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  concatBytes,
  equalBytes,
  fromBase64,
  fromHex,
  fromUtf8,
  lengthPrefixed,
  toBase64,
  toHex,
  utf8,
} from './bytes.ts';

const MALFORMED = { code: 'bytes.malformed' };

describe('bytes', () => {
  it('joins without sharing memory', () => {
    const part = Uint8Array.of(1, 2);
    const joined = concatBytes(part, Uint8Array.of(), Uint8Array.of(3));
    part[0] = 9;
    assert.deepEqual(joined, Uint8Array.of(1, 2, 3));
  });

  it('puts each part after its 32-bit length', () => {
    assert.equal(toHex(lengthPrefixed(Uint8Array.of(0xaa), Uint8Array.of())), '00000001aa00000000');
  });

  it('writes the length big-endian', () => {
    assert.equal(toHex(lengthPrefixed(new Uint8Array(0x01_02_03)).slice(0, 4)), '00010203');
  });

  it('gives different lists of parts different bytes', () => {
    const parts = fc.array(fc.uint8Array({ maxLength: 4 }), { maxLength: 4 });
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const same = a.length === b.length && a.every((part, i) => equalBytes(part, b[i]!));
        assert.equal(equalBytes(lengthPrefixed(...a), lengthPrefixed(...b)), same);
      }),
    );
  });

  it('writes hexadecimal and base64 as Node does and reads them back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        assert.equal(toHex(bytes), Buffer.from(bytes).toString('hex'));
        assert.equal(toBase64(bytes), Buffer.from(bytes).toString('base64'));
        assert.deepEqual(fromHex(toHex(bytes)), bytes);
        assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
      }),
    );
  });

  it('accepts one spelling of base64 only', () => {
    const text = fc.string({ unit: fc.constantFrom('A', 'B', '/', '+', '=', 'z', ' ', '\n', '-', 'é'), maxLength: 8 });
    fc.assert(
      fc.property(text, (candidate) => {
        let bytes: Uint8Array;
        try {
          bytes = fromBase64(candidate);
        } catch {
          return;
        }
        assert.equal(toBase64(bytes), candidate);
      }),
      { numRuns: 2000 },
    );
  });

  for (const text of ['a', 'AB', '0g', 'ab ', '0x12']) {
    it(`refuses the hexadecimal ${JSON.stringify(text)}`, () => assert.throws(() => fromHex(text), MALFORMED));
  }
  for (const text of ['A', 'AB', 'ABC', 'AB==', 'AAB=', 'A===', '====', 'AA==AAAA', 'AAA\n', 'AA-_']) {
    it(`refuses the base64 ${JSON.stringify(text)}`, () => assert.throws(() => fromBase64(text), MALFORMED));
  }

  it('keeps a byte-order mark in UTF-8 and refuses what is not UTF-8', () => {
    assert.equal(fromUtf8(utf8('\ufeffə')), '\ufeffə');
    assert.throws(() => fromUtf8(Uint8Array.of(0xff)), MALFORMED);
    assert.throws(() => utf8('\ud800'), { name: 'AssertionFailure' });
  });
});
