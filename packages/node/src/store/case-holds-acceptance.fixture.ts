// SPDX-License-Identifier: Apache-2.0
// What every store must do with cases on hold; part of `acceptance.fixture.ts`, near its end, since it moves the clock by months.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeCbor } from '@iims/wire/cbor';
import { type StateCode, uuidFromBytes, uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import { systemRandom } from '../clock.ts';
import type { TestSources } from './acceptance.fixture.ts';
import { findCaseFile, wasAskedForCoreData } from './case-files.ts';
import { holdOf } from './case-holds.ts';
import { headOf, linksOf, notesOf, tasksOf } from './cases.ts';
import { monthOf } from './data-keys.ts';
import { readEntries } from './entries.ts';
import { findableUnder, keysToForget } from './erased-terms.ts';
import { keptMessage } from './kept-message.fixture.ts';
import { messagesToRetire } from './message-keeping.ts';
import { termMark } from './message-terms.ts';
import { messageRow, RECEIVED_RECEIPT } from './messages.ts';
import { findNoticeDraft, highestNoticeNumber } from './notice-drafts.ts';
import type { NoticeNote } from './notice-notes.ts';
import { findNotice } from './notices.ts';
import { eraseWhatEnded } from './retention.ts';
import type { Reader } from './sql.ts';
import type { Act, ActName, Store } from './store.ts';
import { proposedDraft } from './waiting-messages.ts';

const MDA = 'MDA' as StateCode;
const HELD = 'HELD-1';
const FREE = 'HELD-2';
const ALL = { kind: 'free-message', today: '2026-01-01', limit: 100_000 } as const;
const NOTICE = {
  kind: 'notice',
  number: '',
  reach: 'notice',
  purpose: 'warn',
  subject: 'Sought',
  reviewOn: '2099-02-01',
  validUntil: '2099-03-01',
  contentHash: new Uint8Array(32),
  keys: [],
} as const;
const MONTH_MS = 31 * 24 * 60 * 60_000;

export function describeCaseHolds(fixture: () => { readonly store: Store; readonly sources: TestSources }): void {
  const act = <N extends ActName>(name: N, args: Act<N>['args']) =>
    fixture().store.write({ event: 'case.opened', body: {} }, { name, args } as Act<N>);
  const hold = (caseRef: string, by = 'first') => act('hold-case', { caseRef, reason: 'a secret court', by });
  const tokenOf = async (caseRef: string) => (await findCaseFile(fixture().store.reader, caseRef))!.token;
  let sequence = 2_000_000;
  const receive = async (
    caseRef: string,
    kind: 'free-message' | 'core-data-request' | 'notice' = 'free-message',
    notice?: NoticeNote,
  ) => {
    const { sources } = fixture();
    const id = uuidToBytes(uuidV7(sources.nowMs, systemRandom(10)));
    const bytes = new Uint8Array(32).fill(7);
    sequence += 1;
    const { index } = await act('receive-message', {
      kept: {
        ...keptMessage(id, sources.nowMs, { direction: 'in', state: MDA, said: { kind, caseRef } }),
        sequence,
        receipt: bytes,
      },
      clocks: {},
      ...(notice === undefined ? {} : { notice }),
    });
    return { no: index, id: uuidFromBytes(id) };
  };

  /** A partner's notice in the case, and an own one that a reviewer refused. */
  const noteNotices = async (caseRef: string, number: string): Promise<number> => {
    const { store } = fixture();
    await receive(caseRef, 'notice', { ...NOTICE, number });
    const draft = 1 + (await highestNoticeNumber(store.reader));
    const own = { own: 'GEO' as StateCode, fullNumber: `GEO-NOT-${String(draft).padStart(6, '0')}` };
    const [digest, content] = [new Uint8Array(32), new TextEncoder().encode('a drafted notice')];
    const { reach, purpose } = NOTICE;
    await act('draft-notice', {
      ...{ ...own, number: draft, reach, purpose, to: [], by: 'author', caseRef, keys: [] },
      ...{ digest, contentHash: digest, content },
    });
    const decision = { kind: 'refuse', ...own, ground: 'other', explanation: 'why' } as const;
    await act('review-notice', { number: draft, by: 'reviewer', digest, decision });
    return draft;
  };

  test('a case is held once, and its hold is lifted by another than the one who set it', async () => {
    const { store, sources } = fixture();
    await act('open-case', { caseRef: HELD, title: 'a secret title' });
    await assert.rejects(hold('HELD-0'), { code: 'case.not-found' });
    await hold(HELD);
    const token = await tokenOf(HELD);
    assert.deepEqual(await holdOf(store.reader, token), { by: 'first', at: sources.nowMs, reason: 'a secret court' });
    const [row] = await store.reader.all<{ reason: Uint8Array }>('select reason from case_hold');
    assert.ok(!Buffer.from(row!.reason).includes('secret'));
    await assert.rejects(hold(HELD, 'second'), { code: 'case.held' });
    await assert.rejects(act('lift-hold', { caseRef: HELD, by: 'first' }), { code: 'case.own-hold' });
    await act('lift-hold', { caseRef: HELD, by: 'second' });
    assert.equal(await holdOf(store.reader, token), undefined);
    await assert.rejects(act('lift-hold', { caseRef: HELD, by: 'second' }), { code: 'case.not-held' });
  });

  test('the period of a category ends no message of a case on hold, also where the hold came between', async () => {
    const { store, sources } = fixture();
    const [held, free] = [await receive(HELD), await receive(FREE)];
    const due = async () =>
      (await messagesToRetire(store.reader, { ...ALL, before: sources.nowMs + 1 })).map(({ no }) => no);
    assert.ok((await due()).includes(held.no));
    await hold(HELD);
    assert.ok(!(await due()).includes(held.no) && (await due()).includes(free.no));
    const numbers = [free.no, held.no];
    await assert.rejects(act('retire-messages', { numbers, isTold: false }), { code: 'case.held' });
    assert.notEqual((await messageRow(store.reader, free.id)).summary, undefined, 'all of it is taken back');
    await act('lift-hold', { caseRef: HELD, by: 'second' });
    await act('retire-messages', { numbers, isTold: false });
    assert.equal((await messageRow(store.reader, held.id)).summary, undefined);
  });

  test('of a month whose keys end, a case on hold stays readable, and no other', async () => {
    const { store, sources } = fixture();
    const { reader } = store;
    const messages = [await receive(HELD), await receive(FREE)];
    const noted = messages.map(({ no }) => ({ no, at: sources.nowMs, terms: [no], isCut: false }));
    const [from, to] = [await termMark(reader), messages[1]!.no + 1];
    await store.stage({ name: 'index-messages', args: { from, to, messages: noted } });
    const drafts: string[] = [];
    for (const caseRef of [HELD, FREE]) {
      await act('open-case', { caseRef, title: `title of ${caseRef}` });
      await act('add-case-note', { caseRef, text: 'a note', by: 'worker' });
      await act('add-case-task', { caseRef, text: 'a task', assignee: null, dueAt: null, by: 'worker' });
      const id = uuidV7(sources.nowMs, systemRandom(10));
      const summary = { kind: 'information', to: [{ state: MDA }], caseRef, urgency: 'routine' } as const;
      const draft = new TextEncoder().encode('a draft');
      const proposal = { id, summary: { ...summary, handling: { code: 'H0' } as const }, draft, by: 'author' };
      await act('hold-message', { ...proposal, digest: new Uint8Array(32) });
      drafts.push(id);
    }
    const notices = [await noteNotices(HELD, 'MDA-NOT-900001'), await noteNotices(FREE, 'MDA-NOT-900002')];
    await act('open-case', { caseRef: 'HELD-3', title: 'a neighbour' });
    await act('link-cases', { caseRef: 'HELD-3', other: HELD, reason: 'other', by: 'worker' });
    await act('link-cases', { caseRef: 'HELD-3', other: FREE, reason: 'other', by: 'worker' });
    await hold(HELD);
    sources.nowMs += 12 * MONTH_MS;
    // As where the hold came after the pieces: the end of the keys takes what they left.
    const before = monthOf(sources.nowMs - 6 * MONTH_MS);
    await act('erase-data-keys', { dataClass: 'content', before });
    await eraseWhatEnded(store, { receiptMonths: 6 }, sources.nowMs);
    const carried = (await readEntries(reader, { limit: 5 })).filter(({ event }) => event === 'retention.carried');
    assert.deepEqual(
      carried.map(({ body }) => body.dataClass),
      ['receipt'],
    );

    const erased = (await keysToForget(reader))!;
    const { numbers: forgotten } = await findableUnder(reader, erased, { from: 0, limit: 100_000 });
    assert.deepEqual(
      messages.map(({ no }) => forgotten.includes(no)),
      [false, true],
    );
    const { numbers: first, next } = await findableUnder(reader, erased, { from: 0, limit: 1 });
    assert.ok(first.length <= 1 && next !== undefined, 'a stretch is as long as it may be');
    const keysForgotten = erased.length;
    await store.stage({ name: 'forget-messages', args: { numbers: [...forgotten], keysForgotten } });
    assert.equal(await keysToForget(reader), undefined);
    const [held, free] = await Promise.all(
      [HELD, FREE].map(async (caseRef, place) => {
        const file = (await findCaseFile(reader, caseRef))!;
        return {
          title: (await headOf(reader, file)).title,
          note: (await notesOf(reader, file.token, { limit: 9 })).at(0)?.text,
          task: (await tasksOf(reader, file.token)).at(0)?.text,
          link: (await linksOf(reader, file.token)).at(0)?.other,
          summary: (await messageRow(reader, messages[place]!.id)).summary?.caseRef,
          receipt: await receiptOf(reader, messages[place]!.no),
          draft: await proposedDraft(reader, drafts[place]!).then(
            () => 'a draft',
            () => undefined,
          ),
          notice: (await findNotice(reader, MDA, `MDA-NOT-90000${place + 1}`))?.about?.subject,
          ...(await refusedNotice(reader, notices[place]!)),
        };
      }),
    );
    const whole = { note: 'a note', task: 'a task', link: 'HELD-3', summary: HELD, receipt: 'open', draft: 'a draft' };
    const wholeNotices = {
      notice: 'Sought',
      drafted: 'a drafted notice',
      decision: { ground: 'other', explanation: 'why' },
    };
    assert.deepEqual(held, { ...whole, ...wholeNotices, title: `title of ${HELD}` });
    const nothing = { title: undefined, note: undefined, task: undefined, link: undefined };
    assert.deepEqual(free, {
      ...nothing,
      summary: undefined,
      receipt: 'erased',
      draft: undefined,
      notice: undefined,
      drafted: undefined,
      decision: undefined,
    });

    for (const id of drafts) await act('refuse-release', { id, by: 'second', ground: 'not-needed', words: 'words' });
    await act('lift-hold', { caseRef: HELD, by: 'second' });
    sources.nowMs += 12 * MONTH_MS;
    await eraseWhatEnded(store, { contentMonths: 6, receiptMonths: 6 }, sources.nowMs);
    assert.equal(
      (await notesOf(reader, await tokenOf(HELD), { limit: 9 })).at(0)?.text,
      undefined,
      'it ends with its new month',
    );
  });

  test('that core data were asked for in a case outlasts the request', async () => {
    const { store } = fixture();
    assert.equal(await wasAskedForCoreData(store.reader, 'HELD-4'), false);
    const { no } = await receive('HELD-4', 'core-data-request');
    await act('retire-messages', { numbers: [no], isTold: false });
    assert.equal(await wasAskedForCoreData(store.reader, 'held-4'), true);
  });
}

async function refusedNotice(reader: Reader, number: number) {
  const { content, decision } = (await findNoticeDraft(reader, number))!;
  return {
    drafted: content && new TextDecoder().decode(content),
    decision: decision && decodeCbor(decision),
  };
}

async function receiptOf(reader: Reader, no: number): Promise<string> {
  const [row] = await reader.all<{ receipt: Uint8Array }>('select receipt from message where message_no = ?', [no]);
  return (await reader.unseal(RECEIVED_RECEIPT, no, row!.receipt)).kind;
}
