// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ContactPoint, contactPointFault, isValidOn } from './contact-point.ts';
import { MESSAGE_KINDS } from './message-kinds.ts';

const POINT: ContactPoint = {
  id: 'cert',
  level: 'technical',
  body: 'cert',
  title: 'National CERT',
  telephone: '+995 32 200 0000',
  languages: 'ka, en',
  hours: 'A',
  validUntil: '2099-12-31',
};

test('a contact point holds when its number, languages and id are what others can use', () => {
  assert.equal(contactPointFault([POINT, { ...POINT, id: 'police', email: 'duty@example.test' }]), undefined);
  for (const [changed, field] of [
    [{ telephone: '032 200' }, 'points.0.telephone'],
    [{ telephone: '+0 32 200 0000' }, 'points.0.telephone'],
    [{ deputyTelephone: '+995' }, 'points.0.deputyTelephone'],
    [{ languages: 'Georgian' }, 'points.0.languages'],
    [{ id: 'Duty desk' }, 'points.0.id'],
    [{ email: 'nobody' }, 'points.0.email'],
    [{ keyFingerprint: 'AB' }, 'points.0.keyFingerprint'],
  ] as const) {
    assert.equal(contactPointFault([{ ...POINT, ...changed }])?.[0], field);
  }
});

test('two contact points have two ids', () => {
  assert.deepEqual(contactPointFault([POINT, POINT]), ['points.1.id', 'each id once']);
});

test('a directory with a contact point that nobody can call is refused as a message', () => {
  const { fields } = MESSAGE_KINDS.directory;
  assert.equal(fields.safeParse({ number: 1, points: [POINT] }).success, true);
  const refused = fields.safeParse({ number: 1, points: [{ ...POINT, telephone: '112' }] });
  assert.equal(refused.error?.issues[0]?.path.join('.'), 'points');
});

test('a contact point is valid to the end of its last day', () => {
  assert.equal(isValidOn({ ...POINT, validUntil: '2026-11-22' }, '2026-11-22'), true);
  assert.equal(isValidOn({ ...POINT, validUntil: '2026-11-22' }, '2026-11-23'), false);
});
