// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MESSAGE_KINDS } from '@iims/wire/message-kinds';
import { fieldsOf, isEmptyDraft } from './form-draft.ts';

const confirmation = MESSAGE_KINDS['hit-confirmation'];
const answer = MESSAGE_KINDS['hit-confirmation-answer'];

test('a form that is filled in makes fields that the schema takes', () => {
  const draft = { type: 'vehicle', requestNumber: '1', ownCaseNumber: ' GE-1 ', alertId: 'UKR-VEH-000001', found: '' };
  const fields = fieldsOf(confirmation.form, draft);
  assert.deepEqual(fields, { type: 'vehicle', requestNumber: 1, ownCaseNumber: 'GE-1', alertId: 'UKR-VEH-000001' });
  assert.equal(confirmation.fields.safeParse(fields).success, true);
});

test('a time is read on the clock of the reader', () => {
  const draft = { answer: 'will-confirm-at', alertId: 'UKR-VEH-000001', confirmAt: '2026-11-22T14:30' };
  const { confirmAt } = fieldsOf(answer.form, draft);
  assert.equal(confirmAt, new Date(2026, 10, 22, 14, 30).getTime());
});

test('what is malformed stays for the schema to name', () => {
  const fields = fieldsOf(confirmation.form, { type: 'vehicle', requestNumber: 'first', alertId: '' });
  assert.equal(fields.requestNumber, 'first');
  assert.equal('alertId' in fields, false);
  const paths = confirmation.fields.safeParse(fields).error?.issues.map(({ path }) => path.join('.'));
  assert.deepEqual(paths, ['requestNumber', 'ownCaseNumber', 'alertId']);
});

test('groups of a list that hold nothing are left out', () => {
  const { form } = MESSAGE_KINDS['information-request'];
  const draft = { persons: [{ name: '', role: '' }, { name: 'ERIKSSON ANNA', role: 'witness' }, {}] };
  assert.deepEqual(fieldsOf(form, draft), { persons: [{ name: 'ERIKSSON ANNA', role: 'witness' }] });
});

test('a form in which nothing stands is empty', () => {
  assert.equal(isEmptyDraft({ subject: '', persons: [] }), true);
  assert.equal(isEmptyDraft({ subject: 'a' }), false);
});
