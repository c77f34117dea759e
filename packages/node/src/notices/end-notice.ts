// SPDX-License-Identifier: Apache-2.0
// Ends own notices: by hand, or because the last day of their legal ground has passed (spec/notice.md, 7). A draft is taken back.
import type { NoticeWithdrawalGround } from '@iims/wire/notice-codes';
import { dayOf } from '../messages/holding-note.ts';
import type { MessageDoor } from '../messages/send.ts';
import { noSuchNotice } from '../store/acts/review-notice.ts';
import { findNoticeDraft } from '../store/notice-drafts.ts';
import { lapsedNotices } from '../store/notices.ts';
import { draftNumberOf } from './notice-content.ts';
import { unexplained } from './review-notice.ts';
import { tellRecipients } from './tell-recipients.ts';

export interface NoticeToEnd {
  readonly number: string;
  readonly ground: NoticeWithdrawalGround;
  /** Needed with the ground `other`. */
  readonly explanation?: string | undefined;
}

/** @throws IimsError `notice.not-found`, `notice.withdrawn`, `notice.decided` for a refused draft, `store.*` */
export async function endNotice(
  door: MessageDoor,
  ending: NoticeToEnd,
  account: string,
): Promise<{ readonly number: string; readonly standing: 'withdrawn' | 'dropped'; readonly logIndex: number }> {
  const { number, ground, explanation } = ending;
  if (ground === 'other' && explanation === undefined) throw unexplained('explanation');
  const draftNumber = draftNumberOf(door.own, number);
  if (draftNumber === undefined) throw noSuchNotice();
  const draft = await findNoticeDraft(door.store.reader, draftNumber);
  if (draft !== undefined && draft.standing !== 'approved') {
    const { index } = await door.store.write(
      { event: 'notice.dropped', body: { user: account, number } },
      { name: 'drop-notice-draft', args: { number: draftNumber, by: account } },
    );
    return { number, standing: 'dropped', logIndex: index };
  }
  const { index } = await withdraw(door, ending, account);
  await tellRecipients(door);
  return { number, standing: 'withdrawn', logIndex: index };
}

/** Those of which the last day has passed; a later look finds what this one leaves. */
export async function endLapsedNotices(door: MessageDoor): Promise<void> {
  const today = dayOf(door.clock.now());
  for (const number of await lapsedNotices(door.store.reader, { own: door.own, today, limit: AT_ONCE_MAX })) {
    await withdraw(door, { number, ground: 'ground-lapsed' }, 'node');
  }
}

function withdraw(door: MessageDoor, { number, ground, explanation }: NoticeToEnd, by: string) {
  return door.store.write(
    { event: 'notice.withdrawn', body: { user: by, number, ground } },
    { name: 'withdraw-notice', args: { own: door.own, fullNumber: number, ground, by, explanation } },
  );
}

const AT_ONCE_MAX = 64;
