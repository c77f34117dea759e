// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseContainer } from './container.ts';
import { parseCryptoAddress } from './crypto-address.ts';
import { parseIban } from './iban.ts';
import { parseImei } from './imei.ts';
import { parseImo } from './imo.ts';
import { canonicalNumber, confusionFold } from './number-form.ts';
import { isPlateLike } from './plate.ts';
import { isVinTail, parseVin } from './vin.ts';

interface NumberVector {
  input: string;
  value: string | null;
  holds: boolean;
  computed?: string;
  repaired?: string;
  full?: string;
}
type Kind = 'vin' | 'container' | 'iban' | 'imei' | 'imo' | 'plate';
interface AddressVector {
  input: string;
  value: string | null;
  form?: 'base58' | 'bech32' | 'bech32m' | 'hex';
  holds?: boolean;
}
const vectors: Record<Kind, NumberVector[]> & { cryptoAddress: AddressVector[] } = JSON.parse(
  readFileSync(new URL('../../../spec/vectors/numbers/numbers.json', import.meta.url), 'utf8'),
);

const parsers = {
  vin: parseVin,
  container: parseContainer,
  iban: parseIban,
  imei: parseImei,
  imo: parseImo,
} as const;

describe('number formats', () => {
  for (const kind of ['vin', 'container', 'iban', 'imei', 'imo'] as const) {
    for (const { input, value, holds, computed, repaired, full } of vectors[kind]) {
      it(`reads ${JSON.stringify(input)} as ${kind}: ${value === null ? 'no' : holds ? 'digit holds' : 'digit fails'}`, () => {
        const parsed = parsers[kind](input);
        if (value === null) {
          assert.equal(parsed, undefined);
          return;
        }
        assert.equal(parsed?.value, value);
        assert.equal(parsed?.checkDigitHolds, holds);
        if (computed !== undefined) assert.equal(parsed?.computed, computed);
        assert.equal((parsed as { repaired?: string }).repaired, repaired);
        if (full !== undefined) assert.equal((parsed as { full?: string }).full, full);
      });
    }
  }

  for (const { input, value, form, holds } of vectors.cryptoAddress) {
    it(`reads ${JSON.stringify(input)} as ${form ?? 'no'} address`, () => {
      const parsed = parseCryptoAddress(input);
      assert.deepEqual([parsed?.value ?? null, parsed?.form, parsed?.checkHolds], [value, form, holds]);
    });
  }

  it('reports every single wrong character of an address that carries a check', () => {
    const lettersOf = {
      bech32: 'qpzry9x8gf2tvdw0s3jn54khce6mua7l',
      bech32m: 'qpzry9x8gf2tvdw0s3jn54khce6mua7l',
      base58: '23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz',
      hex: '0123456789',
    };
    for (const { input, value, form, holds } of vectors.cryptoAddress) {
      if (value === null || form === undefined || holds !== true) continue;
      const letters = lettersOf[form];
      const written = form === 'hex' ? input : value;
      for (let at = 'bc1q'.length; at < written.length; at += 1) {
        const place = letters.indexOf(written[at]!);
        if (place < 0) continue;
        const changed = written.slice(0, at) + letters[(place + 1) % letters.length]! + written.slice(at + 1);
        assert.equal(parseCryptoAddress(changed)?.checkHolds, false, changed);
      }
    }
  });

  for (const { input, value } of vectors.plate) {
    it(`writes the plate ${JSON.stringify(input)} as ${value}`, () => assert.equal(canonicalNumber(input), value));
  }

  it('takes a plate for one only with a digit and up to ten characters', () => {
    for (const plate of ['AA1234BB', '12', 'A1', 'WI12345678']) assert.equal(isPlateLike(plate), true);
    for (const other of ['A', 'ABC', 'WI123456789', '']) assert.equal(isPlateLike(other), false);
  });

  it('knows the last 8 of a VIN by its four digits at the end', () => {
    for (const tail of ['KP042788', '00001234']) assert.equal(isVinTail(tail), true);
    for (const other of ['KP04278A', 'KPO42788', 'KP04278', 'KP0427888']) assert.equal(isVinTail(other), false);
  });

  it('reports every single wrong digit of an account, container or device', () => {
    const cases = [
      ['iban', 'GE29NB0000000101904917', 8, 21],
      ['imei', '490154203237518', 0, 14],
    ] as const;
    for (const [kind, number, first, last] of cases) {
      fc.assert(
        fc.property(fc.integer({ min: first, max: last }), fc.integer({ min: 1, max: 9 }), (at, change) => {
          const changed = number.slice(0, at) + String((Number(number[at]) + change) % 10) + number.slice(at + 1);
          assert.equal(parsers[kind](changed)?.checkDigitHolds, false);
        }),
        { numRuns: 100 },
      );
    }
  });

  it('writes a canonical number canonically again, and folds a fold to itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
        const canonical = canonicalNumber(text);
        assert.equal(canonicalNumber(canonical), canonical);
        assert.equal(confusionFold(confusionFold(canonical)), confusionFold(canonical));
        assert.doesNotMatch(canonical, /[|\s<>'"]/);
      }),
      { numRuns: 1000 },
    );
  });
});
