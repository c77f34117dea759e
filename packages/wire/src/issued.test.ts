// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { ISSUED_STANDINGS, type IssuedDocument, issuedKey, issuedStanding } from './issued.ts';
import { parseIssuedDocument } from './issued-document.ts';

const LICENCE = {
  id: 'GEO-DRV-1',
  kind: 'official-document',
  number: 'AB 123-456',
  documentType: 'driving-licence',
  issuedOn: '2020-01-31',
  validUntil: '2030-01-31',
  standing: 'valid',
} as const satisfies IssuedDocument;

describe('a document that its State issued', () => {
  it('is valid to the end of its last day, then expired', () => {
    assert.equal(issuedStanding(LICENCE, '2030-01-31'), 'issued-and-valid');
    assert.equal(issuedStanding(LICENCE, '2030-02-01'), 'issued-but-expired');
    const { validUntil: _, ...forEver } = LICENCE;
    assert.equal(issuedStanding(forEver, '2099-01-01'), 'issued-and-valid');
  });

  it('is told to be taken back before it is told to be old', () => {
    for (const standing of ['suspended', 'withdrawn', 'replaced'] as const)
      assert.equal(issuedStanding({ ...LICENCE, standing }, '2099-01-01'), `issued-but-${standing}`);
  });

  it('is held under its type and canonical number', () => {
    assert.equal(issuedKey(LICENCE), 'issued|driving-licence|AB123456');
    assert.notEqual(issuedKey(LICENCE), issuedKey({ ...LICENCE, documentType: 'firearm-licence' }));
  });

  it('carries no nominal data, no type of the other kind and no date that is none', () => {
    assert.deepEqual(parseIssuedDocument(LICENCE), LICENCE);
    for (const [change, field] of [
      [{ names: [] }, 'input'],
      [{ documentType: 'visa' }, 'documentType'],
      [{ validUntil: '2030' }, 'validUntil'],
      [{ standing: 'issued-and-valid' }, 'standing'],
    ] as const)
      assert.throws(() => parseIssuedDocument({ ...LICENCE, ...change }), { code: 'input.invalid', field });
  });

  it('has its standings on the page', () => {
    const page = readFileSync(new URL('../../../spec/alert.md', import.meta.url), 'utf8');
    for (const standing of ISSUED_STANDINGS) assert.ok(page.includes(`\`${standing}\``), standing);
  });
});
