// SPDX-License-Identifier: Apache-2.0
// Notices between real nodes: nothing leaves unreviewed, all are told, and what has ended is marked everywhere.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { systemClock } from '@iims/node/clock';
import { messageDesk } from '@iims/node/messages/message-desk';
import { encodeNoticeContent, noticeContentHash } from '@iims/node/messages/notice-note';
import { sendMessage } from '@iims/node/messages/send';
import { draftNotice } from '@iims/node/notices/draft-notice';
import { endNotice } from '@iims/node/notices/end-notice';
import { lookAfterNotices } from '@iims/node/notices/keep-notices';
import { listNotices, type NoticeShown } from '@iims/node/notices/list-notices';
import { openNotice } from '@iims/node/notices/open-notice';
import { revalidateNotice } from '@iims/node/notices/revalidate-notice';
import { type NoticeDecision, reviewNotice } from '@iims/node/notices/review-notice';
import { openContent } from '@iims/node/store/messages';
import { toHex } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
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
    const drafted = await draft({}, [UKR]);
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

function inDays(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
}

async function until(done: () => Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 800; tries += 1) {
    if (await done()) return;
    await setTimeout(25);
  }
  assert.fail(`in twenty seconds not: ${what}`);
}
