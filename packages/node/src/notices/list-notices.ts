// SPDX-License-Identifier: Apache-2.0
// Notices as operators see them in lists: own and partners', and those that wait for review. Reading is an entry before it is an answer.
import { toHex } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import { type NoticePurpose, type NoticeReach, type NoticeStanding, noticeStanding } from '@iims/wire/notice-codes';
import { dayOf } from '../messages/holding-note.ts';
import type { MessageDoor } from '../messages/send.ts';
import { listWaitingNotices } from '../store/notice-drafts.ts';
import { listNotices as list, type NoticeRow, noticeRecipients } from '../store/notices.ts';
import { fullNumberOf, readNoticeContent } from './notice-content.ts';

/** Times in ISO 8601, days in UTC. */
export interface NoticeShown {
  readonly number: string;
  readonly state: StateCode;
  readonly direction: 'out' | 'in';
  readonly standing: NoticeStanding;
  readonly reach?: NoticeReach;
  readonly purpose?: NoticePurpose;
  readonly subject?: string;
  /** When it was published, or came. */
  readonly at: string;
  /** Absent while a withdrawal alone has come. */
  readonly reviewOn?: string;
  readonly validUntil?: string;
  readonly messageId?: string;
  /** `recalled` and `expired`: its message, and not the notice, was taken back or has reached the end of its handling. */
  readonly withdrawn?: {
    readonly at?: string;
    readonly ground: string;
    readonly by?: string;
    readonly messageId?: string;
  };
  /** Of an own notice, how far it has come with each State. */
  readonly recipients?: readonly RecipientShown[];
}

export interface RecipientShown {
  readonly state: StateCode;
  /** `waiting` while it could not be sent. */
  readonly status: string;
  readonly withdrawal?: string;
  /** When its signed word came that the notice is marked as withdrawn there. */
  readonly statedAt?: string;
}

export interface WaitingNoticeShown {
  readonly number: string;
  readonly digest: string;
  readonly reach: NoticeReach;
  readonly purpose: NoticePurpose;
  readonly subject?: string;
  readonly to: readonly StateCode[];
  readonly draftedBy: string;
  readonly draftedAt: string;
  /** The reader drafted it, and so may not review it. */
  readonly own: boolean;
}

/** The latest first. `next` is the `before` of the page after, where there is one. */
export async function listNotices(
  door: MessageDoor,
  { limit, before }: { readonly limit: number; readonly before?: number | undefined },
  account: string,
): Promise<{ readonly notices: readonly NoticeShown[]; readonly next?: number }> {
  const rows = await list(door.store.reader, { limit, before });
  await door.store.write({ event: 'notice.listed', body: { user: account, which: 'all', count: rows.length } });
  const notices: NoticeShown[] = [];
  for (const row of rows) notices.push(await shownNotice(door, row));
  return { notices, ...(rows.length === limit ? { next: rows.at(-1)!.no } : {}) };
}

/** The oldest 100. */
export async function listWaiting(door: MessageDoor, account: string): Promise<readonly WaitingNoticeShown[]> {
  const drafts = await listWaitingNotices(door.store.reader, WAITING_SHOWN_MAX);
  await door.store.write({ event: 'notice.listed', body: { user: account, which: 'waiting', count: drafts.length } });
  return drafts.map(({ number, digest, reach, purpose, to, draftedBy, draftedAt, content }) => ({
    number: fullNumberOf(door.own, number),
    digest: toHex(digest),
    reach,
    purpose,
    ...(content === undefined ? {} : { subject: readNoticeContent(content).fields.subject }),
    to,
    draftedBy,
    draftedAt: new Date(draftedAt).toISOString(),
    own: draftedBy === account,
  }));
}

/** As its standing is by the node's clock. */
export async function shownNotice({ own, store, clock }: MessageDoor, row: NoticeRow): Promise<NoticeShown> {
  const { state, number, about, at, reviewOn, validUntil, messageId, withdrawn, contentEnded } = row;
  const isWithdrawn = withdrawn !== undefined || contentEnded !== undefined;
  const today = dayOf(clock.now());
  return {
    number,
    state,
    direction: state === own ? 'out' : 'in',
    standing: noticeStanding({ reviewOn, validUntil, isWithdrawn }, today),
    ...(about === undefined ? {} : { reach: about.reach, purpose: about.purpose }),
    ...(about?.subject === undefined || contentEnded !== undefined ? {} : { subject: about.subject }),
    at: new Date(at).toISOString(),
    ...(about === undefined ? {} : { reviewOn, validUntil }),
    ...(messageId === undefined ? {} : { messageId }),
    ...withdrawalShown(row),
    ...(state === own ? { recipients: await recipientsShown(store.reader, number) } : {}),
  };
}

function withdrawalShown({ withdrawn, contentEnded }: NoticeRow): Pick<NoticeShown, 'withdrawn'> {
  if (withdrawn !== undefined) return { withdrawn: { ...withdrawn, at: new Date(withdrawn.at).toISOString() } };
  if (contentEnded === undefined) return {};
  return { withdrawn: { ground: contentEnded } };
}

async function recipientsShown(reader: MessageDoor['store']['reader'], number: string): Promise<RecipientShown[]> {
  return (await noticeRecipients(reader, number)).map(({ state, status, withdrawal, statedAt }) => ({
    state,
    status: status ?? 'waiting',
    ...(withdrawal === undefined ? {} : { withdrawal }),
    ...(statedAt === undefined ? {} : { statedAt: new Date(statedAt).toISOString() }),
  }));
}

const WAITING_SHOWN_MAX = 100;
