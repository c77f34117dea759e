// SPDX-License-Identifier: Apache-2.0
// What every store must do with alerts that were shown: a part of the acceptance suite.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeCbor } from '@iims/wire/cbor';
import type { TestSources } from './acceptance.fixture.ts';
import type { AlertToLoad } from './alert-to-load.ts';
import { countEntries } from './entries.ts';
import { listForgotten, shownMark } from './shown-alerts.ts';
import type { ShownToOfficer, ShownToPartner } from './staging/note-shown.ts';
import type { Store } from './store.ts';
import { listDueScans, listTold, type ToldAlert } from './told-alerts.ts';

interface Fixture {
  readonly store: Store;
  readonly sources: TestSources;
}

export function describeShownAlerts(fixture: () => Fixture): void {
  /** Notes it behind an entry, as if that had said so. */
  const note = async (toPartners: Partial<ShownToPartner>[], toOfficers: ShownToOfficer[] = []): Promise<void> => {
    const { store, sources } = fixture();
    await store.write({ event: 'node.started', body: {} });
    const [from, to] = [await shownMark(store.reader), await countEntries(store.reader)];
    const told = toPartners.map((one) => ({
      state: 'UKR',
      register: 'told',
      queryId: 'q',
      atMs: sources.nowMs,
      ...one,
    }));
    await store.stage({ name: 'note-shown', args: { from, to, toPartners: told as ShownToPartner[], toOfficers } });
  };
  const told = async (alertId: string) => {
    const rows = await listTold(fixture().store.reader, 'told', alertId);
    return rows.map(({ state, round, ended }) => `${state} ${round} ${ended?.by ?? 'in force'}`);
  };
  const load = async (...alerts: AlertToLoad[]): Promise<void> => {
    const register = { id: 'told', kind: 'travel-document', title: 'Told', changedAt: 0, checkedAt: 0 };
    await fixture().store.write(
      { event: 'register.loaded', body: {} },
      { name: 'load-register', args: { register, alerts } },
    );
  };
  const scan = async (day: string): Promise<void> => {
    const { store } = fixture();
    for (const due of await listDueScans(store.reader, day)) {
      let after: { token: string; state: string } | undefined = { token: '', state: '' };
      while (after) after = await store.stage({ name: 'scan-told', args: { ...due, day, after } });
    }
    assert.deepEqual(await listDueScans(store.reader, day), []);
  };

  test('a State is told of an alert once, from the first answer to the last', async () => {
    const { store, sources } = fixture();
    await load(alert('T1'), alert('T2'));
    const before = sources.nowMs;
    await note([{ alertId: 'T1', queryId: 'first' }]);
    sources.nowMs += 1_000;
    await note([
      { alertId: 'T1', queryId: 'second' },
      { alertId: 'T1', state: 'MDA' },
    ]);
    const expected: Partial<ToldAlert> = {
      state: 'UKR',
      first: { at: before, queryId: 'first' },
      last: { at: before + 1_000, queryId: 'second' },
    };
    const [mda, ukr] = await listTold(store.reader, 'told', 'T1');
    assert.equal(mda!.state, 'MDA');
    assert.deepEqual({ ...ukr, ...expected }, ukr);
    assert.deepEqual(await told('T2'), []);
  });

  test('what somebody else has noted already is not noted twice', async () => {
    const { store } = fixture();
    const mark = await shownMark(store.reader);
    const stale = { from: mark - 1, to: mark + 5, toPartners: [], toOfficers: [] };
    assert.equal(await store.stage({ name: 'note-shown', args: stale }), mark);
    assert.equal(await shownMark(store.reader), mark);
  });

  test('an alert that is withdrawn has ended for who was told; told again, another round begins', async () => {
    const { store, sources } = fixture();
    const gone = { register: 'told', alertId: 'T1' };
    await store.write({ event: 'alert.withdrawn', body: {} }, { name: 'withdraw-alert', args: gone });
    assert.deepEqual(await told('T1'), ['MDA 1 ended', 'UKR 1 ended']);
    await note([{ alertId: 'T1', atMs: sources.nowMs - 1 }]);
    assert.deepEqual(await told('T1'), ['MDA 1 ended', 'UKR 1 ended'], 'an answer from before its end');
    sources.nowMs += 1_000;
    await load(alert('T1'), alert('T2'));
    await note([{ alertId: 'T1' }]);
    assert.deepEqual(await told('T1'), ['MDA 1 ended', 'UKR 1 ended', 'UKR 2 in force']);
  });

  test('an alert that was told and ended before anybody looked has ended', async () => {
    await note([{ alertId: 'NONE' }]);
    assert.deepEqual(await told('NONE'), ['UKR 1 ended']);
  });

  test('a register that is replaced ends what it holds no more, and what it holds covertly', async () => {
    await note([{ alertId: 'T2' }]);
    await load(alert('T1', { covert: true }));
    assert.deepEqual(await told('T2'), ['UKR 1 in force']);
    await scan('2026-01-01');
    assert.deepEqual(await told('T2'), ['UKR 1 ended']);
    assert.deepEqual(await told('T1'), ['MDA 1 ended', 'UKR 1 ended', 'UKR 2 ended']);
  });

  test('an alert that is made covert has ended for who was told, and is told to nobody', async () => {
    const { store } = fixture();
    const open = { name: 'open-register', args: { register: 'told-by-hand', kind: 'person', title: 'T' } } as const;
    await store.write({ event: 'register.opened', body: {} }, open);
    const args = { register: 'told-by-hand', kind: 'person', alert: alert('H1') };
    await store.write({ event: 'alert.entered', body: {} }, { name: 'enter-alert', args });
    await note([{ register: 'told-by-hand', alertId: 'H1' }]);
    const covert = { ...args, alert: alert('H1', { covert: true }) };
    await store.write({ event: 'alert.updated', body: {} }, { name: 'replace-alert', args: covert });
    const [one] = await listTold(store.reader, 'told-by-hand', 'H1');
    assert.equal(one!.ended?.by, 'ended');
  });

  test('an alert that was not revalidated has ended for who was told before its day, not for who was told so', async () => {
    const { sources } = fixture();
    const day = new Date(sources.nowMs).toISOString().slice(0, 10);
    await load(alert('R1', { reviewOn: day }), alert('R2', { reviewOn: '2001-01-01' }));
    await note([{ alertId: 'R1' }, { alertId: 'R2' }]);
    await scan(day);
    assert.deepEqual([...(await told('R1')), ...(await told('R2'))], ['UKR 1 in force', 'UKR 1 in force']);
    await scan('2099-01-01');
    assert.deepEqual([...(await told('R1')), ...(await told('R2'))], ['UKR 1 not-revalidated', 'UKR 1 in force']);
  });

  test('who was told of more alerts than one piece holds hears of each that ended', async () => {
    const many = Array.from({ length: 120 }, (_, i) => alert(`M${i}`));
    await load(...many);
    await note(many.map(({ alertId }) => ({ alertId })));
    await load(many[7]!);
    await scan('2026-01-02');
    let ended = 0;
    for (const { alertId } of many) if ((await told(alertId))[0] === 'UKR 1 ended') ended += 1;
    assert.equal(ended, 119);
  });

  test('what a query showed is forgotten with the query', async () => {
    const { store } = fixture();
    const { index: known } = await store.write(
      { event: 'query.asked', body: {} },
      { name: 'ask-query', args: { queryId: 'shown', user: 'shown', kind: 'person' } },
    );
    const shown = { state: 'GEO', register: 'r', alertId: 'A', place: 0, closedAt: 1 };
    await note(
      [],
      [
        { ...shown, askedIndex: known },
        { ...shown, askedIndex: known + 1_000_000 },
      ],
    );
    const { forgotten } = await listForgotten(store.reader, -1);
    assert.deepEqual(forgotten, [known + 1_000_000]);
    await store.stage({ name: 'forget-shown', args: { askedIndexes: [known, ...forgotten] } });
    assert.deepEqual(await listForgotten(store.reader, -1), { forgotten: [], next: null });
    assert.deepEqual((await listForgotten(store.reader, known - 1)).next, null);
  });
}

function alert(alertId: string, { covert = false, reviewOn = '2099-01-05' } = {}): AlertToLoad {
  return { alertId, reviewOn, alert: encodeCbor({ covert }), keys: [{ key: `told:${alertId}`, band: 'hit' }] };
}
