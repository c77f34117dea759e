// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { nameKey, nameKeys, normaliseName } from './name-form.ts';

const vectors: { names: { name: string; surname: string; given: string; forms: string[] }[] } = JSON.parse(
  readFileSync(new URL('../../../spec/vectors/keys/names.json', import.meta.url), 'utf8'),
);

describe('name forms', () => {
  for (const { name, surname, given, forms } of vectors.names) {
    it(`normalises: ${name}`, () => {
      assert.deepEqual(nameKeys(surname, given), forms);
      assert.equal(nameKey(surname, given), forms[0]);
    });
  }

  it('writes a letter of the zone with a mark as the letter without it', () => {
    assert.deepEqual([normaliseName('Ǽ'), normaliseName('Ǿ')], [normaliseName('Æ'), normaliseName('Ø')]);
  });

  it('writes one letter alike in small and capital, where its capital comes in parts', () => {
    assert.equal(normaliseName(normaliseName('ΐ')), normaliseName('ΐ'));
    assert.equal(normaliseName('Ä\u0301'), 'AE');
  });

  it('normalises a normalised name to itself and keeps separators out', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
        const normal = normaliseName(text);
        assert.equal(normaliseName(normal), normal);
        assert.doesNotMatch(normal, /[|<]|^ | $| {2}/);
      }),
      { numRuns: 1000 },
    );
  });
});
