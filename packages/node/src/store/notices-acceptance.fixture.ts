// SPDX-License-Identifier: Apache-2.0
// What every store must do with notices; part of `acceptance.fixture.ts`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from '@iims/wire/bytes';
import { decodeCbor } from '@iims/wire/cbor';
import type { StateCode } from '@iims/wire/identifiers';
import { uuidV7 } from '@iims/wire/identifiers';
import type { TestSources } from './acceptance.fixture.ts';
import type { NoticeToDraft } from './acts/draft-notice.ts';
import type { MessageToKeep } from './messages.ts';
import { findNoticeDraft, listWaitingNotices } from './notice-drafts.ts';
import type { NoticeNote } from './notice-notes.ts';
import { findNotice, lapsedNotices, noticeRecipients, owedNotices, untoldWithdrawals } from './notices.ts';
import { listRefusedPurposes, refusalsMet, refusalsMetByNotice } from './refused-purposes.ts';
import type { Store } from './store.ts';

const [GEO, AZE, MDA] = ['GEO', 'AZE', 'MDA'] as StateCode[] as [StateCode, StateCode, StateCode];
const DAYS = { reviewOn: '2099-02-01', validUntil: '2099-03-01' } as const;

export function describeNotices(fixture: () => { readonly store: Store; readonly sources: TestSources }): void {
  let messages = 0;
  let sequences = 0;
  const draft = (number: number, changes: Partial<NoticeToDraft> = {}) =>
    fixture().store.write(
      { event: 'notice.drafted', body: {} },
      { name: 'draft-notice', args: { ...DRAFT, number, fullNumber: full(number), ...changes } },
    );
  const publish = (number: number, recipients: readonly StateCode[]) =>
    fixture().store.write(
      { event: 'notice.reviewed', body: {} },
      {
        name: 'review-notice',
        args: {
          ...{ number, by: 'reviewer', digest: fill(1) },
          decision: { kind: 'publish', own: GEO, fullNumber: full(number), recipients, subject: 'Sought', ...DAYS },
        },
      },
    );
  const kept = (direction: 'in' | 'out', state: StateCode): MessageToKeep => {
    messages += 1;
    const { nowMs } = fixture().sources;
    return {
      ...{ direction, state, status: direction === 'in' ? 'received' : 'stored', expiresAt: nowMs, exercise: false },
      id: fill(messages, 16),
      message: { ...SAID, id: uuidV7(9_000_000 + messages, fill(messages, 10)), sentAt: nowMs },
      signer: { keyId: fill(9), ed25519: fill(9), mldsa65: fill(9) },
      ...{ envelope: fill(messages), envelopeHash: fill(messages), messageKey: fill(messages) },
    };
  };
  const send = (to: StateCode[], notice: NoticeNote) =>
    fixture().store.write(
      { event: 'message.stored', body: {} },
      { name: 'send-message', args: { kept: kept('out', GEO), to, raiseAt: 0, clocks: {}, notice } },
    );
  const receive = (from: StateCode, notice: NoticeNote) => {
    sequences += 1;
    const args = { ...kept('in', from), sequence: SEQUENCES_OF_OTHERS + sequences, receipt: fill(1) };
    return fixture().store.write(
      { event: 'message.received', body: {} },
      { name: 'receive-message', args: { kept: args, clocks: {}, notice } },
    );
  };
  const owed = async () =>
    (await owedNotices(fixture().store.reader, { limit: 100 })).map(({ number, state, owes }) => [number, state, owes]);
  const reviewed = (number: number): NoticeNote => ({ ...ABOUT, number: full(number), contentHash: fill(2) });

  test('a notice is drafted under the next number, sealed, and leaves only as it was reviewed and to whom', async () => {
    const { store } = fixture();
    await draft(1);
    await assert.rejects(draft(1), { code: 'notice.changed' });
    await assert.rejects(draft(3), { code: 'notice.changed' });
    assert.deepEqual(
      (await listWaitingNotices(store.reader, 10)).map(({ number }) => number),
      [1],
    );
    const [row] = await store.reader.all<{ content: Uint8Array }>('select content from notice_draft');
    assert.ok(!Buffer.from(row!.content).includes('secret'));
    await assert.rejects(send([AZE], reviewed(1)), { code: 'notice.not-reviewed' });
    await publish(1, [AZE, MDA]);
    await assert.rejects(publish(1, [AZE]), { code: 'notice.decided' });
    assert.deepEqual(await owed(), [
      [full(1), AZE, 'notice'],
      [full(1), MDA, 'notice'],
    ]);
    await assert.rejects(send([AZE], { ...ABOUT, number: full(1), contentHash: fill(3) }), {
      code: 'notice.not-reviewed',
    });
    await assert.rejects(send([AZE, 'UKR' as StateCode], reviewed(1)), { code: 'notice.not-reviewed' });
    await send([AZE], reviewed(1));
    await assert.rejects(send([AZE], reviewed(1)), { code: 'notice.not-reviewed' });
    assert.deepEqual(await owed(), [[full(1), MDA, 'notice']]);
  });

  test('a later day of review is owed to everybody who was sent the earlier one, whenever that was', async () => {
    const { store } = fixture();
    const confirm = (reviewOn: string) =>
      store.write(
        { event: 'notice.revalidated', body: {} },
        { name: 'revalidate-notice', args: { own: GEO, fullNumber: full(1), reviewOn } },
      );
    for (const reviewOn of ['2024-01-15', '2099-02-01', '2099-03-02']) {
      await assert.rejects(confirm(reviewOn), { code: 'input.invalid', field: 'reviewOn' });
    }
    await confirm('2099-02-20');
    await send([MDA], reviewed(1));
    assert.deepEqual(await owed(), [
      [full(1), AZE, 'revalidation'],
      [full(1), MDA, 'revalidation'],
    ]);
    await send([AZE, MDA], { kind: 'revalidation', number: full(1), reviewOn: '2099-02-20' });
    assert.deepEqual(await owed(), []);
  });

  test('what is withdrawn is owed to those who were sent it, and its statement counts from them alone', async () => {
    const { store } = fixture();
    await draft(2);
    await publish(2, [AZE, MDA]);
    await send([AZE], reviewed(2));
    assert.deepEqual(await lapsedNotices(store.reader, { own: GEO, today: '2099-03-02', limit: 10 }), [
      full(1),
      full(2),
    ]);
    const withdraw = () =>
      store.write(
        { event: 'notice.withdrawn', body: {} },
        { name: 'withdraw-notice', args: { own: GEO, fullNumber: full(2), ground: 'found', by: 'node' } },
      );
    await withdraw();
    await assert.rejects(withdraw(), { code: 'notice.withdrawn' });
    assert.deepEqual(await owed(), [[full(2), AZE, 'withdrawal']], 'who was not sent it never is');
    await assert.rejects(send([MDA], reviewed(2)), { code: 'notice.not-reviewed' });
    await send([AZE], { kind: 'withdrawal', number: full(2), ground: 'found', at: 1 });
    for (const state of [AZE, MDA]) await receive(state, { kind: 'withdrawn', number: full(2) });
    const stated = (await noticeRecipients(store.reader, full(2))).map(({ state, statedAt }) => [
      state,
      statedAt !== undefined,
    ]);
    assert.deepEqual(stated, [
      [AZE, true],
      [MDA, false],
    ]);
  });

  test("a partner's notice is changed by nobody else, and a number stands for one notice", async () => {
    const { store } = fixture();
    const number = 'AZE-NOT-000001';
    await receive(AZE, { ...ABOUT, number });
    await assert.rejects(receive(AZE, { ...ABOUT, number }), { code: 'message.notice' });
    for (const note of [
      { ...ABOUT, number },
      { kind: 'withdrawal', number, ground: 'found', at: 1 },
    ] as const) {
      await assert.rejects(receive(MDA, note), { code: 'message.notice' });
    }
    await assert.rejects(receive(MDA, { kind: 'revalidation', number, reviewOn: '2030-01-01' }), {
      code: 'message.notice',
    });
    assert.equal((await findNotice(store.reader, AZE, number))!.withdrawn, undefined);
    await receive(AZE, { kind: 'revalidation', number, reviewOn: '2099-02-10' });
    assert.equal((await findNotice(store.reader, AZE, number))!.reviewOn, '2099-02-10');
  });

  test('a withdrawal that comes before its notice holds, the first one counts, and is stated once', async () => {
    const { store } = fixture();
    const number = 'MDA-NOT-000009';
    await receive(MDA, { kind: 'withdrawal', number, ground: 'human-rights', at: 7 });
    assert.equal((await findNotice(store.reader, MDA, number))!.about, undefined);
    await receive(MDA, { ...ABOUT, number });
    await receive(MDA, { kind: 'withdrawal', number, ground: 'found', at: 8 });
    const { about, withdrawn } = (await findNotice(store.reader, MDA, number))!;
    assert.deepEqual([about!.subject, withdrawn!.ground, withdrawn!.at], ['Sought', 'human-rights', 7]);
    const untold = () => untoldWithdrawals(store.reader, { after: -1, limit: 10 });
    assert.deepEqual(
      (await untold()).map((one) => one.number),
      [number],
    );
    await send([MDA], { kind: 'withdrawn', number });
    assert.deepEqual(await untold(), []);
  });

  test('a draft is reviewed by another person as it was looked at, or taken back before', async () => {
    const { store } = fixture();
    await draft(3, { by: 'reviewer' });
    await assert.rejects(publish(3, [AZE]), { code: 'notice.own-draft' });
    const review = (digest: Uint8Array) =>
      store.write(
        { event: 'notice.reviewed', body: {} },
        {
          name: 'review-notice',
          args: {
            number: 3,
            by: 'other',
            digest,
            decision: { kind: 'refuse', own: GEO, fullNumber: full(3), ground: 'other', explanation: 'why' },
          },
        },
      );
    await assert.rejects(review(fill(7)), { code: 'notice.changed' });
    await review(fill(1));
    const { standing, decidedBy, decision } = (await findNoticeDraft(store.reader, 3))!;
    assert.deepEqual([standing, decidedBy], ['refused', 'other']);
    assert.deepEqual(decodeCbor(decision!), { ground: 'other', explanation: 'why' });
    const drop = (number: number) =>
      store.write({ event: 'notice.dropped', body: {} }, { name: 'drop-notice-draft', args: { number, by: 'author' } });
    await assert.rejects(drop(3), { code: 'notice.decided' });
    await assert.rejects(drop(99), { code: 'notice.not-found' });
    await draft(4);
    await drop(4);
    await assert.rejects(publish(4, [AZE]), { code: 'notice.decided' });
  });

  test('what was refused is known again by its keys alone, on its own side, until somebody else overrides it', async () => {
    const { store } = fixture();
    const keys = [
      { key: 'document SECRET1', role: 'kept', isSure: true },
      { key: 'document SECRET1', role: 'asked', isSure: true },
    ] as const;
    await draft(5, { keys });
    const refusal = await store.write(
      { event: 'notice.reviewed', body: {} },
      {
        name: 'review-notice',
        args: {
          ...{ number: 5, by: 'other', digest: fill(1) },
          decision: { kind: 'refuse', own: GEO, fullNumber: full(5), ground: 'human-rights' },
        },
      },
    );
    const tokens = await store.reader.all<{ token: string }>('select token from notice_subject');
    assert.ok(tokens.length > 0 && tokens.every(({ token }) => !token.includes('SECRET1')));
    assert.deepEqual(
      (await refusalsMet(store.reader, keys, 'item')).map(({ no, ground, isSure }) => [no, ground, isSure]),
      [[refusal.index, 'human-rights', true]],
    );
    assert.deepEqual(await refusalsMet(store.reader, [{ ...keys[1], key: 'document OTHER' }], 'item'), []);

    const refusable = { keys, protective: false, item: 'item', author: 'author' };
    const args = { kept: kept('out', GEO), to: [AZE], raiseAt: 0, clocks: {}, refusable };
    const late = store.write({ event: 'message.stored', body: {} }, { name: 'send-message', args });
    await assert.rejects(late, { code: 'notice.refused-purpose' }, 'refused after whoever sends had looked');
    const passedOn = { ...args, refusable: { ...refusable, protective: true, against: keys } };
    const besides = store.write({ event: 'message.stored', body: {} }, { name: 'send-message', args: passedOn });
    await assert.rejects(besides, { code: 'notice.refused-purpose' }, 'remarks beside what is for somebody');
    const alert = { register: 'none', alertId: 'a', by: 'other', digest: fill(1) };
    const release = store.write(
      { event: 'alert.released', body: {} },
      { name: 'release-alert', args: { ...alert, refusable } },
    );
    await assert.rejects(release, { code: 'notice.refused-purpose' });

    await draft(6, { keys });
    assert.equal((await refusalsMetByNotice(store.reader, GEO, full(5))).length, 0, 'not by itself');
    await assert.rejects(publish(6, [AZE]), { code: 'notice.refused-purpose' });
    const override = (by: string, no = refusal.index) =>
      store.write(
        { event: 'notice.refusal-overridden', body: {} },
        { name: 'override-refusal', args: { no, item: full(6), by, reason: 'The court has decided.' } },
      );
    await override('author');
    await assert.rejects(publish(6, [AZE]), { code: 'notice.refused-purpose' });
    await assert.rejects(override('reviewer', 999_999), { code: 'notice.not-found' });
    await override('reviewer');
    await publish(6, [AZE]);
    await draft(7, { keys, purpose: 'missing-person' });
    await publish(7, [AZE]);
    const [refused] = await listRefusedPurposes(store.reader, { limit: 1 });
    assert.deepEqual(
      [refused!.number, refused!.cause, refused!.overrides.map(({ item, by, reason }) => [item, by, reason])],
      [full(5), 'review', [[full(6), 'reviewer', 'The court has decided.']]],
    );
  });

  test('a State declines a notice that it has, once, until it takes that back; a withdrawal for such a ground counts like it', async () => {
    const { store } = fixture();
    const number = 'AZE-NOT-000002';
    const keys = [{ key: 'document SECRET2', role: 'kept', isSure: true }] as const;
    const asked = [{ key: 'document SECRET2', role: 'asked', isSure: true }] as const;
    await receive(AZE, { ...ABOUT, number, keys });
    const decline = (of: string) =>
      store.write(
        { event: 'notice.declined', body: {} },
        { name: 'decline-notice', args: { state: AZE, number: of, by: 'operator', ground: 'human-rights' } },
      );
    const execute = () =>
      store.write(
        { event: 'notice.executed-again', body: {} },
        { name: 'execute-notice', args: { state: AZE, number } },
      );
    await decline(number);
    await assert.rejects(decline(number), { code: 'notice.decided' });
    await assert.rejects(decline('AZE-NOT-000099'), { code: 'notice.not-found' });
    assert.deepEqual(
      (await refusalsMet(store.reader, asked, 'x')).map(({ cause }) => cause),
      ['own-decision'],
    );
    await execute();
    await assert.rejects(execute(), { code: 'notice.not-found' });
    assert.deepEqual(await refusalsMet(store.reader, asked, 'x'), []);
    await receive(AZE, { kind: 'withdrawal', number, ground: 'political-military-religious-racial', at: 1 });
    await receive(AZE, { kind: 'withdrawal', number, ground: 'political-military-religious-racial', at: 2 });
    assert.deepEqual(
      (await refusalsMet(store.reader, asked, 'x')).map(({ cause }) => cause),
      ['partner-withdrawal'],
    );
    const link = store.write(
      { event: 'notice.alert-linked', body: {} },
      {
        name: 'link-notice-alert',
        args: { state: AZE, number, register: 'none', alertId: 'GEO-PER-9', by: 'operator' },
      },
    );
    await assert.rejects(link, { code: 'alert.not-found' });
  });

  test('a withdrawal on such a ground counts as well where its notice comes after it', async () => {
    const { store } = fixture();
    const number = 'MDA-NOT-000010';
    const [kept, asked] = bothRoles('document SECRET3');
    await receive(MDA, { kind: 'withdrawal', number, ground: 'human-rights', at: 7 });
    await receive(MDA, { ...ABOUT, number, keys: [kept] });
    assert.deepEqual(
      (await refusalsMet(store.reader, [asked], 'x')).map(({ number, purpose, cause }) => [number, purpose, cause]),
      [[number, ABOUT.purpose, 'partner-withdrawal']],
    );
  });

  test('a refusal is met however many of another purpose, or that somebody let pass, came after it', async () => {
    const { store } = fixture();
    const [kept, asked] = bothRoles('document SECRET4');
    const refuseNext = async (place: number, purpose: 'warn' | 'missing-person') => {
      const number = `AZE-NOT-${String(1_000 + place).padStart(6, '0')}`;
      await receive(AZE, { ...ABOUT, number, purpose, keys: [kept] });
      return receive(AZE, { kind: 'withdrawal', number, ground: 'human-rights', at: 1 });
    };
    const { index: first } = await refuseNext(0, 'warn');
    for (let place = 1; place <= 21; place += 1) await refuseNext(place, 'missing-person');
    for (let place = 22; place <= 42; place += 1) {
      const { index: no } = await refuseNext(place, 'warn');
      await store.write(
        { event: 'notice.refusal-overridden', body: {} },
        { name: 'override-refusal', args: { no, item: 'x', by: 'reviewer', reason: 'The court has decided.' } },
      );
    }
    const met = await refusalsMet(store.reader, [asked], 'x');
    assert.deepEqual([met.at(-1)!.no, met.length], [first, 41]);
  });
}

/** Of one key, as `subject-keys.ts` makes them. */
function bothRoles(key: string) {
  return [
    { key, role: 'kept', isSure: true },
    { key, role: 'asked', isSure: true },
  ] as const;
}

const DRAFT: NoticeToDraft = {
  number: 1,
  reach: 'notice',
  purpose: 'warn',
  to: [],
  by: 'author',
  digest: fill(1),
  contentHash: fill(2),
  content: utf8('secret content'),
  own: GEO,
  fullNumber: '',
  keys: [],
  caseRef: 'NOTICE-1',
};
const ABOUT: Extract<NoticeNote, { kind: 'notice' }> = {
  kind: 'notice',
  number: '',
  reach: 'notice',
  purpose: 'warn',
  subject: 'Sought',
  contentHash: fill(2),
  keys: [],
  ...DAYS,
};
const SAID = {
  version: 1,
  kind: 'notice',
  from: { state: GEO },
  to: [{ state: AZE }],
  caseRef: 'NOTICE-1',
  urgency: 'routine',
  author: 'officer-1',
  handling: { code: 'H0' },
} as const;
/** Other cases of the suite number their messages from 1. */
const SEQUENCES_OF_OTHERS = 100_000;

function full(number: number): string {
  return `GEO-NOT-${String(number).padStart(6, '0')}`;
}

function fill(n: number, length = 32): Uint8Array {
  return new Uint8Array(length).fill(n % 256);
}
