// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ERRORS, type ErrorCode } from '@iims/wire/errors';
import { REFUSAL_CODES } from './administrator-codes.ts';
import { refusalOf, todoOf } from './trust-refusals.ts';

test('a refusal is read with what the node tells of it, and left out where the reason is missing', () => {
  const told = { by: 'UKR', type: 'root', code: 'trust.gap', version: 3, lastAt: '2026-11-22T10:00:00Z', logIndex: 9 };
  const read = { by: 'UKR', type: 'root', code: 'trust.gap', version: 3, lastAt: Date.UTC(2026, 10, 22, 10) };
  assert.deepEqual(refusalOf({ ...told, documents: 2, times: 5 }), { ...read, logIndex: 9, documents: 2, times: 5 });
  assert.deepEqual(refusalOf(told), { ...read, logIndex: 9, documents: 1, times: 1 });
  assert.equal(refusalOf({ ...told, code: 7 }), undefined);
});

test('every reason for which a node refuses a document has its words', () => {
  const reasons = (Object.keys(ERRORS) as ErrorCode[]).filter(
    (code) => code.startsWith('trust.') && ERRORS[code].actsNext === 'partner',
  );
  assert.deepEqual([...REFUSAL_CODES].sort(), [...reasons, 'unreadable'].sort());
});

test('what to do follows the reason, and who brought it by hand is told to look at the file', () => {
  assert.equal(todoOf({ by: 'UKR', code: 'trust.threshold' }), 'forged');
  assert.equal(todoOf({ by: 'UKR', code: 'trust.rollback' }), 'older');
  assert.equal(todoOf({ by: 'UKR', code: 'json.syntax' }), 'unreadable');
  assert.equal(todoOf({ by: 'administrator', code: 'trust.threshold' }), 'by-hand');
});
