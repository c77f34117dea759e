// SPDX-License-Identifier: Apache-2.0
// Pages of a register and of what must be reviewed: none left out, none twice, each an entry; and registers that a source keeps.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Alert } from '@iims/wire/alert';
import type { Officer } from '../access/authorise.ts';
import { systemClock, systemRandom } from '../clock.ts';
import { passportAlert } from '../query/alert.fixture.ts';
import { loadRegister } from '../registers/load-register.ts';
import { readEntries } from '../store/entries.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { enterAlert } from './enter-alert.ts';
import { listAlerts, listDue } from './list-alerts.ts';
import { revalidateAlert } from './revalidate-alert.ts';
import { countReviews, keepReviewReminders } from './review-reminder.ts';
import { updateAlert } from './update-alert.ts';
import { withdrawAlert } from './withdraw-alert.ts';

const TODAY = Date.UTC(2026, 10, 22);
const operator: Officer = { user: 'one', role: 'operator', state: 'UKR' };
const folder = mkdtempSync(join(tmpdir(), 'iims-list-alerts-'));
/** One day each: from the 20th of November on, so that two are overdue. */
const ALERTS = Array.from({ length: 50 }, (_, i) =>
  passportAlert(`AA${i}`, i + 1, { reviewOn: new Date(TODAY + (i - 2) * 86_400_000).toISOString().slice(0, 10) }),
);
let store: Store;
let keeping: { state: string; store: Store; clock: typeof systemClock };

before(async () => {
  const path = join(folder, 'iims.db');
  store = await openSqliteStore({
    atRest: new Uint8Array(32),
    path,
    now: systemClock.now,
    random: systemRandom,
  });
  keeping = { state: 'UKR', store, clock: { ...systemClock, now: () => TODAY } };
  const about = { kind: 'travel-document', changedAt: 0 };
  await loadRegister(store, { ...about, id: 'loaded', title: 'Loaded', alerts: ALERTS }, 1);
  await loadRegister(store, { ...about, id: 'kept', title: 'Kept', keptBy: 'hand', alerts: [] }, 1);
});
after(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

describe('the pages of a register', () => {
  for (const [what, wanted, expected] of [
    ['all', {}, ALERTS],
    ['a category', { category: 'lost' }, []],
    ['a day of review', { reviewUntil: '2026-11-25' }, ALERTS.slice(0, 6)],
  ] as const) {
    it(`give every alert of ${what} once, by id`, async () => {
      const found: string[] = [];
      for (let place: string | undefined, pages = 0; pages < 20; pages += 1) {
        const from = place === undefined ? {} : { after: place };
        const page = await listAlerts(keeping, operator, { register: 'loaded', limit: 7, ...wanted, ...from });
        assert.ok(page.alerts.length <= 7);
        found.push(...page.alerts.map(({ id }) => id));
        place = page.next;
        if (place === undefined) break;
      }
      assert.deepEqual(found, expected.map(({ id }) => id).sort());
    });
  }

  it('are entries, and refuse a register that is not there', async () => {
    await listAlerts(keeping, operator, { register: 'loaded', limit: 3 });
    const [entry] = await readEntries(store.reader, { limit: 1 });
    assert.deepEqual([entry?.event, entry?.body.register, entry?.body.listed], ['alert.read', 'loaded', 3]);
    await assert.rejects(listAlerts(keeping, operator, { register: 'none', limit: 3 }), { code: 'register.unknown' });
  });
});

describe('what is due', () => {
  it('is what must be reviewed within thirty days or was not in time, the most urgent first, on as many pages as it takes', async () => {
    const found: [string, boolean][] = [];
    for (let place: string | undefined, pages = 0; pages < 20; pages += 1) {
      const page = await listDue(keeping, operator, { limit: 10, ...(place === undefined ? {} : { after: place }) });
      found.push(...page.due.map(({ alertId, isOverdue }): [string, boolean] => [alertId, isOverdue]));
      place = page.next;
      if (place === undefined) break;
    }
    assert.deepEqual(
      found,
      ALERTS.slice(0, 33).map(({ id }, i) => [id, i < 2]),
    );
  });

  it('says nothing of whom or what it is about', async () => {
    const { due } = await listDue(keeping, operator, { limit: 1 });
    assert.deepEqual(Object.keys(due[0]!).sort(), [
      'alertId',
      'authority',
      'category',
      'isOverdue',
      'kind',
      'register',
      'reviewOn',
    ]);
  });

  it('follows entry, revalidation and withdrawal', async () => {
    const alert: Alert = { ...passportAlert('BB1', 900, { reviewOn: '2026-12-01' }), id: 'UKR-KPT-900' };
    const named = { register: 'kept', alertId: alert.id };
    const dueKept = async () => (await listDue(keeping, operator, { register: 'kept', limit: 5 })).due.length;
    await enterAlert(keeping, operator, { register: 'kept', alert });
    assert.equal(await dueKept(), 1);
    await revalidateAlert(keeping, operator, { ...named, reviewOn: '2027-11-22' });
    assert.equal(await dueKept(), 0);
    await updateAlert(keeping, operator, { register: 'kept', alert });
    assert.equal(await dueKept(), 1);
    assert.deepEqual(Object.keys(await withdrawAlert(keeping, operator, { ...named, ground: 'found' })), ['logIndex']);
    assert.equal(await dueKept(), 0);
  });
});

describe('a register that a source loads', () => {
  const alert = ALERTS[7]!;
  const named = { register: 'loaded', alertId: alert.id };

  it('takes nothing that the next load would take away', async () => {
    const code = 'register.from-source';
    const fresh = { ...alert, id: 'UKR-STD-999' };
    await assert.rejects(enterAlert(keeping, operator, { register: 'loaded', alert: fresh }), { code });
    await assert.rejects(updateAlert(keeping, operator, { register: 'loaded', alert }), { code });
    await assert.rejects(revalidateAlert(keeping, operator, { ...named, reviewOn: '2027-11-22' }), { code });
  });

  it('lets an alert be withdrawn, and says that a load may bring it back', async () => {
    const keys = async () => (await store.reader.all('select token from alert_near_key')).length;
    const before = await keys();
    const withdrawn = await withdrawAlert(keeping, operator, { ...named, ground: 'entered-in-error' });
    assert.equal(withdrawn.untilNextLoad, true);
    // Every key went with it.
    assert.equal(before - (await keys()), 4);
    await assert.rejects(withdrawAlert(keeping, operator, { ...named, ground: 'found' }), { code: 'alert.not-found' });
  });
});

describe('the reminder of reviews', () => {
  it('counts what is due and overdue, and enters it when there is any', async () => {
    const counted = await countReviews(store.reader, TODAY);
    assert.deepEqual([counted.due, counted.overdue, counted.withinDays], [32, 2, 30]);
    const reminding = await keepReviewReminders(store, () => TODAY);
    reminding.stop();
    const [entry] = await readEntries(store.reader, { limit: 1 });
    assert.deepEqual([entry?.event, entry?.body.due, entry?.body.overdue], ['alert.review-due', 32, 2]);
    (await keepReviewReminders(store, () => Date.UTC(2020, 0, 1))).stop();
    const [last] = await readEntries(store.reader, { limit: 1 });
    assert.equal(last?.index, entry?.index);
  });
});
