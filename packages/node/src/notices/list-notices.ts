// SPDX-License-Identifier: Apache-2.0
// Notices as operators see them in lists: own and partners', and those that wait for review. Reading is an entry before it is an answer.
import { toHex } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import type { DeletionCause } from '@iims/wire/message-kinds/deleted';
import {
  type NoticePurpose,
  type NoticeReach,
  type NoticeRefusalGround,
  type NoticeStanding,
  noticeStanding,
} from '@iims/wire/notice-codes';
import { dayOf } from '../messages/holding-note.ts';
import type { MessageDoor } from '../messages/send.ts';
import { listWaitingNotices, type NoticeDraftRow } from '../store/notice-drafts.ts';
import { listNotices as list, type NoticeRow, noticeRecipients } from '../store/notices.ts';
import { alertsFromNotice, ownDecisionOn, refusalsMetByNotice } from '../store/refused-purposes.ts';
import type { Reader } from '../store/sql.ts';
import { fullNumberOf, readNoticeContent } from './notice-content.ts';
import { type RefusalShown, shownRefusals } from './shown-refusals.ts';

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
  /** The own State will not execute it. */
  readonly declined?: { readonly ground: NoticeRefusalGround; readonly at: string; readonly by: string };
  /** Of a partner's notice, what of it was refused before. */
  readonly refusals?: readonly RefusalShown[];
  /** Own alerts that were entered from it. */
  readonly alerts?: readonly { readonly register: string; readonly alertId: string }[];
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
  /** What of it was refused before. */
  readonly refusals: readonly RefusalShown[];
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
  const waiting: WaitingNoticeShown[] = [];
  for (const draft of drafts) waiting.push(await shownWaiting(door, draft, account));
  return waiting;
}

async function shownWaiting(
  { own, store }: MessageDoor,
  draft: NoticeDraftRow,
  account: string,
): Promise<WaitingNoticeShown> {
  const { digest, reach, purpose, to, draftedBy, draftedAt, content } = draft;
  const number = fullNumberOf(own, draft.number);
  return {
    number,
    digest: toHex(digest),
    reach,
    purpose,
    ...(content === undefined ? {} : { subject: readNoticeContent(content).fields.subject }),
    to,
    draftedBy,
    draftedAt: new Date(draftedAt).toISOString(),
    own: draftedBy === account,
    refusals: shownRefusals(await refusalsMetByNotice(store.reader, own, number), purpose, draftedBy),
  };
}

/** As its standing is by the node's clock. */
export async function shownNotice({ own, store, clock }: MessageDoor, row: NoticeRow): Promise<NoticeShown> {
  const { state, number, about, at, reviewOn, validUntil, messageId, withdrawn, contentEnded } = row;
  // The end of an own period says nothing of the notice.
  const isWithdrawn = withdrawn !== undefined || isTakenBack(contentEnded);
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
    ...(state === own
      ? { recipients: await recipientsShown(store.reader, number) }
      : await ownSideOf(store.reader, row)),
  };
}

/** What the own State knows and decided of a partner's notice. */
async function ownSideOf(
  reader: Reader,
  { state, number, about }: NoticeRow,
): Promise<Pick<NoticeShown, 'declined' | 'refusals' | 'alerts'>> {
  if (about === undefined) return {};
  const declined = await ownDecisionOn(reader, state, number);
  const met = shownRefusals(await refusalsMetByNotice(reader, state, number), about.purpose, state);
  const alerts = await alertsFromNotice(reader, state, number);
  return {
    ...(declined === undefined
      ? {}
      : {
          declined: {
            ground: declined.ground,
            at: new Date(declined.decidedAt).toISOString(),
            by: declined.decidedBy,
          },
        }),
    ...(met.length === 0 ? {} : { refusals: met }),
    ...(alerts.length === 0 ? {} : { alerts: alerts.map(({ register, alertId }) => ({ register, alertId })) }),
  };
}

function withdrawalShown({ withdrawn, contentEnded }: NoticeRow): Pick<NoticeShown, 'withdrawn'> {
  if (withdrawn !== undefined) return { withdrawn: { ...withdrawn, at: new Date(withdrawn.at).toISOString() } };
  return isTakenBack(contentEnded) ? { withdrawn: { ground: contentEnded } } : {};
}

function isTakenBack(ended: DeletionCause | undefined): ended is Exclude<DeletionCause, 'period-ended'> {
  return ended !== undefined && ended !== 'period-ended';
}

async function recipientsShown(reader: Reader, number: string): Promise<RecipientShown[]> {
  return (await noticeRecipients(reader, number)).map(({ state, status, withdrawal, statedAt }) => ({
    state,
    status: status ?? 'waiting',
    ...(withdrawal === undefined ? {} : { withdrawal }),
    ...(statedAt === undefined ? {} : { statedAt: new Date(statedAt).toISOString() }),
  }));
}

const WAITING_SHOWN_MAX = 100;
