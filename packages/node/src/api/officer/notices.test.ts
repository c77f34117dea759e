// SPDX-License-Identifier: Apache-2.0
// The methods of notices on the real server: what each answers is held against its schema.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StateCode } from '@iims/wire/identifiers';
import { retireAndArchive } from '../../archive/keep-messages.ts';
import { MESSAGE_KEEPING_DEFAULT } from '../../message-categories.ts';
import { openTestEdge, type TestEdge } from './officer-edge.fixture.ts';
import { receiveMessage } from './receive-message.fixture.ts';

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

test('a notice that is in force outlasts the period of its category, own and a partner’s; one that is over does not', async (t) => {
  const edge = await openTestEdge({ partners: { UKR: 1 } });
  t.after(() => edge.close());
  const number = await publish(edge, {});
  for (const decided of [true, false]) {
    const draft = { reach: 'notice', caseRef: 'A-2', fields: FIELDS };
    const { json } = await edge.post('/api/notices/draft', await edge.signIn('operator'), draft);
    const { number: drafted } = json as { number: string };
    const dropping = { number: drafted, ground: 'entered-in-error' };
    if (decided) await edge.post('/api/notices/withdraw', await edge.signIn('operator'), dropping);
  }
  const soon = new Date(Date.now() + 30 * DAY_MS).toISOString().slice(0, 10);
  for (const [partners, days] of [
    ['UKR-NOT-000001', {}],
    ['UKR-NOT-000002', { reviewOn: soon, validUntil: soon }],
  ] as const) {
    const fields = { ...FIELDS, ...days, number: partners, reach: 'notice' };
    await receiveMessage(edge, UKR, { kind: 'notice', fields } as never);
  }
  edge.forward(1_200 * DAY_MS);
  const { now } = edge.edge.door.clock;
  await retireAndArchive({ ...MESSAGE_KEEPING_DEFAULT, store: edge.store, now, isConfirmed: () => true });
  const standings = new Map(
    (await listed(edge)).map((one) => [one.number, [one.standing, one.subject, one.withdrawn]]),
  );
  assert.deepEqual(standings.get(number), ['in-force', FIELDS.subject, undefined]);
  assert.deepEqual(standings.get('UKR-NOT-000001'), ['in-force', FIELDS.subject, undefined]);
  assert.deepEqual(standings.get('UKR-NOT-000002'), ['expired', undefined, undefined], 'ended, and not withdrawn');
  const retired = (await edge.entries()).filter(({ event }) => event === 'message.retired');
  assert.equal(retired.flatMap(({ body }) => (body.messages ?? []) as string[]).length, 1);
  assert.deepEqual(
    retired.flatMap(({ body }) => body.drafts ?? []),
    [2],
    'of what was published and is in force the draft stays, as of what waits',
  );
  const left = await edge.store.reader.all<{ number: string; bytes: number }>(
    'select number, length(subject) as bytes from notice order by number',
  );
  assert.deepEqual(
    left.map(({ number: of, bytes }) => [of, bytes > 0]),
    [
      [number, true],
      ['UKR-NOT-000001', true],
      ['UKR-NOT-000002', false],
    ],
  );
  const drafts = await edge.store.reader.all<{ bytes: number }>(
    'select length(content) as bytes from notice_draft order by number',
  );
  assert.deepEqual(
    drafts.map(({ bytes }) => bytes > 0),
    [true, false, true],
  );
});

test('a notice that waited for a State past the last day of its handling is not sent there any more', async (t) => {
  const edge = await openTestEdge({ partners: { UKR: 1, MDA: 1 } });
  t.after(() => edge.close());
  await edge.edge.suspensions.suspend(UKR, 'a reason', 'administrator');
  const expiresOn = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10);
  const late = await publish(edge, { handling: { code: 'H0', expiresOn } });
  edge.forward(3 * DAY_MS);
  await edge.edge.suspensions.resume(UKR, 'administrator');
  const next = await publish(edge, {});
  const recipients = new Map((await listed(edge)).map((one) => [one.number, one.recipients]));
  assert.deepEqual(recipients.get(late), [
    { state: 'MDA', status: 'stored' },
    { state: 'UKR', status: 'waiting' },
  ]);
  assert.deepEqual(
    recipients.get(next)?.map(({ status }) => status),
    ['stored', 'stored'],
  );
});

const UKR = 'UKR' as StateCode;
const DAY_MS = 86_400_000;
let reviewers = 0;

/** Drafted by one operator and published by another. */
async function publish(edge: TestEdge, changes: object): Promise<string> {
  reviewers += 1;
  const reviewer = `reviewer-${reviewers}`;
  await edge.addUser(reviewer, 'operator');
  const draft = { reach: 'notice', caseRef: 'A-1', fields: FIELDS, ...changes };
  const drafted = await edge.post('/api/notices/draft', await edge.signIn('operator'), draft);
  assert.equal(drafted.status, 200, drafted.text);
  const { number, digest } = drafted.json as { number: string; digest: string };
  const review = { number, digest, decision: 'publish' };
  assert.equal((await edge.post('/api/notices/review', await edge.signIn(reviewer), review)).status, 200);
  return number;
}

interface Listed {
  readonly number: string;
  readonly standing: string;
  readonly subject?: string;
  readonly withdrawn?: object;
  readonly recipients?: readonly { readonly status: string }[];
}

async function listed(edge: TestEdge): Promise<readonly Listed[]> {
  return ((await edge.get('/api/notices', await edge.signIn('operator'))).json as { notices: Listed[] }).notices;
}
