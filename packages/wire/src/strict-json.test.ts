// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { fromHex, utf8 } from './bytes.ts';
import { IimsError } from './errors.ts';
import { JSON_DEPTH_MAX, parseStrictJson } from './strict-json.ts';

interface JsonVectors {
  accepted: { name: string; text: string }[];
  refused: { name: string; text?: string; hex?: string; code: string }[];
}
const vectors: JsonVectors = JSON.parse(
  readFileSync(new URL('../../../spec/vectors/json/strict-json.json', import.meta.url), 'utf8'),
);

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof IimsError) return error.code;
    throw error;
  }
  return 'none';
};

describe('strict JSON', () => {
  for (const { name, text } of vectors.accepted)
    it(`accepts ${name}`, () => assert.deepEqual(parseStrictJson(utf8(text)), JSON.parse(text)));

  for (const { name, text, hex, code } of vectors.refused)
    it(`refuses ${name}`, () => {
      const bytes = hex === undefined ? utf8(text ?? '') : fromHex(hex);
      assert.equal(
        codeOf(() => parseStrictJson(bytes)),
        code,
      );
    });

  it('reads every text that JSON.stringify writes as JSON.parse does', () => {
    const key = fc
      .string({ unit: 'binary' })
      .filter((text) => !['__proto__', 'constructor', 'prototype'].includes(text));
    const number = fc.oneof(fc.maxSafeInteger(), fc.double({ min: -1e15, max: 1e15, noNaN: true })).map((n) => n + 0);
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom(null, true, false),
        number,
        fc.string({ unit: 'binary' }),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(tree, fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        assert.deepEqual(parseStrictJson(utf8(text)), JSON.parse(text));
      }),
      { numRuns: 300 },
    );
  });

  it('never accepts what JSON.parse refuses, and throws nothing but catalogue errors', () => {
    const fragment = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      'u',
      '00',
      '1',
      '-',
      '.',
      'e',
      'null',
      ' ',
      'a',
      '\u0000',
    );
    const text = fc.array(fragment, { maxLength: 14 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (candidate) => {
        if (codeOf(() => parseStrictJson(utf8(candidate))) === 'none') JSON.parse(candidate);
      }),
      { numRuns: 3000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        codeOf(() => parseStrictJson(bytes));
      }),
      { numRuns: 1000 },
    );
  });

  it('takes depth at the limit and refuses one more', () => {
    const nested = (depth: number) => utf8('['.repeat(depth) + ']'.repeat(depth));
    parseStrictJson(nested(JSON_DEPTH_MAX));
    assert.equal(
      codeOf(() => parseStrictJson(nested(JSON_DEPTH_MAX + 1))),
      'json.too-deep',
    );
    assert.equal(
      codeOf(() => parseStrictJson(nested(100_000))),
      'json.too-deep',
    );
  });

  it('refuses by size before it looks inside', () => {
    assert.equal(
      codeOf(() => parseStrictJson(new Uint8Array(11).fill(0xff), { bytesMax: 10 })),
      'json.too-large',
    );
  });

  it('takes as many values as it may and refuses one more, arrays and objects beside what they hold', () => {
    const text = utf8('{"a":[[],{},"",0,null]}');
    assert.deepEqual(parseStrictJson(text, { valuesMax: 7 }), { a: [[], {}, '', 0, null] });
    assert.throws(() => parseStrictJson(text, { valuesMax: 6 }), { code: 'json.too-large', rule: 'at most 6 values' });
  });

  it('leaves prototypes alone', () => {
    const value = parseStrictJson(utf8('{"toString":1,"hasOwnProperty":2}')) as Record<string, unknown>;
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
    assert.equal(Object.hasOwn(value, 'toString'), true);
  });

  it('repeats nothing of the input in its errors', () => {
    try {
      parseStrictJson(utf8('{"secret":1,"secret":2}'));
      assert.fail('the text was accepted');
    } catch (error) {
      assert.ok(error instanceof IimsError);
      assert.doesNotMatch(`${error.message} ${error.rule}`, /secret/);
    }
  });
});

it('lets the text go where a short string of it is kept', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const read = (i: number) => {
    const bytes = utf8(JSON.stringify({ long: 'x'.repeat(1_000_000), name: `the name of holder number ${i}` }));
    return (parseStrictJson(bytes, { bytesMax: 2_000_000 }) as { name: string }).name;
  };
  const names = [read(0)];
  collect();
  const before = getHeapStatistics().used_heap_size;
  for (let i = 1; i <= 20; i++) names.push(read(i));
  collect();
  const grown = getHeapStatistics().used_heap_size - before;
  assert.equal(names.length, 21);
  assert.ok(grown < 5_000_000, `20 texts of a megabyte each left ${grown} bytes`);
});
