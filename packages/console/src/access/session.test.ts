// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endsSession, readSession } from './session.ts';

const good = {
  state: 'GEO',
  user: 'officer-0417',
  role: 'officer',
  permissions: ['query.ask'],
  csrf: 'token',
  expiresAt: '2026-11-22T12:00:00.000Z',
  purposes: ['border-check', 'road-check'],
  partners: ['GEO', 'UKR', 'AZE'],
  exercise: false,
};

test('a session is read with its time as a number and its partners without the own State', () => {
  const session = readSession({ session: good });
  assert.equal(session?.expiresAt, Date.UTC(2026, 10, 22, 12));
  assert.deepEqual(session?.partners, ['UKR', 'AZE']);
});

test('a session without a role, token or end that the console knows is none', () => {
  for (const bad of [{ role: 'king' }, { csrf: 7 }, { expiresAt: 'soon' }, { state: undefined }]) {
    assert.equal(readSession({ session: { ...good, ...bad } }), undefined);
  }
  assert.equal(readSession(undefined), undefined);
});

test('only a lost session or token sends the officer back to the sign-in', () => {
  assert.equal(endsSession({ code: 'access.not-signed-in' }), true);
  assert.equal(endsSession({ code: 'access.denied' }), false);
});
