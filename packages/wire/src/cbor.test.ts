// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decode as cborgDecode, encode as cborgEncode } from 'cborg';
import fc from 'fast-check';
import { fromHex, toHex } from './bytes.ts';
import { decodeCbor, encodeCbor, splitCbor } from './cbor.ts';
import { CBOR_DEPTH_MAX, CBOR_VALUES_MAX } from './cbor-form.ts';

const FORBIDDEN = ['__proto__', 'constructor', 'prototype'];
const key = fc
  .string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 })
  .filter((text) => !FORBIDDEN.includes(text));
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(null, true, false),
    fc.maxSafeInteger().map((n) => n + 0),
    fc.integer({ min: -300, max: 300 }),
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.uint8Array({ maxLength: 40 }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
}));

describe('deterministic CBOR', () => {
  // RFC 8949, appendix A, as far as the data model goes.
  const examples: readonly (readonly [unknown, string])[] = [
    [0, '00'],
    [23, '17'],
    [24, '1818'],
    [255, '18ff'],
    [256, '190100'],
    [65535, '19ffff'],
    [65536, '1a00010000'],
    [4294967295, '1affffffff'],
    [4294967296, '1b0000000100000000'],
    [1000000000000, '1b000000e8d4a51000'],
    [Number.MAX_SAFE_INTEGER, '1b001fffffffffffff'],
    [-1, '20'],
    [-100, '3863'],
    [Number.MIN_SAFE_INTEGER, '3b001ffffffffffffe'],
    [false, 'f4'],
    [true, 'f5'],
    [null, 'f6'],
    [Uint8Array.of(1, 2, 3, 4), '4401020304'],
    ['', '60'],
    ['IETF', '6449455446'],
    ['ü水', '65c3bce6b0b4'],
    [[1, [2, 3], [4, 5]], '8301820203820405'],
    [{ b: [2, 3], a: 1 }, 'a26161016162820203'],
    [{ aa: 1, b: 2, a: 3 }, 'a3616103616202626161' + '01'],
  ];
  for (const [example, hex] of examples) {
    it(`writes and reads ${hex}`, () => {
      assert.equal(toHex(encodeCbor(example)), hex);
      assert.deepEqual(decodeCbor(fromHex(hex)), example);
    });
  }

  it('agrees with an independent coder in both directions', () => {
    fc.assert(
      fc.property(value, (original) => {
        const bytes = encodeCbor(original);
        assert.equal(toHex(bytes), toHex(cborgEncode(original)));
        assert.deepEqual(decodeCbor(bytes), original);
        assert.deepEqual(decodeCbor(bytes), cborgDecode(bytes));
      }),
      { numRuns: 300 },
    );
  });

  it('accepts no bytes but those it would write itself', () => {
    const mutated = fc.tuple(value, fc.nat(), fc.nat(255)).map(([original, at, byte]) => {
      const bytes = encodeCbor(original);
      bytes[at % bytes.length] = byte;
      return bytes;
    });
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 30 })), (bytes) => {
        let decoded: unknown;
        try {
          decoded = decodeCbor(bytes);
        } catch (error) {
          assert.ok(error instanceof Error && error.name === 'IimsError');
          return;
        }
        assert.equal(toHex(encodeCbor(decoded)), toHex(bytes));
      }),
      { numRuns: 3000 },
    );
  });

  const refused: readonly (readonly [name: string, hex: string, code: string])[] = [
    ['nothing', '', 'cbor.malformed'],
    ['a cut integer', '19', 'cbor.malformed'],
    ['a cut string', '6261', 'cbor.malformed'],
    ['a long string that is cut', '7903e861', 'cbor.malformed'],
    ['a cut array', '8201', 'cbor.malformed'],
    ['an array that claims 2^40 items', '9b0000010000000000', 'cbor.malformed'],
    ['bytes that claim 2^40', '5b0000010000000000', 'cbor.malformed'],
    ['a value and one more', '0000', 'cbor.malformed'],
    ['a tag', 'c000', 'cbor.malformed'],
    ['undefined', 'f7', 'cbor.malformed'],
    ['a half float', 'f93c00', 'cbor.malformed'],
    ['a double', 'fb3ff199999999999a', 'cbor.malformed'],
    ['a break alone', 'ff', 'cbor.malformed'],
    ['2^53', '1b0020000000000000', 'cbor.malformed'],
    ['-(2^53)', '3b001fffffffffffff', 'cbor.malformed'],
    ['2^64-1', '1bffffffffffffffff', 'cbor.malformed'],
    ['reserved additional information', '1c', 'cbor.malformed'],
    ['text that is not UTF-8', '61ff', 'cbor.malformed'],
    ['a surrogate in text', '63eda080', 'cbor.malformed'],
    ['an integer as key', 'a10000', 'cbor.malformed'],
    ['an empty key', 'a16000', 'cbor.malformed'],
    ['a key that is not ASCII', 'a162c3bc00', 'cbor.malformed'],
    ['the key __proto__', 'a1695f5f70726f746f5f5f00', 'cbor.malformed'],
    ['the key constructor', 'a16b636f6e7374727563746f7200', 'cbor.malformed'],
    ['a long form of a short integer', '1817', 'cbor.not-deterministic'],
    ['a long form of 255', '1900ff', 'cbor.not-deterministic'],
    ['a long form of a length', '780161', 'cbor.not-deterministic'],
    ['keys out of order', 'a2616200616100', 'cbor.not-deterministic'],
    ['a longer key before a shorter one', 'a262616100616200', 'cbor.not-deterministic'],
    ['a key twice', 'a2616100616101', 'cbor.not-deterministic'],
    ['an array without length', '9f00ff', 'cbor.not-deterministic'],
    ['text without length', '7f6161ff', 'cbor.not-deterministic'],
  ];
  for (const [name, hex, code] of refused) {
    it(`refuses ${name}`, () => assert.throws(() => decodeCbor(fromHex(hex)), { code }));
  }

  it('takes depth at the limit and refuses one more', () => {
    const nested = (depth: number) => fromHex(`${'81'.repeat(depth)}00`);
    decodeCbor(nested(CBOR_DEPTH_MAX));
    assert.throws(() => decodeCbor(nested(CBOR_DEPTH_MAX + 1)), { code: 'cbor.malformed' });
    assert.throws(() => decodeCbor(nested(100_000)), { code: 'cbor.malformed' });
  });

  it('takes so many values in all and refuses one more, however few bytes each has', () => {
    for (const unit of ['40', '80', 'a0']) {
      // An array in an array, so that both count.
      const values = (count: number) => fromHex(`8199${(count - 2).toString(16)}${unit.repeat(count - 2)}`);
      decodeCbor(values(CBOR_VALUES_MAX));
      splitCbor(values(CBOR_VALUES_MAX));
      for (const read of [decodeCbor, splitCbor])
        assert.throws(() => read(values(CBOR_VALUES_MAX + 1)), { code: 'cbor.malformed', rule: /values in all/ });
    }
    const most = Array.from({ length: CBOR_VALUES_MAX - 1 }, () => 0);
    decodeCbor(encodeCbor(most));
    assert.throws(() => encodeCbor([...most, 0]), { name: 'AssertionFailure' });
  });

  it('gives bytes that share no memory with the input, of whatever kind that is', () => {
    const input = Buffer.from('4201' + '02', 'hex');
    const decoded = decodeCbor(input) as Uint8Array;
    input.fill(0);
    assert.deepEqual(decoded, Uint8Array.of(1, 2));
    assert.equal(Object.getPrototypeOf(decoded), Uint8Array.prototype);
  });

  it('splits after the first value, which it reads as strictly as if it were read alone', () => {
    const codeOf = (read: () => unknown): string => {
      try {
        read();
        return 'read';
      } catch (fault) {
        return (fault as { code: string }).code;
      }
    };
    fc.assert(
      fc.property(value, fc.uint8Array({ maxLength: 5 }), fc.nat(), fc.nat({ max: 255 }), (one, after, at, byte) => {
        const bytes = encodeCbor(one);
        const { first, rest } = splitCbor(new Uint8Array([...bytes, ...after]));
        assert.deepEqual([toHex(first), toHex(rest)], [toHex(bytes), toHex(after)]);
        bytes[at % bytes.length] = byte;
        const split = codeOf(() => assert.equal(splitCbor(bytes).rest.length, 0));
        assert.equal(
          split === 'ERR_ASSERTION' ? 'cbor.malformed' : split,
          codeOf(() => decodeCbor(bytes)),
        );
      }),
    );
  });

  it('reads each key by its own bytes, though more are read than it remembers', () => {
    // Twice as many as there are places, so that many follow a key of the same length at their place.
    const keys = Array.from({ length: 4_096 }, (_, index) => `key-${String(index).padStart(4, '0')}`);
    for (const name of [...keys, ...keys.reverse(), 'key-000', 'key-00000']) {
      assert.deepEqual(decodeCbor(cborgEncode({ [name]: 1 })), { [name]: 1 });
    }
  });

  it('refuses the same keys however often they come', () => {
    for (const name of [...FORBIDDEN, 'ü', '']) {
      const bytes = cborgEncode(JSON.parse(`{${JSON.stringify(name)}:1}`));
      for (let time = 0; time < 3; time++) assert.throws(() => decodeCbor(bytes), { code: 'cbor.malformed' });
    }
  });

  it('gives each encoding memory of its own, however long it is', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(10_000), (first, second) => {
        const bytes = encodeCbor(new Uint8Array(first).fill(1));
        const expected = toHex(bytes);
        encodeCbor(new Uint8Array(second).fill(2));
        assert.equal(toHex(bytes), expected);
        assert.equal(bytes.buffer.byteLength, bytes.length);
      }),
    );
  });

  it('encodes while it encodes, and after a value that has no encoding', () => {
    const value = {
      a: 'before',
      get b() {
        assert.throws(() => encodeCbor(['cut off', undefined]), { name: 'AssertionFailure' });
        return encodeCbor(['within', 'an encoding']);
      },
      c: 'after',
    };
    const expected = toHex(cborgEncode({ a: 'before', b: cborgEncode(['within', 'an encoding']), c: 'after' }));
    for (let time = 0; time < 3; time++) assert.equal(toHex(encodeCbor(value)), expected);
  });

  for (const [name, bad] of Object.entries({
    undefined: undefined,
    'a fraction': 0.5,
    'negative zero': -0,
    '2^53': 2 ** 53,
    'an undefined field': { a: undefined },
    'a lone surrogate': 'x\ud800',
    'a key that is not ASCII': { ü: 1 },
    'an empty key': { '': 1 },
    'a function': () => 0,
    'a big integer': 1n,
  })) {
    it(`has no encoding for ${name}`, () => assert.throws(() => encodeCbor(bad), { name: 'AssertionFailure' }));
  }
});
