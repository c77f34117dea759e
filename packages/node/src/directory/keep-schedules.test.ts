// SPDX-License-Identifier: Apache-2.0
// Communication checks that the node starts by itself: at their times, as a surprise, after it was off, and what cannot be sent.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { ContactPoint } from '@iims/wire/contact-point';
import type { StateCode } from '@iims/wire/identifiers';
import { openTestEdge, type SignedIn, type TestEdge } from '../api/officer/officer-edge.fixture.ts';
import { receiveMessage } from '../api/officer/receive-message.fixture.ts';
import { dueChecks } from '../store/check-schedules.ts';
import { messageRow } from '../store/messages.ts';
import { latestChecks } from './communication-check.ts';
import { runSchedules } from './keep-schedules.ts';

const UKR = 'UKR' as StateCode;
const AZE = 'AZE' as StateCode;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

test('a weekly check goes to each of its States when its time has come, once, and its entry names the schedule', async (t) => {
  const { edge, operator, run, checks } = await openDesk(t);
  const { schedule, nextAt } = await keep(edge, operator, { states: [UKR, AZE] });
  await run();
  assert.deepEqual(await checks(), [], 'not before its time');
  edge.forward(Date.parse(nextAt) - edge.edge.contacts.now());
  await run();
  await run();
  assert.deepEqual(await checks(), [
    [AZE, ['police']],
    [UKR, ['cert', 'police']],
  ]);
  const entries = await edge.entries();
  const planned = entries.filter(({ event }) => event === 'check.planned').map(({ body }) => [body.runAt, body.checks]);
  assert.deepEqual(planned, [[Date.parse(nextAt), 2]]);
  const sent = entries.filter(({ body }) => body.kind === 'communication-check' && body.schedule === schedule);
  assert.equal(sent.length, 2);
});

test('a surprise asks each contact point by itself, at a moment within the span that no page shows', async (t) => {
  const { edge, operator, run, checks } = await openDesk(t);
  const { nextAt } = await keep(edge, operator, { states: [UKR, AZE], surpriseMinutes: 7 * 1_440 });
  edge.forward(Date.parse(nextAt) - edge.edge.contacts.now());
  await run(0.5);
  assert.deepEqual(await checks(), []);
  const { schedules } = (await edge.get('/api/check-schedules', await edge.signIn('operator'))).json as {
    schedules: object[];
  };
  assert.ok(!JSON.stringify(schedules).includes('due'));
  const half = edge.edge.contacts.now() + 3.5 * DAY_MS;
  assert.equal((await dueChecks(edge.store.reader, half - HOUR_MS, 10)).length, 0);
  edge.forward(3.5 * DAY_MS + 1_000);
  await run();
  assert.deepEqual((await checks()).sort(), [
    [AZE, ['police']],
    [UKR, ['cert']],
    [UKR, ['police']],
  ]);
});

test('a State that is named beside single contact points of others is asked whole, and of who cannot be asked that is said', async (t) => {
  const { edge, operator, run, checks } = await openDesk(t);
  const nobody = 'MDA' as StateCode;
  const { nextAt } = await keep(edge, operator, { states: [AZE, nobody], points: [{ state: UKR, id: 'cert' }] });
  edge.forward(Date.parse(nextAt) - edge.edge.contacts.now());
  await run();
  assert.deepEqual(await checks(), [
    [AZE, ['police']],
    [UKR, ['cert']],
  ]);
  const { schedules } = (await edge.get('/api/check-schedules', await edge.signIn('operator'))).json as {
    schedules: { skipped: unknown }[];
  };
  assert.deepEqual(schedules[0]!.skipped, [{ state: nobody, points: [], code: 'input.invalid' }]);
});

test('a node that was off for a month makes up one run, and goes on with its plan', async (t) => {
  const { edge, operator, run, checks } = await openDesk(t);
  const { nextAt } = await keep(edge, operator, { states: [AZE] });
  edge.forward(Date.parse(nextAt) - edge.edge.contacts.now() + 30 * DAY_MS);
  await run();
  await run();
  assert.equal((await checks()).length, 1);
  edge.forward(6 * DAY_MS);
  await run();
  assert.equal((await checks()).length, 2, 'the time of the plan after it');
});

test('what cannot be sent is passed over with its code, and keeps no other State from being asked', async (t) => {
  const { edge, operator, run, checks } = await openDesk(t);
  const nobody = 'MDA' as StateCode;
  const { nextAt } = await keep(edge, operator, { states: [nobody, UKR, AZE] });
  await edge.edge.suspensions.suspend(AZE, 'a reason', 'administrator');
  edge.forward(Date.parse(nextAt) - edge.edge.contacts.now());
  await run();
  assert.deepEqual(await checks(), [[UKR, ['cert', 'police']]]);
  const { schedules } = (await edge.get('/api/check-schedules', await edge.signIn('operator'))).json as {
    schedules: { skipped: unknown }[];
  };
  assert.deepEqual(schedules[0]!.skipped, [
    { state: AZE, points: [], code: 'partner.suspended' },
    { state: nobody, points: [], code: 'input.invalid' },
  ]);
  const skipped = (await edge.entries()).filter(({ event }) => event === 'check.skipped');
  assert.deepEqual(skipped.map(({ body }) => body.code).sort(), ['input.invalid', 'partner.suspended']);
});

test('a State that takes its directory back or its answer, and a check whose period has ended, keep nothing else from being asked and read', async (t) => {
  const { edge, operator, run, checks, directoryOfUkraine } = await openDesk(t);
  const { nextAt } = await keep(edge, operator, { states: [UKR, AZE] });
  edge.forward(Date.parse(nextAt) - edge.edge.contacts.now());
  await run();
  const [first] = await latestChecks(edge.store.reader, edge.edge.contacts.own, { now: 0, limit: 1 });
  const answer = { kind: 'communication-check-answer', inReplyTo: first!.id, fields: { point: 'cert' } } as const;
  const answered = await receiveMessage(edge, UKR, answer);
  for (const messageId of [directoryOfUkraine, answered]) {
    await receiveMessage(edge, UKR, { kind: 'recall', fields: { messageId, ground: 'wrong-content' } });
  }
  edge.forward(7 * DAY_MS);
  await run();
  const both = [
    [AZE, ['police']],
    [UKR, ['cert', 'police']],
  ];
  assert.deepEqual(await checks(), [...both, [AZE, ['police']]]);
  assert.equal((await edge.get('/api/directory', await edge.signIn('operator'))).status, 200);
  const { no } = await messageRow(edge.store.reader, first!.id);
  await edge.store.write(
    { event: 'message.retired', body: {} },
    { name: 'retire-messages', args: { numbers: [no], isTold: false } },
  );
  assert.deepEqual(await checks(), [both[0], [AZE, ['police']]]);
});

test('a schedule that is kept anew or dropped takes what waited of its run along', async (t) => {
  const { edge, operator, run, checks } = await openDesk(t);
  const { schedule, nextAt } = await keep(edge, operator, { states: [UKR], surpriseMinutes: 600 });
  edge.forward(Date.parse(nextAt) - edge.edge.contacts.now());
  await run(0.9);
  const later = await edge.signIn('operator');
  assert.equal((await edge.post('/api/check-schedules/drop', later, { schedule })).status, 200);
  edge.forward(DAY_MS);
  await run();
  assert.deepEqual(await checks(), []);
  const gone = await edge.post('/api/check-schedules/keep', await edge.signIn('operator'), {
    ...PLAN,
    schedule,
    states: [UKR],
  });
  assert.equal(gone.code, 'check.not-scheduled');
});

test('more schedules than a node keeps, and a surprise that would outlast its interval, are refused', async (t) => {
  const { edge, operator } = await openDesk(t);
  for (let kept = 0; kept < 32; kept += 1) await keep(edge, operator, { states: [UKR] });
  const another = await edge.post('/api/check-schedules/keep', operator, { ...PLAN, states: [UKR] });
  assert.equal(another.code, 'check.too-many');
  const long = await edge.post('/api/check-schedules/keep', operator, {
    ...PLAN,
    states: [UKR],
    surpriseMinutes: 7 * 1_440 + 1,
  });
  assert.deepEqual([long.code, fieldOf(long.json)], ['input.invalid', 'surpriseMinutes']);
  const nowhere = await edge.post('/api/check-schedules/keep', operator, PLAN);
  assert.deepEqual([nowhere.code, fieldOf(nowhere.json)], ['input.invalid', 'states']);
});

const PLAN = { name: 'weekly', everyDays: 7, firstDay: '2026-01-05', at: '09:30' };

/** Two States have sent who can be called there. */
async function openDesk(t: TestContext) {
  const edge = await openTestEdge({ partners: { UKR: 1, AZE: 1, MDA: 1 } });
  t.after(() => edge.close());
  const directoryOfUkraine = await receiveMessage(edge, UKR, directoryOf('cert', 'police'));
  await receiveMessage(edge, AZE, directoryOf('police'));
  const operator = await edge.signIn('operator');
  const { contacts, store } = edge.edge;
  const run = (draw = 0) =>
    runSchedules({
      keeping: contacts,
      store,
      random: (length) => new Uint8Array(length).fill(0).map((_, place) => (place === 0 ? Math.floor(draw * 256) : 0)),
    });
  const checks = async () => {
    const latest = await latestChecks(edge.store.reader, contacts.own, { now: contacts.now(), limit: 50 });
    return latest.map(({ points }) => [points[0]!.state, points.map(({ id }) => id)]).reverse();
  };
  return { edge, operator, run, checks, directoryOfUkraine };
}

async function keep(edge: TestEdge, operator: SignedIn, given: object) {
  const kept = await edge.post('/api/check-schedules/keep', operator, { ...PLAN, ...given });
  assert.equal(kept.status, 200, kept.text);
  return kept.json as { schedule: number; nextAt: string };
}

function directoryOf(...ids: readonly string[]) {
  const points = ids.map(
    (id): ContactPoint => ({
      id,
      level: 'technical',
      body: 'cert',
      title: 'Made-up duty desk',
      telephone: '+380 44 000 0000',
      languages: 'uk, en',
      hours: 'A',
      validUntil: '2099-12-31',
    }),
  );
  return { kind: 'directory', fields: { number: 1, points } } as const;
}

function fieldOf(json: unknown): string {
  return (json as { error: { field: string } }).error.field;
}
