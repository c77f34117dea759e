// SPDX-License-Identifier: Apache-2.0
// What every store must do with schedules of communication checks; part of `acceptance.fixture.ts`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StateCode } from '@iims/wire/identifiers';
import type { TestSources } from './acceptance.fixture.ts';
import {
  type CheckSchedule,
  dueChecks,
  dueSchedules,
  findCheckSchedule,
  listCheckSchedules,
} from './check-schedules.ts';
import type { Store } from './store.ts';

const UKR = 'UKR' as StateCode;
const MDA = 'MDA' as StateCode;
const CONTENT: CheckSchedule = {
  name: 'weekly',
  states: [UKR],
  points: [],
  withinMinutes: 60,
  everyDays: 7,
  firstDay: '2026-01-05',
  at: '09:30',
  surpriseMinutes: 0,
};

export function describeCheckSchedules(fixture: () => { readonly store: Store; readonly sources: TestSources }): void {
  test('a run of a schedule is laid out once, its checks come due by their moments, and each is taken or passed over once', async () => {
    const { store, sources } = fixture();
    const first = await keep(store, 5_000);
    assert.deepEqual(await listCheckSchedules(store.reader), [
      { schedule: first, keptBy: 'operator', keptAt: sources.nowMs, nextAt: 5_000, content: CONTENT, skipped: [] },
    ]);
    assert.deepEqual(await dueSchedules(store.reader, 4_999), []);
    assert.equal((await dueSchedules(store.reader, 5_000)).length, 1);

    const run = { schedule: first, wasDueAt: 5_000, runAt: 5_000, nextAt: 9_000 };
    const [ukr, mda] = [
      { state: UKR, points: ['cert'] },
      { state: MDA, points: [] },
    ];
    const checks = [
      { dueAt: 7_000, target: ukr },
      { dueAt: 6_000, target: mda },
    ];
    await plan(store, { ...run, checks });
    await assert.rejects(plan(store, { ...run, checks }), { code: 'check.not-scheduled' });
    assert.deepEqual(await dueChecks(store.reader, 6_500, 10), [{ schedule: first, place: 1, target: mda }]);
    assert.deepEqual(
      (await dueChecks(store.reader, 7_000, 10)).map(({ place }) => place),
      [1, 0],
    );

    await skip(store, first, 1);
    await assert.rejects(skip(store, first, 1), { code: 'check.not-scheduled' });
    assert.deepEqual(await dueChecks(store.reader, 7_000, 10), [{ schedule: first, place: 0, target: ukr }]);
    const kept = await findCheckSchedule(store.reader, first);
    assert.deepEqual([kept?.lastAt, kept?.nextAt], [5_000, 9_000]);
    assert.deepEqual(kept?.skipped, [{ ...mda, code: 'partner.suspended' }]);
  });

  test('a schedule that is kept anew or dropped takes its run along', async () => {
    const { store } = fixture();
    const schedule = await keep(store, 5_000);
    const checks = [{ dueAt: 6_000, target: { state: UKR, points: [] } }];
    await plan(store, { schedule, wasDueAt: 5_000, runAt: 5_000, nextAt: 9_000, checks });
    await keep(store, 20_000, schedule);
    const waiting = async () =>
      (await dueChecks(store.reader, 10_000, 100)).filter((check) => check.schedule === schedule);
    assert.deepEqual(await waiting(), []);
    await plan(store, { schedule, wasDueAt: 20_000, runAt: 5_000, nextAt: 30_000, checks });
    assert.equal((await waiting()).length, 1);
    await store.write(
      { event: 'check.unscheduled', body: { schedule } },
      { name: 'drop-check-schedule', args: { schedule } },
    );
    assert.deepEqual(await waiting(), []);
    assert.equal(await findCheckSchedule(store.reader, schedule), undefined);
    await assert.rejects(keep(store, 1, schedule), { code: 'check.not-scheduled' });
  });
}

async function keep(store: Store, nextAt: number, schedule?: number): Promise<number> {
  const changed = schedule === undefined ? {} : { schedule };
  const { result } = await store.write(
    { event: 'check.scheduled', body: changed },
    { name: 'keep-check-schedule', args: { ...changed, content: CONTENT, nextAt, by: 'operator' } },
  );
  return result;
}

function plan(store: Store, args: Parameters<typeof import('./acts/plan-checks.ts').planChecks>[1]): Promise<unknown> {
  return store.write({ event: 'check.planned', body: {} }, { name: 'plan-checks', args });
}

function skip(store: Store, schedule: number, place: number): Promise<unknown> {
  return store.write(
    { event: 'check.skipped', body: { schedule } },
    { name: 'skip-check', args: { schedule, place, code: 'partner.suspended' } },
  );
}
