// SPDX-License-Identifier: Apache-2.0
// What every store must do with alerts that were shown: a part of the acceptance suite.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeCbor } from '@iims/wire/cbor';
import { type StateCode, uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import type { TestSources } from './acceptance.fixture.ts';
import type { AlertToLoad } from './alert-to-load.ts';
import { openDeletionReceipt, unansweredDeletions, unopenedDeletionAnswers } from './deletion-receipts.ts';
import { countEntries } from './entries.ts';
import { listMetCovert } from './met-covert.ts';
import { listEndedShown, listForgotten, shownMark } from './shown-alerts.ts';
import type { ShownToOfficer, ShownToPartner } from './staging/note-shown.ts';
import type { Store } from './store.ts';
import {
  type EndedBy,
  type EndedPlace,
  hasUnanswered,
  listDueScans,
  listEndedTold,
  listNoticed,
  listTold,
  statesToNotify,
  type ToldAlert,
  unsentNotices,
} from './told-alerts.ts';

interface Fixture {
  readonly store: Store;
  readonly sources: TestSources;
}

export function describeShownAlerts(fixture: () => Fixture): void {
  /** Notes it behind an entry, as if that had said so. */
  const note = async (
    toPartners: Partial<ShownToPartner>[],
    toOfficers: ShownToOfficer[] = [],
    metCovert: number[] = [],
  ): Promise<void> => {
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
    await store.stage({
      name: 'note-shown',
      args: { from, to, toPartners: told as ShownToPartner[], toOfficers, metCovert },
    });
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
      state: 'UKR' as StateCode,
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
    const stale = { from: mark - 1, to: mark + 5, toPartners: [], toOfficers: [], metCovert: [] };
    assert.equal(await store.stage({ name: 'note-shown', args: stale }), mark);
    assert.equal(await shownMark(store.reader), mark);
  });

  test('which queries met covert alerts is known in order, the latest first, in pages of one length', async () => {
    const { store } = fixture();
    const indexes = Array.from({ length: 150 }, (_, i) => 1_000_000 + i);
    await note([], [], indexes.slice(0, 3).reverse());
    await note([]);
    await note([], [], indexes.slice(3));
    assert.deepEqual(await listMetCovert(store.reader, { limit: 200 }), indexes.toReversed());
    assert.deepEqual(await listMetCovert(store.reader, { before: 1_000_100, limit: 2 }), [1_000_099, 1_000_098]);
    const pages = await store.reader.all<{ content: Uint8Array }>('select content from met_covert');
    assert.equal(pages.length, 3);
    assert.equal(new Set(pages.map(({ content }) => content.length)).size, 1);
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

  test('a State hears of what ended for it once, in notices of at most 256 alerts', async () => {
    const { store } = fixture();
    const many = Array.from({ length: 300 }, (_, i) => ({ alertId: `N${i}`, state: 'ROU' }));
    await note(many);
    assert.deepEqual((await statesToNotify(store.reader)).includes('ROU' as StateCode), true);
    const plan = (ref: string) => store.stage({ name: 'plan-notice', args: { state: 'ROU' as StateCode, ref } });
    assert.deepEqual([await plan('first'), await plan('second'), await plan('third')], [256, 44, 0]);
    assert.equal((await statesToNotify(store.reader)).includes('ROU' as StateCode), false);
    const unsent = async () => (await unsentNotices(store.reader)).map(({ ref, state }) => `${ref} ${state}`);
    assert.deepEqual(await unsent(), ['first ROU', 'second ROU']);
    assert.equal((await listNoticed(store.reader, 'second')).length, 44);
    await store.stage({ name: 'note-notice', args: { kind: 'stored', ref: 'first', sentAt: 1_000 } });
    assert.deepEqual(await unsent(), ['second ROU']);
    assert.deepEqual(
      [await hasUnanswered(store.reader, 1_000), await hasUnanswered(store.reader, 1_001)],
      [false, true],
    );
  });

  test('a State’s answer confirms what its own notice named, once, and what it never answered is said again', async () => {
    const { store } = fixture();
    const [one, other] = await listNoticed(store.reader, 'first');
    const confirm = async (state: string, ref: string, ...told: ToldAlert[]) => {
      const alerts = told.map(({ register, alertId }) => ({ register, alertId }));
      const args = { no: 1_000_000, id: 'the answer', state: state as StateCode, ref, alerts };
      const draft = { event: 'alert.deletion-confirmed', body: {} } as const;
      return (await store.write(draft, { name: 'confirm-deletion', args })).result;
    };
    assert.equal(await confirm('UKR', 'first', one!), 0, 'another State');
    assert.equal(await confirm('ROU', 'second', one!), 0, 'another notice');
    assert.equal(await confirm('ROU', 'first', one!, one!), 1);
    assert.equal(await confirm('ROU', 'first', one!), 0, 'again');
    const [confirmed] = await listTold(store.reader, one!.register, one!.alertId);
    assert.deepEqual([confirmed!.answer?.messageId, confirmed!.first], ['the answer', one!.first]);
    await store.stage({ name: 'note-notice', args: { kind: 'expired', sentBefore: 2_000 } });
    assert.deepEqual(
      (await listNoticed(store.reader, 'first')).map(({ alertId }) => alertId),
      [one!.alertId],
    );
    const [again] = await listTold(store.reader, other!.register, other!.alertId);
    assert.equal(again!.notice, undefined);
    assert.deepEqual((await statesToNotify(store.reader)).includes('ROU' as StateCode), true);
  });

  test('what has ended is listed from the latest on, in pages', async () => {
    const { store } = fixture();
    const seen = new Set<string>();
    let last = Number.POSITIVE_INFINITY;
    let before: EndedPlace | undefined;
    do {
      const page = await listEndedTold(store.reader, { limit: 100, ...(before && { before }) });
      for (const { state, alertId, round, ended } of page.told) {
        assert.ok(ended!.at <= last);
        last = ended!.at;
        seen.add(`${state} ${alertId} ${round}`);
      }
      before = page.next;
    } while (before !== undefined);
    assert.equal([...seen].filter((name) => name.startsWith('ROU N')).length, 300);
  });

  test('the end of an alert is marked in the queries that showed it, and not in those that showed it later', async () => {
    const { store, sources } = fixture();
    const asked = async (closedAt: number, alertId: string, state = 'GEO') => {
      const { index } = await store.write(
        { event: 'query.asked', body: {} },
        { name: 'ask-query', args: { queryId: `${closedAt}`, user: 'marked', kind: 'person' } },
      );
      await note([], [{ state, register: 'r', alertId, place: 0, closedAt, askedIndex: index }]);
      return index;
    };
    const endedAt = sources.nowMs;
    const [before, later] = [await asked(endedAt - 10, 'A'), await asked(endedAt + 3_600_000, 'A')];
    const others = [await asked(endedAt - 10, 'B'), await asked(endedAt - 10, 'A', 'UKR')];
    const mark = async (endedBy: EndedBy, at: number) => {
      const alerts = [{ register: 'r', alertId: 'A', endedBy, endedAt: at }];
      const args = { state: 'GEO' as StateCode, alerts };
      return (await store.write({ event: 'alert.deletion-marked', body: {} }, { name: 'mark-deletion', args })).result;
    };
    const shown = async () =>
      (await listEndedShown(store.reader, [before, later, ...others])).map(
        ({ askedIndex, alertId, state, endedBy }) => [askedIndex, alertId, state, endedBy],
      );
    assert.deepEqual(await mark('not-revalidated', endedAt), [1]);
    assert.deepEqual(await shown(), [[before, 'A', 'GEO', 'not-revalidated']]);
    assert.deepEqual([await mark('ended', endedAt), await mark('ended', endedAt)], [[1], [1]]);
    assert.deepEqual(await shown(), [[before, 'A', 'GEO', 'ended']]);
  });

  test('of each State the oldest notices and answers are looked at, so that none keeps another waiting', async () => {
    const { store, sources } = fixture();
    const receive = async (n: number, state: string, kind: 'alert-deletion' | 'alert-deleted') => {
      const kept = receivedMessage(n, state as StateCode, kind, sources.nowMs);
      const draft = { event: 'message.received', body: {} } as const;
      const { index } = await store.write(draft, { name: 'receive-message', args: { kept, clocks: {} } });
      return { index, id: kept.message.id };
    };
    for (let n = 1; n <= 20; n += 1) await receive(n, 'ALB', 'alert-deletion');
    const { id } = await receive(21, 'BEL', 'alert-deletion');
    const { index: no } = await receive(22, 'BEL', 'alert-deleted');
    const due = await unansweredDeletions(store.reader);
    assert.deepEqual([due.length, due.at(-1)!.id, due.at(-1)!.state], [17, id, 'BEL']);
    const [answer, another] = await unopenedDeletionAnswers(store.reader);
    assert.deepEqual([answer!.no, another], [no, undefined]);
    await note([{ state: 'BEL', alertId: 'GONE' }]);
    await store.stage({ name: 'plan-notice', args: { state: 'BEL' as StateCode, ref: 'for BEL' } });
    const alerts = [{ register: 'told', alertId: 'GONE' }];
    const args = { no, id: answer!.id, state: 'BEL' as StateCode, ref: 'for BEL', alerts };
    const draft = { event: 'alert.deletion-confirmed', body: {} } as const;
    assert.equal((await store.write(draft, { name: 'confirm-deletion', args })).result, 1);
    assert.deepEqual(await unopenedDeletionAnswers(store.reader), []);
    // Its key was kept: the envelope of this test is none.
    await assert.rejects(openDeletionReceipt(store.reader, answer!.id), { code: 'envelope.magic' });
    assert.equal(await openDeletionReceipt(store.reader, id), undefined);
    const month = new Date(sources.nowMs + 40 * 86_400_000).toISOString().slice(0, 7);
    sources.nowMs = Date.parse(`${month}-02`);
    const erase = { name: 'erase-data-keys', args: { dataClass: 'receipt', before: month } } as const;
    await store.write({ event: 'retention.erased', body: {} }, erase);
    assert.deepEqual(await listTold(store.reader, 'told', 'GONE'), []);
    assert.equal(await openDeletionReceipt(store.reader, answer!.id), undefined);
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

function receivedMessage(n: number, state: StateCode, kind: 'alert-deletion' | 'alert-deleted', nowMs: number) {
  const id = uuidV7(2_000_000 + n, new Uint8Array(10).fill(n));
  const from = { state };
  const said = { caseRef: 'for BEL', urgency: 'routine', author: 'node', handling: { code: 'H0' } } as const;
  return {
    direction: 'in',
    id: uuidToBytes(id),
    state,
    sequence: n,
    receipt: new Uint8Array(32).fill(n),
    status: 'received',
    message: { version: 1, id, kind, from, to: [{ state: 'GEO' as StateCode }], sentAt: nowMs, ...said },
    expiresAt: nowMs + 86_400_000,
    exercise: false,
    signer: { keyId: new Uint8Array(32).fill(9), ed25519: new Uint8Array(32), mldsa65: new Uint8Array(1_952) },
    envelope: new Uint8Array(200).fill(n),
    envelopeHash: new Uint8Array(32).fill(n),
    messageKey: new Uint8Array(32).fill(n),
  } as const;
}
