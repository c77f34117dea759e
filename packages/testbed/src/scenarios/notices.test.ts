// SPDX-License-Identifier: Apache-2.0
// Notices between real nodes: nothing leaves unreviewed, all are told, and what has ended is marked everywhere.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { enterAlert } from '@iims/node/alerts/enter-alert';
import { numbersNamed } from '@iims/node/archive/subjects-of-message';
import { systemClock } from '@iims/node/clock';
import { messageDesk } from '@iims/node/messages/message-desk';
import { encodeNoticeContent, noticeContentHash } from '@iims/node/messages/notice-note';
import { sendMessage } from '@iims/node/messages/send';
import { declineNotice, executeNotice } from '@iims/node/notices/decide-notice';
import { draftNotice } from '@iims/node/notices/draft-notice';
import { endNotice } from '@iims/node/notices/end-notice';
import { guardMessages } from '@iims/node/notices/guard-messages';
import { lookAfterNotices } from '@iims/node/notices/keep-notices';
import { listNotices, type NoticeShown } from '@iims/node/notices/list-notices';
import { openNotice } from '@iims/node/notices/open-notice';
import { overrideRefusal } from '@iims/node/notices/refused-register';
import { revalidateNotice } from '@iims/node/notices/revalidate-notice';
import { type NoticeDecision, reviewNotice } from '@iims/node/notices/review-notice';
import { EntryJudging } from '@iims/node/registers/judge-entry';
import { openContent } from '@iims/node/store/messages';
import { toHex } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import { until } from '@iims/wire/until.fixture';
import { AZE, GEO, TestFederation, UKR } from '../federation/test-federation.ts';

const DAY_MS = 86_400_000;
const PUBLISH = { kind: 'publish' } as const;

describe('a notice', { timeout: 90_000 }, () => {
  let federation: TestFederation;
  before(async () => {
    federation = await TestFederation.found({ states: [GEO, UKR, AZE] });
    await federation.start(GEO, UKR);
  });
  after(() => federation.close());

  const doorOf = (state: StateCode) => federation.messagesOf(state);
  const draft = (changes: object = {}, to: readonly StateCode[] = []) =>
    draftNotice(
      doorOf(GEO),
      {
        reach: to.length === 0 ? 'notice' : 'diffusion',
        to,
        caseRef: 'NOTICE-1',
        urgency: 'routine',
        handling: { code: 'H1' },
        fields: { ...FIELDS, ...changes },
        attachments: [],
      },
      'drafter',
    );
  const review = (
    { number, digest }: { number: string; digest: string },
    decision: NoticeDecision = PUBLISH,
    by = 'reviewer',
  ) => reviewNotice(doorOf(GEO), { number, digest, decision }, by);
  const shown = async (state: StateCode, number: string, daysLater = 0): Promise<NoticeShown | undefined> => {
    const clock = { ...systemClock, now: () => Date.now() + daysLater * DAY_MS };
    const { notices } = await listNotices({ ...doorOf(state), clock }, { limit: 50 }, 'operator');
    return notices.find((notice) => notice.number === number);
  };
  const arrived = (state: StateCode, number: string) =>
    until(async () => (await shown(state, number)) !== undefined, `${number} at ${state}`);
  const open = (state: StateCode, number: string) =>
    openNotice(doorOf(state), { number, open: messageDesk(doorOf(state)).open }, 'operator');

  it('reaches every State byte for byte as it was reviewed, one that cannot be reached later too, and tells who opened it', async () => {
    await federation.stop(UKR);
    const drafted = await draft();
    assert.equal(drafted.number, 'GEO-NOT-000001');
    await assert.rejects(review(drafted, PUBLISH, 'drafter'), { code: 'notice.own-draft' });
    await assert.rejects(review({ ...drafted, digest: '00'.repeat(32) }), { code: 'notice.changed' });
    const reviewed = await review(drafted);
    assert.deepEqual(reviewed.to, [AZE, UKR]);
    await assert.rejects(review(drafted), { code: 'notice.decided' });
    await federation.start(UKR);
    await arrived(UKR, drafted.number);

    const [entry] = (await federation.entries(GEO, 'notice.reviewed')).slice(-1);
    assert.deepEqual(entry!.body.to, [AZE, UKR], 'by name');
    const { notice, content } = await open(UKR, drafted.number);
    assert.deepEqual(
      [notice!.standing, notice!.subject, content!.fields.number],
      ['in-force', FIELDS.subject, drafted.number],
    );
    const sent = await openContent(doorOf(UKR).store.reader, notice!.messageId!);
    assert.equal(toHex(noticeContentHash(encodeNoticeContent(sent))), toHex(entry!.body.content as Uint8Array));
    await until(
      async () =>
        (await shown(GEO, drafted.number))!.recipients!.find(({ state }) => state === UKR)!.status === 'opened',
      'opened',
    );
  });

  it('does not leave by any other way than its review', async () => {
    const content = { kind: 'notice', urgency: 'routine', handling: { code: 'H0' }, attachments: [] } as const;
    const fields = { ...FIELDS, number: 'GEO-NOT-000001', reach: 'notice', subject: 'Another' } as const;
    const sending = sendMessage(
      doorOf(GEO),
      { ...content, caseRef: 'X', to: [{ state: UKR }], fields },
      { account: 'a' },
    );
    await assert.rejects(sending, { code: 'notice.not-reviewed' });
    const drafted = await draft({ persons: [{ name: 'Inshyi Oleh', birthDate: '1960-01-01' }] }, [UKR]);
    const refused = await review(drafted, { kind: 'refuse', ground: 'human-rights' });
    assert.deepEqual([refused.standing, refused.to], ['refused', []]);
    await assert.rejects(review(drafted, { kind: 'refuse', ground: 'other' }), {
      code: 'input.invalid',
      field: 'explanation',
    });
    assert.deepEqual((await open(GEO, drafted.number)).draft!.refused, { ground: 'human-rights' });
    assert.equal(await shown(UKR, drafted.number), undefined);
  });

  it('is refused as input where its purpose lacks its subject, and its recipients are none', async () => {
    const { persons: _, ...nobody } = FIELDS;
    const without = draftNotice(
      doorOf(GEO),
      {
        reach: 'notice',
        to: [],
        caseRef: 'X',
        urgency: 'routine',
        handling: { code: 'H0' },
        fields: nobody,
        attachments: [],
      },
      'drafter',
    );
    await assert.rejects(without, { code: 'input.invalid', field: 'fields.persons' });
    await assert.rejects(draft({}, [GEO]), { code: 'input.invalid', field: 'to' });
    await assert.rejects(draft({ reviewOn: '2020-01-01' }), { code: 'input.invalid', field: 'fields.reviewOn' });
  });

  it('as a diffusion goes to the chosen States alone, and is to be confirmed after its review is due', async () => {
    const drafted = await draft({}, [UKR]);
    assert.deepEqual((await review(drafted)).to, [UKR]);
    await arrived(UKR, drafted.number);
    assert.deepEqual(
      (await shown(GEO, drafted.number))!.recipients!.map(({ state }) => state),
      [UKR],
    );
    assert.equal((await shown(UKR, drafted.number, 31))!.standing, 'confirm-first');
    assert.equal((await shown(UKR, drafted.number, 91))!.standing, 'expired');
    await assert.rejects(revalidateNotice(doorOf(GEO), { number: drafted.number, reviewOn: inDays(120) }, 'a'), {
      code: 'input.invalid',
      field: 'reviewOn',
    });
    await revalidateNotice(doorOf(GEO), { number: drafted.number, reviewOn: inDays(60) }, 'a');
    await until(async () => (await shown(UKR, drafted.number))!.reviewOn === inDays(60), 'the later day of review');
    assert.equal((await shown(UKR, drafted.number, 31))!.standing, 'in-force');
  });

  it('that is withdrawn is marked at every State, which says so under its signatures, and cannot be recalled', async () => {
    const drafted = await draft({}, [UKR]);
    await review(drafted);
    await arrived(UKR, drafted.number);
    const { messageId } = (await shown(UKR, drafted.number))!;
    await assert.rejects(
      messageDesk(doorOf(GEO)).recall({ id: messageId!, ground: 'sent-in-error' }, { account: 'a' }),
      {
        code: 'notice.withdraw-instead',
      },
    );
    await endNotice(doorOf(GEO), { number: drafted.number, ground: 'found' }, 'a');
    await assert.rejects(endNotice(doorOf(GEO), { number: drafted.number, ground: 'found' }, 'a'), {
      code: 'notice.withdrawn',
    });
    await until(async () => (await shown(UKR, drafted.number))!.standing === 'withdrawn', 'withdrawn');
    assert.equal((await shown(UKR, drafted.number))!.withdrawn!.ground, 'found');
    await until(async () => (await shown(GEO, drafted.number))!.recipients![0]!.statedAt !== undefined, 'stated');
    assert.ok((await open(UKR, drafted.number)).content !== undefined, 'who acted on it can still read it');
  });

  it('ends by itself when its legal ground has lapsed, once, and only by a clock that somebody confirms', async () => {
    const drafted = await draft({}, [UKR]);
    await review(drafted);
    await arrived(UKR, drafted.number);
    const clock = { ...systemClock, now: () => Date.now() + 91 * DAY_MS };
    const keeping = { door: { ...doorOf(GEO), clock }, isConfirmed: () => false };
    await lookAfterNotices(keeping);
    assert.equal((await shown(GEO, drafted.number))!.withdrawn, undefined);
    await lookAfterNotices({ ...keeping, isConfirmed: () => true });
    await lookAfterNotices({ ...keeping, isConfirmed: () => true });
    const ended = (await federation.entries(GEO, 'notice.withdrawn')).filter(
      ({ body }) => body.number === drafted.number,
    );
    assert.deepEqual(
      ended.map(({ body }) => [body.user, body.ground]),
      [['node', 'ground-lapsed']],
    );
    await lookAfterNotices({ door: doorOf(GEO), isConfirmed: () => true });
    await until(async () => (await shown(UKR, drafted.number))!.withdrawn?.ground === 'ground-lapsed', 'lapsed');
  });

  it('that was refused does not come back as a diffusion, a message or an alert, until another person overrides that', async () => {
    const persons = [{ name: 'Rifiutova Anna', birthDate: '1980-02-03', document: 'XX7654321' }];
    const first = await draft({ persons });
    assert.deepEqual(first.refusals, []);
    await review(first, { kind: 'refuse', ground: 'other', explanation: 'A debt, and no crime.' });
    const again = await draft({ persons: [{ name: 'Anna RIFIUTOVA', birthDate: '1980-02-03' }], purpose: 'warn' }, [
      UKR,
    ]);
    assert.deepEqual(
      again.refusals.map(({ number, ground, isSure, stops }) => [number, ground, isSure, stops]),
      [[first.number, 'other', true, true]],
    );
    await assert.rejects(review(again), { code: 'notice.refused-purpose' });

    const desk = guardMessages(messageDesk(doorOf(GEO)), doorOf(GEO).store, numbersNamed);
    const said = {
      kind: 'spontaneous-information',
      urgency: 'routine',
      handling: { code: 'H0' },
      attachments: [],
    } as const;
    const tell = (caseRef: string) =>
      desk.send(
        { ...said, caseRef, to: [{ state: UKR }], fields: { subject: 'Known to us', text: 'Look.', persons } },
        { account: 'sender' },
      );
    await assert.rejects(tell('NOTICE-9'), { code: 'notice.refused-purpose' });
    const alert = { ...PAPER, number: 'xx 7654321' };
    const keeping = { state: GEO, store: doorOf(GEO).store, clock: systemClock };
    const enter = () =>
      enterAlert(keeping, { user: 'enterer', role: 'operator', state: GEO }, { register: 'none', alert });
    await assert.rejects(enter(), { code: 'notice.refused-purpose' });
    const listed = await new EntryJudging(doorOf(GEO).store.reader, 'none').judge(
      { kind: 'alert', line: 1, fields: alert },
      LIST,
    );
    assert.deepEqual(listed, { kind: 'refused', reason: 'refused-purpose' });
    const met = await federation.entries(GEO, 'notice.refusal-met');
    assert.deepEqual(
      met.map(({ body }) => [body.user, body.channel, body.item]),
      [
        ['drafter', 'notice', again.number],
        ['sender', 'message', 'NOTICE-9'],
        ['enterer', 'alert', PAPER.id],
      ],
    );

    const [{ refusal } = { refusal: -1 }] = again.refusals;
    await overrideRefusal(doorOf(GEO), { refusal, item: 'NOTICE-9', reason: 'The debt was theft.' }, 'sender');
    await assert.rejects(tell('NOTICE-9'), { code: 'notice.refused-purpose' });
    await overrideRefusal(doorOf(GEO), { refusal, item: 'NOTICE-9', reason: 'The debt was theft.' }, 'reviewer');
    await tell('NOTICE-9');
    await assert.rejects(tell('NOTICE-10'), { code: 'notice.refused-purpose' });
    await review(again, { kind: 'publish', override: 'The debt was theft.' });
    const overridden = (await federation.entries(GEO, 'notice.refusal-overridden')).map(({ body }) => body.item);
    assert.deepEqual(overridden, ['NOTICE-9', 'NOTICE-9', again.number]);
    await arrived(UKR, again.number);
  });

  it('that a State will not execute is marked there alone, and the next one on the same person is shown with it', async () => {
    const persons = [{ name: 'Odmovenko Ivan', birthDate: '1970-01-02' }];
    const first = await draft({ persons }, [UKR]);
    await review(first);
    await arrived(UKR, first.number);
    const decline = { number: first.number, ground: 'political-military-religious-racial' } as const;
    await assert.rejects(declineNotice(doorOf(GEO), decline, 'operator'), { code: 'input.invalid', field: 'number' });
    await declineNotice(doorOf(UKR), decline, 'operator');
    assert.equal((await shown(UKR, first.number))!.declined!.ground, decline.ground);
    assert.equal((await shown(GEO, first.number))!.declined, undefined);
    const second = await draft({ persons: [{ name: 'Одмовенко Іван', birthDate: '1970-01-02' }] }, [UKR]);
    await review(second);
    await arrived(UKR, second.number);
    assert.deepEqual(
      (await shown(UKR, second.number))!.refusals!.map(({ number, cause }) => [number, cause]),
      [[first.number, 'own-decision']],
    );
    await executeNotice(doorOf(UKR), first.number, 'operator');
    assert.equal((await shown(UKR, second.number))!.refusals, undefined);
  });
});

const FIELDS = {
  purpose: 'locate-and-arrest',
  subject: 'Wanted: a made-up person',
  actionAsked: 'Arrest, and tell the bureau.',
  legalActs: 'Warrant 1-123/26',
  text: 'Has left by car.',
  persons: [{ name: 'Vzorov Petro', birthDate: '1974-08-12', role: 'suspect' }],
  reviewOn: inDays(30),
  validUntil: inDays(90),
} as const;

const PAPER = {
  kind: 'travel-document',
  id: 'GEO-ENT-000417',
  category: 'revoked',
  number: 'XX7654321',
  issuingState: 'GEO',
  documentType: 'passport',
  authority: 'Border police',
  legalBasis: 'Passport Act',
  action: 'keep-document',
  cautions: [],
  handling: 'H1',
  covert: false,
  since: '2026-01-05',
  reviewOn: '2099-01-06',
  facts: [],
  revocationGround: 'issued-in-error',
} as const;

const LIST = {
  state: 'GEO',
  idCode: 'ENT',
  authority: 'Border police',
  today: '2026-11-22',
  reviewOn: '2099-01-06',
  importedAt: 0,
  kind: 'travel-document',
} as const;

function inDays(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
}
