// SPDX-License-Identifier: Apache-2.0
// Contact points and checks at the officer's edge: who may keep them, and what is refused with which field.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestEdge } from './officer-edge.fixture.ts';

const POINT = {
  id: 'duty',
  level: 'technical',
  body: 'police',
  title: 'Made-up duty desk',
  telephone: '+995 32 200 0000',
  languages: 'ka, en',
  hours: 'A',
  validUntil: '2099-12-31',
};

test('an operator keeps the directory, an officer reads it, and both are entries', async (t) => {
  const edge = await openTestEdge({ partners: { UKR: 1 } });
  t.after(() => edge.close());
  const [operator, officer] = [await edge.signIn('operator'), await edge.signIn('officer')];
  const kept = await edge.post('/api/directory/keep', operator, { points: [POINT] });
  assert.deepEqual([kept.status, (kept.json as { number: number }).number], [200, 1]);
  assert.equal((await edge.post('/api/directory/keep', officer, { points: [POINT] })).code, 'access.denied');
  const { directories } = (await edge.get('/api/directory', officer)).json as { directories: object[] };
  assert.deepEqual(
    directories.map((one) => ({ ...one, changedAt: '' })),
    [{ state: 'GEO', number: 1, changedAt: '', points: [POINT], measures: [] }],
  );
  const events = (await edge.entries()).map(({ event }) => event);
  assert.ok(events.includes('message.stored') && events.includes('directory.read'));
});

test('what nobody could call is refused by the field of the contact point', async (t) => {
  const edge = await openTestEdge();
  t.after(() => edge.close());
  const operator = await edge.signIn('operator');
  for (const [change, field] of [
    [{ telephone: '112' }, 'points.0.telephone'],
    [{ id: 'Duty desk' }, 'points.0.id'],
    [{ body: 'press' }, 'points.0.body'],
  ] as const) {
    const answer = await edge.post('/api/directory/keep', operator, { points: [{ ...POINT, ...change }] });
    const { error } = answer.json as { error: { field: string } };
    assert.deepEqual([answer.code, error.field], ['input.invalid', field]);
    assert.doesNotMatch(answer.text, /112|Duty desk|press/);
  }
});

test('a check to a State that has sent no contact points is refused, and no result is made up', async (t) => {
  const edge = await openTestEdge();
  t.after(() => edge.close());
  const operator = await edge.signIn('operator');
  assert.equal((await edge.post('/api/checks/start', operator, { states: ['UKR'] })).code, 'input.invalid');
  const none = await edge.get('/api/checks?id=0190a000-0000-7000-8000-000000000001', operator);
  assert.equal(none.code, 'message.not-found');
  assert.deepEqual((await edge.get('/api/checks', operator)).json, { checks: [], statistics: [] });
});
