// SPDX-License-Identifier: Apache-2.0
// Cases on hold at the officer's edge: set with a reason, shown with the case, lifted by a second person, and each an entry.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestEdge } from './officer-edge.fixture.ts';

test('a case on hold says so, is listed, and is let go by a second operator alone', async (t) => {
  const edge = await openTestEdge();
  t.after(() => edge.close());
  await edge.addUser('second', 'operator');
  const [operator, second, officer] = [
    await edge.signIn('operator'),
    await edge.signIn('second'),
    await edge.signIn('officer'),
  ];
  const caseRef = 'GE-26-1';
  const asked = { caseRef, reason: 'order of a made-up court' };
  assert.equal((await edge.post('/api/cases/hold', operator, asked)).code, 'case.not-found');
  await edge.post('/api/cases/open', operator, { caseRef, title: 'A line' });
  assert.equal((await edge.post('/api/cases/hold', officer, asked)).code, 'access.denied');
  assert.equal((await edge.post('/api/cases/hold', operator, { caseRef })).code, 'input.invalid');
  assert.equal((await edge.post('/api/cases/hold', operator, asked)).status, 200);

  const { hold } = (await edge.get(`/api/cases/show?caseRef=${caseRef}`, second)).json as { hold: object };
  assert.deepEqual({ ...hold, at: '' }, { by: 'operator', at: '', reason: asked.reason });
  const held = async () =>
    ((await edge.get('/api/cases?which=held', second)).json as { cases: { caseRef: string }[] }).cases.length;
  assert.equal(await held(), 1);
  assert.equal((await edge.post('/api/cases/lift-hold', operator, asked)).code, 'case.own-hold');
  assert.equal((await edge.post('/api/cases/lift-hold', second, { caseRef, reason: 'it is over' })).status, 200);
  assert.equal(await held(), 0);

  const entries = (await edge.entries()).filter(({ event }) => event.startsWith('case.h'));
  assert.deepEqual(
    entries.map(({ event, body }) => [event, body.user, body.reason]),
    [
      ['case.held', 'operator', asked.reason],
      ['case.hold-lifted', 'second', 'it is over'],
    ],
  );
});
