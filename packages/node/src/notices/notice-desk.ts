// SPDX-License-Identifier: Apache-2.0
// What operators do with notices.
import type { MessageDesk } from '../messages/message-desk.ts';
import type { MessageDoor } from '../messages/send.ts';
import {
  type AlertFromNotice,
  declineNotice,
  executeNotice,
  linkAlert,
  type NoticeToDecline,
} from './decide-notice.ts';
import { type DraftedNotice, draftNotice, type NoticeToDraft } from './draft-notice.ts';
import { endNotice, type NoticeToEnd } from './end-notice.ts';
import { listNotices, listWaiting } from './list-notices.ts';
import { type NoticeOpened, openNotice } from './open-notice.ts';
import { listRefused, type Overriding, overrideRefusal } from './refused-register.ts';
import { revalidateNotice } from './revalidate-notice.ts';
import { type NoticeToReview, type ReviewedNotice, reviewNotice } from './review-notice.ts';

export interface NoticeDesk {
  list(
    page: { readonly limit: number; readonly before?: number | undefined },
    account: string,
  ): ReturnType<typeof listNotices>;
  waiting(account: string): ReturnType<typeof listWaiting>;
  /** What it says. The entry is durable before; the State that sent it is told. */
  open(number: string, account: string): Promise<NoticeOpened>;
  draft(draft: NoticeToDraft, account: string): Promise<DraftedNotice>;
  /** Another than the one who drafted it publishes or refuses it. */
  review(review: NoticeToReview, account: string): Promise<ReviewedNotice>;
  revalidate(
    confirmed: { readonly number: string; readonly reviewOn: string },
    account: string,
  ): ReturnType<typeof revalidateNotice>;
  /** A draft is taken back. */
  withdraw(ending: NoticeToEnd, account: string): ReturnType<typeof endNotice>;
  /** The own State will not execute a partner's notice. */
  decline(declined: NoticeToDecline, account: string): ReturnType<typeof declineNotice>;
  /** It executes it after all. */
  execute(number: string, account: string): ReturnType<typeof executeNotice>;
  /** Which own alert was entered from a partner's notice. */
  linkAlert(link: AlertFromNotice, account: string): ReturnType<typeof linkAlert>;
  /** The register of refused purposes. */
  refused(
    page: { readonly limit: number; readonly before?: number | undefined },
    account: string,
  ): ReturnType<typeof listRefused>;
  override(overriding: Overriding, account: string): ReturnType<typeof overrideRefusal>;
}

export function noticeDesk(door: MessageDoor, messages: Pick<MessageDesk, 'open'>): NoticeDesk {
  return {
    list: (page, account) => listNotices(door, page, account),
    waiting: (account) => listWaiting(door, account),
    open: (number, account) => openNotice(door, { number, open: messages.open }, account),
    draft: (draft, account) => draftNotice(door, draft, account),
    review: (review, account) => reviewNotice(door, review, account),
    revalidate: (confirmed, account) => revalidateNotice(door, confirmed, account),
    withdraw: (ending, account) => endNotice(door, ending, account),
    decline: (declined, account) => declineNotice(door, declined, account),
    execute: (number, account) => executeNotice(door, number, account),
    linkAlert: (link, account) => linkAlert(door, link, account),
    refused: (page, account) => listRefused(door, page, account),
    override: (overriding, account) => overrideRefusal(door, overriding, account),
  };
}
