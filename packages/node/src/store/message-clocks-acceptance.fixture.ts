// SPDX-License-Identifier: Apache-2.0
// What every store must do with the clocks of requests; part of `acceptance.fixture.ts`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { standingAt } from '@iims/exchange/clocks';
import { type StateCode, uuidFromBytes, uuidToBytes } from '@iims/wire/identifiers';
import type { MessageClock } from '@iims/wire/message-kind';
import { enterChanges } from '../messages/keep-clocks.ts';
import type { TestSources } from './acceptance.fixture.ts';
import { readEntries } from './entries.ts';
import { keptMessage } from './kept-message.fixture.ts';
import {
  type ClockEventTold,
  type ClockNote,
  changedClocks,
  clocksOf,
  dueOf,
  EVENTS_MAX,
  openClocks,
} from './message-clocks.ts';
import type { HoldingNote } from './message-holders.ts';
import type { MessageToKeep } from './messages.ts';
import type { Store } from './store.ts';

const [GEO, UKR, AZE] = ['GEO', 'UKR', 'AZE'] as StateCode[] as [StateCode, StateCode, StateCode];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export function describeMessageClocks(fixture: () => { readonly store: Store; readonly sources: TestSources }): void {
  let last = 0xc10c;
  const sequences = new Map<StateCode, number>();
  const nextId = () => {
    last += 1;
    return uuidToBytes(`0190f0c1-7a3b-7c4d-8e5f-${last.toString(16).padStart(12, '0')}`);
  };
  const recallOf = ({ id }: Pick<Sent, 'id'>): HoldingNote => ({ kind: 'recalled', of: id });
  const send = async (to: StateCode[], clocks: ClockNote, inReplyTo?: Sent, holding?: HoldingNote) => {
    const { store, sources } = fixture();
    const kept = keep(sources.nowMs, nextId(), GEO, 'out', inReplyTo, clocks);
    const args = { kept, to, raiseAt: sources.nowMs + HOUR, clocks, ...(holding && { holding }) };
    const { index } = await store.write({ event: 'message.stored', body: {} }, { name: 'send-message', args });
    return { no: index, id: kept.id };
  };
  const receive = async (
    from: StateCode,
    clocks: ClockNote,
    inReplyTo?: Sent,
    holding?: HoldingNote,
    id = nextId(),
  ) => {
    const { store, sources } = fixture();
    // Other suites receive in the same sequences.
    const sequence = (sequences.get(from) ?? 500) + 1;
    sequences.set(from, sequence);
    const kept = { ...keep(sources.nowMs, id, from, 'in', inReplyTo, clocks), sequence, receipt: new Uint8Array(8) };
    const { index } = await store.write(
      { event: 'message.received', body: {} },
      { name: 'receive-message', args: { kept, clocks, ...(holding && { holding }) } },
    );
    return { no: index, id: kept.id };
  };
  const receipt = ({ id }: Sent, state: StateCode, receivedAt: number) =>
    fixture().store.write(
      { event: 'message.receipted', body: {} },
      { name: 'take-message-receipt', args: { messageId: id, state, receivedAt, receipt: new Uint8Array(8) } },
    );
  const enter = ({ no }: Sent, state: StateCode, stage: 'overdue' | 'escalated') =>
    fixture().store.write(
      { event: 'message.overdue', body: {} },
      { name: 'enter-clock-stage', args: { no, state, stage, at: fixture().sources.nowMs } },
    );
  const starts = (clock: MessageClock): ClockNote => ({ starts: clock });
  const tells = ({ id }: Sent, by: 'asker' | 'answerer', event: ClockEventTold): ClockNote => ({
    tells: { of: id, by, event },
  });
  const stages = async ({ no }: Sent, now = fixture().sources.nowMs) =>
    (await clocksOf(fixture().store.reader, no)).map(({ counterpart, story }) => [
      counterpart,
      standingAt(story, now).stage,
    ]);
  const isOpen = async ({ no }: Sent) =>
    (await openClocks(fixture().store.reader, 1_000)).filter((row) => row.no === no).length;

  test('a request that is taken back has no clock any more, at either end, also where it comes after its recall', async () => {
    const { store } = fixture();
    const recalled = async (of: Sent, direction: 'in' | 'out', state: StateCode) =>
      direction === 'in' ? receive(state, {}, undefined, recallOf(of)) : send([state], {}, undefined, recallOf(of));
    const [came, sent] = [await receive(UKR, starts('hit-confirmation')), await send([UKR, AZE], starts('core-data'))];
    await recalled(came, 'in', AZE);
    assert.equal(await isOpen(came), 1, 'another State takes nothing back');
    await recalled(came, 'in', UKR);
    await recalled(sent, 'out', AZE);
    assert.deepEqual([await isOpen(came), await stages(came)], [0, []]);
    assert.deepEqual(await stages(sent), [[UKR, 'not-started']]);
    const id = nextId();
    await receive(UKR, {}, undefined, recallOf({ id }));
    assert.deepEqual(await stages(await receive(UKR, starts('core-data'), undefined, undefined, id)), []);
    const reply = { repliesTo: id, ...{ kept: keep(0, nextId(), GEO, 'out'), to: [UKR], raiseAt: 0, clocks: {} } };
    const answer = store.write({ event: 'message.stored', body: {} }, { name: 'send-message', args: reply });
    await assert.rejects(answer, { code: 'message.request-recalled', field: 'inReplyTo' });
    const about = { kind: 'information', to: [{ state: UKR }], caseRef: 'TAKEN-BACK', urgency: 'routine' } as const;
    const summary = { ...about, handling: { code: 'H0' }, inReplyTo: uuidFromBytes(id) } as const;
    const args = { id: uuidFromBytes(nextId()), summary, draft: id, digest: new Uint8Array(32), by: 'author' };
    const proposal = store.write({ event: 'message.proposed', body: {} }, { name: 'hold-message', args });
    await assert.rejects(proposal, { code: 'message.request-recalled', field: 'inReplyTo' });
  });

  test('nobody replies below a request that was taken back, unless it is to a later one that stands', async () => {
    const reply = ({ id }: Sent) => {
      const args = { repliesTo: id, kept: keep(0, nextId(), GEO, 'out'), to: [UKR], raiseAt: 0, clocks: {} };
      return fixture().store.write({ event: 'message.stored', body: {} }, { name: 'send-message', args });
    };
    const first = await receive(UKR, starts('core-data'));
    const request = await receive(UKR, starts('core-data'), await send([UKR], {}, first));
    const told = await receive(UKR, {}, await send([UKR], {}, request));
    await reply(told);
    await receive(UKR, {}, undefined, recallOf(request));
    await assert.rejects(reply(told), { code: 'message.request-recalled', field: 'inReplyTo' });
    const later = await receive(UKR, tells(told, 'asker', { kind: 'resumed', reason: 'clarification' }), told);
    assert.deepEqual(
      (await clocksOf(fixture().store.reader, first.no))[0]!.story.events,
      [],
      'nor speaks for what is above it',
    );
    await assert.rejects(reply(later), { code: 'message.request-recalled' });
    const another = await receive(UKR, starts('core-data'), later);
    await reply(await receive(UKR, {}, another));
    await reply(first);
    const elsewhere = await receive(AZE, {}, later);
    await reply(elsewhere);
  });

  test('a request that came runs from its receipt, one that was sent from each State’s', async () => {
    const { sources } = fixture();
    const came = await receive(UKR, starts('hit-confirmation'));
    assert.deepEqual(await stages(came), [[UKR, 'running']]);
    const sent = await send([UKR, AZE], starts('hit-confirmation'));
    assert.deepEqual(await stages(sent, sources.nowMs + HOUR), [
      [AZE, 'not-started'],
      [UKR, 'not-started'],
    ]);
    const sentAt = sources.nowMs;
    sources.nowMs += 2 * MINUTE;
    await receipt(sent, UKR, sentAt + MINUTE);
    const [, ukraine] = await clocksOf(fixture().store.reader, sent.no);
    assert.equal(ukraine!.story.startedAt, sentAt + MINUTE);
    await receipt(sent, AZE, sentAt + 100 * HOUR);
    const [azerbaijan] = await clocksOf(fixture().store.reader, sent.no);
    assert.equal(azerbaijan!.story.startedAt, sources.nowMs, 'not after the receipt came');
  });

  test('a clock does not start before its request was sent, whatever a partner signs', async () => {
    const { sources } = fixture();
    const sent = await send([UKR], starts('any-request'));
    await receipt(sent, UKR, 0);
    assert.deepEqual(await stages(sent), [[UKR, 'running']]);
    assert.equal((await clocksOf(fixture().store.reader, sent.no))[0]!.story.startedAt, sources.nowMs);
  });

  test('what is said in its thread moves a request, said by the side to which it belongs', async () => {
    const came = await receive(UKR, starts('information-request'));
    const pause: ClockEventTold = { kind: 'paused', reason: 'clarification' };
    await receive(UKR, tells(came, 'answerer', pause), came);
    assert.deepEqual(await stages(came), [[UKR, 'running']], 'the asker stops no clock');
    const asked = await send([UKR], tells(came, 'answerer', pause), came);
    assert.deepEqual(await stages(came), [[UKR, 'paused']]);
    const resume: ClockEventTold = { kind: 'resumed', reason: 'clarification' };
    await send([UKR], tells(came, 'asker', resume), came);
    await receive(AZE, tells(came, 'asker', resume), came);
    assert.deepEqual(await stages(came), [[UKR, 'paused']], 'nor does a third State');
    const told = await receive(UKR, tells(asked, 'asker', resume), asked);
    assert.deepEqual(await stages(came), [[UKR, 'running']]);
    await send([UKR], tells(told, 'answerer', { kind: 'answered' }), told);
    assert.deepEqual(await stages(came), [[UKR, 'answered']]);
    assert.equal(await isOpen(came), 0);
  });

  test('a request to two States is open until both have answered', async () => {
    const { sources } = fixture();
    const sent = await send([UKR, AZE], starts('any-request'));
    await receive(UKR, tells(sent, 'answerer', { kind: 'answered' }), sent);
    assert.deepEqual(await stages(sent), [
      [AZE, 'not-started'],
      [UKR, 'not-started'],
    ]);
    await receipt(sent, UKR, sources.nowMs);
    await receipt(sent, AZE, sources.nowMs);
    assert.deepEqual(await stages(sent), [
      [AZE, 'running'],
      [UKR, 'answered'],
    ]);
    assert.equal(await isOpen(sent), 1);
  });

  test('what reaches another stage is found when it does, and not again once it is entered', async () => {
    const { store, sources } = fixture();
    sources.nowMs += 1_000 * HOUR;
    const came = await receive(AZE, starts('hit-confirmation'));
    const found = async () =>
      (await changedClocks(store.reader, sources.nowMs, 1_000)).filter(({ no }) => no === came.no).length;
    sources.nowMs += 10 * MINUTE;
    assert.equal(await found(), 0);
    sources.nowMs += 1;
    assert.equal(await found(), 1);
    await enter(came, AZE, 'overdue');
    assert.equal(await found(), 0);
    sources.nowMs += 10 * MINUTE;
    assert.equal(await found(), 1);
    await enter(came, AZE, 'escalated');
    assert.equal(await found(), 0);
    // A promise makes it run again: it may become overdue again.
    await send([AZE], tells(came, 'answerer', { kind: 'promised', until: sources.nowMs + HOUR }), came);
    assert.equal(await found(), 0);
    sources.nowMs += HOUR + 1;
    assert.equal(await found(), 1);
    await send([AZE], tells(came, 'answerer', { kind: 'answered' }), came);
    assert.equal(await found(), 0);
    assert.deepEqual(await stages(came), [[AZE, 'answered-late']]);
  });

  test('a clock that was moved more often than anybody needs moves no more, and can still be answered', async () => {
    const came = await receive(UKR, starts('any-request'));
    const pause: ClockEventTold = { kind: 'paused', reason: 'clarification' };
    for (let times = 0; times < EVENTS_MAX; times += 1) await send([UKR], tells(came, 'answerer', pause), came);
    await receive(UKR, tells(came, 'asker', { kind: 'resumed', reason: 'clarification' }), came);
    assert.deepEqual(await stages(came), [[UKR, 'paused']]);
    const [clock] = await clocksOf(fixture().store.reader, came.no);
    assert.equal(clock!.story.events.length, EVENTS_MAX);
    await send([UKR], tells(came, 'answerer', { kind: 'answered' }), came);
    assert.deepEqual(await stages(came), [[UKR, 'answered']]);
  });

  test('open requests stand in the order in which they are due, those without a time last', async () => {
    const { store, sources } = fixture();
    const slow = await receive(UKR, starts('any-request'));
    const underWay = await send([UKR], starts('hit-confirmation'));
    const quick = await receive(UKR, starts('hit-confirmation'));
    const mine = new Set([slow.no, underWay.no, quick.no]);
    const order = (await openClocks(store.reader, 1_000)).map(({ no }) => no).filter((no) => mine.has(no));
    assert.deepEqual(order, [quick.no, slow.no, underWay.no]);
    assert.equal((await openClocks(store.reader, 2)).length, 2);
    assert.equal(await dueOf(store.reader, quick.no), sources.nowMs + 10 * MINUTE);
    assert.equal(await dueOf(store.reader, underWay.no), undefined);
  });

  test('a request that is taken back between the look at its clock and the entry is late with nobody', async () => {
    const { store, sources } = fixture();
    const came = await receive(UKR, starts('hit-confirmation'));
    sources.nowMs = (await dueOf(store.reader, came.no))! + 1;
    let taken: Promise<unknown> | undefined;
    const write = async (...written: Parameters<Store['write']>) => {
      taken ??= receive(UKR, {}, undefined, recallOf(came));
      await taken;
      return store.write(...written);
    };
    await enterChanges({ ...store, write: write as Store['write'] }, () => sources.nowMs);
    const entries = await readEntries(store.reader, { limit: 1_000 });
    const late = entries.filter(({ body }) => body.messageId === uuidFromBytes(came.id));
    assert.deepEqual([await stages(came), late], [[], []]);
  });
}

interface Sent {
  readonly no: number;
  readonly id: Uint8Array;
}

function keep(
  now: number,
  id: Uint8Array,
  state: StateCode,
  direction: 'in' | 'out',
  inReplyTo?: Sent,
  { starts }: ClockNote = {},
): MessageToKeep {
  const reply = inReplyTo === undefined ? {} : { inReplyTo: uuidFromBytes(inReplyTo.id) };
  const kind = starts === undefined ? 'free-message' : 'information-request';
  const said = { kind, caseRef: 'CLOCKS-1', urgency: 'urgent', ...reply } as const;
  return keptMessage(id, now, { direction, state, expiresAt: now + 1_000 * HOUR, said });
}
