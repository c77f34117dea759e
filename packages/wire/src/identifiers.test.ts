// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fromHex } from './bytes.ts';
import {
  isIssuerCode,
  isQueryId,
  isStateCode,
  parseStateCode,
  uuidFromBytes,
  uuidToBytes,
  uuidV7,
} from './identifiers.ts';

describe('identifiers', () => {
  it('writes the UUIDv7 of RFC 9562, A.6', () => {
    const id = uuidV7(0x017f22e279b0, fromHex('fcc358c4dc0c0c07398f'));
    assert.equal(id, '017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
    assert.equal(isQueryId(id), true);
    assert.equal(uuidFromBytes(uuidToBytes(id)), id);
  });

  it('orders identifiers by time', () => {
    const random = new Uint8Array(10).fill(0xff);
    assert.ok(uuidV7(1, random) < uuidV7(2, new Uint8Array(10)));
    assert.ok(uuidV7(2 ** 32, random) < uuidV7(2 ** 32 + 1, new Uint8Array(10)));
  });

  for (const text of [
    '',
    '017F22E2-79B0-7CC3-98C4-DC0C0C07398F',
    '017f22e279b07cc398c4dc0c0c07398f',
    '017f22e2-79b0-4cc3-98c4-dc0c0c07398f',
  ]) {
    it(`does not take ${JSON.stringify(text)} for a query id`, () => assert.equal(isQueryId(text), false));
  }

  it('reads the sixteen bytes of any UUID, and writes them back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const uuid = uuidFromBytes(bytes);
        assert.match(uuid, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        assert.deepEqual(uuidToBytes(uuid), bytes);
      }),
    );
  });

  it('refuses what is no UUID', () => assert.throws(() => uuidToBytes('x'), { code: 'bytes.malformed' }));

  it('knows the States and the specimen Utopia, and no class of persons as a State', () => {
    for (const code of ['GEO', 'UKR', 'AZE', 'MDA', 'UTO']) assert.equal(isStateCode(code), true);
    for (const code of ['geo', 'XXA', 'D', 'ABC', '', 'toString']) assert.equal(isStateCode(code), false);
    assert.throws(() => parseStateCode('geo'), { code: 'input.invalid', field: 'state' });
  });

  it('knows the issuers of ICAO Doc 9303-3 that are no States', () => {
    for (const code of ['D', 'GBD', 'RKS', 'EUE', 'UNO', 'XPO', 'XXA', 'XXB', 'GEO'])
      assert.equal(isIssuerCode(code), true);
    assert.equal(isIssuerCode('ABC'), false);
  });
});
