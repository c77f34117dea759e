// SPDX-License-Identifier: Apache-2.0
// Notices, own and partners', and what each recipient of an own one has been told (spec/notice.md).

import { fromUtf8, utf8 } from '@iims/wire/bytes';
import { type StateCode, uuidFromBytes } from '@iims/wire/identifiers';
import type { DeletionCause } from '@iims/wire/message-kinds/deleted';
import type { NoticePurpose, NoticeReach, NoticeWithdrawalGround } from '@iims/wire/notice-codes';
import { MESSAGE_STATUSES, type MessageStatus } from './messages.ts';
import { type RowKey, sealedColumn } from './sealed-cell.ts';
import type { Reader, Row } from './sql.ts';

export interface NoticeRow {
  /** The index of the entry by which it came, or was approved. */
  readonly no: number;
  /** Its owner. */
  readonly state: StateCode;
  readonly number: string;
  /** Undefined while a withdrawal alone has come. */
  readonly about?: {
    readonly reach: NoticeReach;
    readonly purpose: NoticePurpose;
    /** Undefined where its period has ended. */
    readonly subject: string | undefined;
  };
  /** Milliseconds since 1970. */
  readonly at: number;
  /** YYYY-MM-DD. */
  readonly reviewOn: string;
  readonly validUntil: string;
  /** UUID of the message by which a partner's notice came. */
  readonly messageId?: string;
  readonly withdrawn?: NoticeWithdrawal;
  /** Why its content is gone here. */
  readonly contentEnded?: DeletionCause;
}

export interface NoticeWithdrawal {
  readonly at: number;
  readonly ground: NoticeWithdrawalGround;
  /** Of an own notice: the account, or `node`. */
  readonly by?: string;
  /** UUID of the message that a partner signed. */
  readonly messageId?: string;
}

/** One State that an own notice is for. */
export interface NoticeRecipient {
  readonly state: StateCode;
  /** How far the notice has come with it; undefined while it could not be sent. */
  readonly status?: MessageStatus;
  /** The same of its withdrawal. */
  readonly withdrawal?: MessageStatus;
  /** When the State's signed word came that the notice is marked as withdrawn there. */
  readonly statedAt?: number;
}

/** What a recipient has not been told yet. */
export interface OwedNotice {
  readonly number: string;
  readonly state: StateCode;
  readonly owes: 'notice' | 'revalidation' | 'withdrawal';
}

export function noticeKey(state: string, number: string): RowKey {
  return utf8(`${state}\n${number}`);
}

/** The latest first, those before `before`; at most `limit`. */
export async function listNotices(
  reader: Reader,
  { limit, before = Number.MAX_SAFE_INTEGER }: { readonly limit: number; readonly before?: number | undefined },
): Promise<NoticeRow[]> {
  const rows = await reader.all(`${SELECT_NOTICE} where n.no < ? order by n.no desc limit ?`, [before, limit]);
  return Promise.all(rows.map((row) => opened(reader, row)));
}

export async function findNotice(reader: Reader, state: string, number: string): Promise<NoticeRow | undefined> {
  const [row] = await reader.all(`${SELECT_NOTICE} where n.state = ? and n.number = ?`, [state, number]);
  return row && opened(reader, row);
}

/** The States of an own notice, by their codes. */
export async function noticeRecipients(reader: Pick<Reader, 'all'>, number: string): Promise<NoticeRecipient[]> {
  const rows = await reader.all(
    `select r.state, d.status, w.status as withdrawal, r.stated_at from notice_recipient r
       left join message_delivery d on d.message_no = r.message_no and d.state = r.state
       left join message_delivery w on w.message_no = r.withdrawal_no and w.state = r.state
      where r.number = ? order by r.state`,
    [number],
  );
  return rows.map(({ state, status, withdrawal, stated_at }) => ({
    state: state as StateCode,
    ...(isStatus(status) ? { status } : {}),
    ...(isStatus(withdrawal) ? { withdrawal } : {}),
    ...(stated_at === null ? {} : { statedAt: stated_at as number }),
  }));
}

/** In the order of numbers and States, after the place; at most `limit`. */
export async function owedNotices(
  reader: Pick<Reader, 'all'>,
  { limit, after }: { readonly limit: number; readonly after?: Pick<OwedNotice, 'number' | 'state'> | undefined },
): Promise<OwedNotice[]> {
  const rows = await reader.all(
    `select r.number, r.state, r.message_no, n.withdrawn_at from notice_recipient r
       join notice n on n.number = r.number and n.state = substr(r.number, 1, 3)
      where r.owed = 1 and (r.number, r.state) > (?, ?) order by r.number, r.state limit ?`,
    [after?.number ?? '', after?.state ?? '', limit],
  );
  return rows.map(({ number, state, message_no, withdrawn_at }) => ({
    number: number as string,
    state: state as StateCode,
    owes: message_no === null ? 'notice' : withdrawn_at === null ? 'revalidation' : 'withdrawal',
  }));
}

/** Own notices in force whose legal ground has ended before the day; at most `limit`. */
export async function lapsedNotices(
  reader: Pick<Reader, 'all'>,
  { own, today, limit }: { readonly own: string; readonly today: string; readonly limit: number },
): Promise<string[]> {
  const rows = await reader.all<{ number: string }>(
    `select number from notice where state = ? and valid_until < ? and withdrawn_at is null
      order by valid_until, number limit ?`,
    [own, today, limit],
  );
  return rows.map(({ number }) => number);
}

/** Partners' notices that are withdrawn here, and whose owner has not been told so; after the number, at most `limit`. */
export async function untoldWithdrawals(
  reader: Pick<Reader, 'all'>,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<{ no: number; state: StateCode; number: string; at: number; withdrawalId: string }[]> {
  const rows = await reader.all<{ no: number; state: StateCode; number: string; at: number; id: Uint8Array }>(
    `select n.no, n.state, n.number, n.withdrawn_at as at, m.message_id as id from notice n
       join message m on m.message_no = n.withdrawal_no where n.is_told = 0 and n.no > ? order by n.no limit ?`,
    [after, limit],
  );
  return rows.map(({ id, ...row }) => ({ ...row, withdrawalId: uuidFromBytes(id) }));
}

async function opened(reader: Reader, row: Row): Promise<NoticeRow> {
  const [state, number] = [row.state as StateCode, row.number as string];
  return {
    no: row.no as number,
    state,
    number,
    ...(row.subject === null
      ? {}
      : {
          about: {
            reach: row.reach as NoticeReach,
            purpose: row.purpose as NoticePurpose,
            subject: await subjectOf(reader, noticeKey(state, number), row.subject as Uint8Array),
          },
        }),
    at: row.at_ms as number,
    reviewOn: row.review_on as string,
    validUntil: row.valid_until as string,
    ...(row.message_id === null ? {} : { messageId: uuidFromBytes(row.message_id as Uint8Array) }),
    ...(row.withdrawn_at === null ? {} : { withdrawn: withdrawalOf(row) }),
    ...(row.cause === null ? {} : { contentEnded: row.cause as DeletionCause }),
  };
}

function withdrawalOf(row: Row): NoticeWithdrawal {
  return {
    at: row.withdrawn_at as number,
    ground: row.ground as NoticeWithdrawalGround,
    ...(row.withdrawn_by === null ? {} : { by: row.withdrawn_by as string }),
    ...(row.withdrawal_id === null ? {} : { messageId: uuidFromBytes(row.withdrawal_id as Uint8Array) }),
  };
}

async function subjectOf(reader: Reader, key: RowKey, cell: Uint8Array): Promise<string | undefined> {
  const unsealed = await reader.unseal(NOTICE_SUBJECT, key, cell);
  return unsealed.kind === 'open' ? fromUtf8(unsealed.content) : undefined;
}

function isStatus(value: unknown): value is MessageStatus {
  return (MESSAGE_STATUSES as readonly unknown[]).includes(value);
}

export const NOTICE_SUBJECT = sealedColumn('content', 'notice', 'subject');

const SELECT_NOTICE = `select n.*, m.message_id, w.message_id as withdrawal_id, e.cause from notice n
  left join message m on m.message_no = n.message_no
  left join message w on w.message_no = n.withdrawal_no
  left join message_ending e on e.message_no = n.message_no`;
