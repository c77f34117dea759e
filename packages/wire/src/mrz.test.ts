// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { documentNumberRepairs, type Mrz, type MrzCheck, mrzToJson, parseMrz } from './mrz.ts';
import { mrzCheckDigit, mrzRepairs } from './mrz-check-digit.ts';

interface MrzVectors {
  read: {
    name: string;
    lines: string[];
    format: string;
    valid: boolean;
    fields: Partial<Mrz['fields']>;
    checks: Partial<MrzCheck>[];
    referenceYear?: number;
    nameTruncated?: boolean;
    cyrillicName?: object;
  }[];
  refused: { name: string; lines: string[]; code: string }[];
}
const vectors: MrzVectors = JSON.parse(
  readFileSync(new URL('../../../spec/vectors/mrz/mrz.json', import.meta.url), 'utf8'),
);

describe('machine-readable zones', () => {
  for (const vector of vectors.read) {
    it(`reads ${vector.name}`, () => {
      const mrz = parseMrz(
        vector.lines,
        vector.referenceYear === undefined ? {} : { referenceYear: vector.referenceYear },
      );
      assert.equal(mrz.format, vector.format);
      assert.equal(mrz.valid, vector.valid);
      assert.partialDeepStrictEqual(mrz.fields, vector.fields);
      assert.partialDeepStrictEqual(mrz.checks, vector.checks);
      assert.equal(mrz.checks.length, vector.checks.length);
      assert.equal(mrz.nameTruncated, vector.nameTruncated ?? false);
      assert.deepEqual(mrz.cyrillicName, vector.cyrillicName);
    });
  }

  for (const { name, lines, code } of vectors.refused) {
    it(`refuses ${name}`, () => assert.throws(() => parseMrz(lines), { code }));
  }

  const specimen = vectors.read[0]!.lines;

  it('gives the JSON of the contract: format, valid, fields, checks', () => {
    const json = JSON.parse(JSON.stringify(mrzToJson(parseMrz(specimen))));
    assert.deepEqual(Object.keys(json), ['format', 'valid', 'fields', 'checks']);
    assert.deepEqual(json.checks[0], { field: 'documentNumber', ok: true });
    assert.equal(json.fields.birthDate, '1974-08-12');
  });

  it('reports every single changed character that a check digit covers', () => {
    // Weights 7, 3 and 1 are prime to 10, so only a change by a multiple of 10 in value escapes (A for 0, K for A, ...).
    const [first, second] = specimen as [string, string];
    const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<';
    const value = (character: string): number => (character === '<' ? 0 : Number.parseInt(character, 36));
    const covered = fc.integer({ min: 0, max: 42 }).filter((at) => (at < 10 || at > 12) && at !== 20);
    fc.assert(
      fc.property(covered, fc.constantFrom(...alphabet), (at, character) => {
        fc.pre(second[at] !== character && (value(second[at]!) - value(character)) % 10 !== 0);
        const changed = second.slice(0, at) + character + second.slice(at + 1);
        assert.equal(parseMrz([first, changed]).valid, false);
      }),
      { numRuns: 400 },
    );
  });

  it('finds the number back after one confusion of OCR', () => {
    const pairs: Record<string, string> = {
      '0': 'O',
      '1': 'I',
      '2': 'Z',
      '5': 'S',
      '6': 'G',
      '8': 'B',
      O: '0',
      I: '1',
      Z: '2',
      S: '5',
      G: '6',
      B: '8',
    };
    const number = fc.string({
      unit: fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'),
      minLength: 9,
      maxLength: 9,
    });
    fc.assert(
      fc.property(number, fc.nat(8), (original, at) => {
        const other = pairs[original[at]!];
        fc.pre(other !== undefined);
        const misread = original.slice(0, at) + other + original.slice(at + 1);
        const digit = mrzCheckDigit(original);
        fc.pre(mrzCheckDigit(misread) !== digit);
        assert.ok(mrzRepairs(misread, digit).includes(original));
      }),
      { numRuns: 300 },
    );
  });

  it('offers no repair where the digit holds', () => assert.deepEqual(documentNumberRepairs(parseMrz(specimen)), []));

  it('throws nothing but mrz.unreadable, whatever comes', () => {
    const alphabet = fc.constantFrom(...'0123456789ABCXYZabc<< \n*ß');
    const line = (length: number) =>
      fc.string({ unit: fc.constantFrom(...'0159ABDOVZ<'), minLength: length, maxLength: length });
    const lines = fc.oneof(
      fc.array(fc.string({ unit: alphabet, maxLength: 50 }), { maxLength: 4 }),
      fc.tuple(line(44), line(44)),
      fc.tuple(line(36), line(36)),
      fc.tuple(line(30), line(30), line(30)),
    );
    fc.assert(
      fc.property(lines, (candidate) => {
        try {
          const mrz = parseMrz(candidate);
          assert.equal(
            mrz.valid,
            mrz.checks.every((check) => check.ok),
          );
          JSON.stringify(mrzToJson(mrz));
        } catch (error) {
          assert.ok(error instanceof Error && 'code' in error);
          assert.equal(error.code, 'mrz.unreadable');
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('says which line is wrong and never repeats it', () => {
    const line = `${'SECRET<'.repeat(6)}**`;
    assert.throws(
      () => parseMrz([specimen[0]!, line]),
      (error: Error & { field?: string }) => error.field === 'line 2' && !error.message.includes('SECRET'),
    );
  });
});
