// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { issuedStanding } from '@iims/wire/issued';
import { parseIssuedDocument } from '@iims/wire/issued-document';
import { FORGED_LICENCE, issuedLicences, VALID_LICENCE } from './issued-licences.ts';
import { DEMO_STATES } from './states.ts';
import { isoDate } from './synthetic-alerts.ts';

test('the demonstration’s licences keep the rules, each has a number of its own, and they stand in different ways', () => {
  const today = Date.UTC(2026, 10, 22);
  for (const state of DEMO_STATES) {
    const licences = issuedLicences(state, today);
    for (const licence of licences) assert.deepEqual(parseIssuedDocument(licence), licence);
    const numbers = new Map(licences.map((one) => [one.number, issuedStanding(one, isoDate(today))]));
    assert.equal(numbers.size, licences.length);
    assert.equal(numbers.get(VALID_LICENCE), 'issued-and-valid');
    assert.equal(numbers.get(FORGED_LICENCE), undefined);
    assert.deepEqual([...new Set(numbers.values())].sort(), [
      'issued-and-valid',
      'issued-but-expired',
      'issued-but-withdrawn',
    ]);
  }
});
