// SPDX-License-Identifier: Apache-2.0
// The methods of notices on the real server: what each answers is held against its schema.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestEdge } from './officer-edge.fixture.ts';

const FIELDS = {
  purpose: 'warn',
  subject: 'A made-up person',
  actionAsked: 'Tell the bureau.',
  legalActs: 'Police Act, 12',
  text: 'Is violent.',
  persons: [{ name: 'Testadze Giorgi', birthDate: '1980-01-02' }],
  reviewOn: '2099-01-05',
  validUntil: '2099-06-05',
};

test('a notice waits for a colleague: its drafter reads it and takes it back, and does not review it', async (t) => {
  const edge = await openTestEdge({ partners: { UKR: 1 } });
  t.after(() => edge.close());
  const operator = await edge.signIn('operator');
  const draft = { reach: 'notice', caseRef: 'A-1', fields: FIELDS };
  const drafted = await edge.post('/api/notices/draft', operator, draft);
  const { number, digest } = drafted.json as { number: string; digest: string };
  assert.deepEqual([drafted.status, number], [200, 'GEO-NOT-000001']);
  const waiting = await edge.get('/api/notices/waiting', operator);
  assert.match(waiting.text, /"subject":"A made-up person"/);
  const opened = await edge.post('/api/notices/open', operator, { number });
  assert.match(opened.text, /"standing":"waiting"/);
  const review = { number, digest, decision: 'publish' };
  assert.equal((await edge.post('/api/notices/review', operator, review)).code, 'notice.own-draft');
  const withGround = { ...review, ground: 'other' };
  assert.equal((await edge.post('/api/notices/review', operator, withGround)).code, 'input.invalid');
  assert.equal((await edge.get('/api/notices', operator)).status, 200);
  assert.equal((await edge.get('/api/notices/refused', operator)).status, 200);
  const dropped = await edge.post('/api/notices/withdraw', operator, { number, ground: 'entered-in-error' });
  assert.match(dropped.text, /"standing":"dropped"/);
  const events = (await edge.entries()).map(({ event }) => event);
  for (const event of ['notice.drafted', 'notice.listed', 'notice.read', 'notice.dropped'] as const) {
    assert.ok(events.includes(event), event);
  }
});

test('what an officer may not say of a notice is refused with its field, and nobody but operators reads any', async (t) => {
  const edge = await openTestEdge({ partners: { UKR: 1 } });
  t.after(() => edge.close());
  const [operator, auditor] = [await edge.signIn('operator'), await edge.signIn('auditor')];
  for (const [change, field] of [
    [{ number: 'GEO-NOT-000009' }, undefined],
    [{ validUntil: '2099-01-01' }, 'fields.reviewOn'],
    [{ persons: undefined }, 'fields.persons'],
    [{ sudject: 'a' }, 'fields.sudject'],
  ] as const) {
    const answer = await edge.post('/api/notices/draft', operator, {
      reach: 'notice',
      caseRef: 'A-1',
      fields: { ...FIELDS, ...change },
    });
    const { error } = answer.json as { error?: { field: string } };
    assert.equal(error?.field, field);
  }
  assert.equal((await edge.get('/api/notices', auditor)).code, 'access.denied');
});
