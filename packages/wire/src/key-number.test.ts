// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAlert } from './alert.ts';
import { detectSubjects } from './detect.ts';
import { commonNumber, numberInKey } from './key-number.ts';
import { alertKeys, lookupKeys } from './lookup-keys.ts';

test('all keys of what somebody types are of one number, and so are those of the alert that they meet', () => {
  const { subjects } = detectSubjects('UKR AB060012');
  const keys = subjects.flatMap((subject) => lookupKeys(subject)).map(({ key }) => key);
  assert.ok(keys.length > 6, keys.join(' '));
  const ofAlert = alertKeys(parseAlert(ALERT)).map(({ key }) => key);
  assert.ok(ofAlert.some((key) => keys.includes(key)));
  assert.deepEqual([...new Set([...keys, ...ofAlert].map((key) => commonNumber(numberInKey(key)!)))], ['A8060012']);
});

test('a key of a name, and one that no question asks for, is of no number', () => {
  for (const key of ['person|DOE|JOHN|1970-01-01', 'alert|persons|UKR-1', 'doc:AB123', ''])
    assert.equal(numberInKey(key), undefined);
});

const ALERT = {
  id: 'UKR-DOC-1',
  kind: 'travel-document',
  category: 'lost',
  authority: 'State Migration Service',
  legalBasis: 'Passport act, 12',
  action: 'keep-document',
  cautions: [],
  handling: 'H1',
  since: '2026-01-01',
  reviewOn: '2027-01-01',
  covert: false,
  documentType: 'passport',
  issuingState: 'UKR',
  number: 'AB060012',
  facts: [{ label: 'description', value: 'lost on a journey' }],
};
