// SPDX-License-Identifier: Apache-2.0
// A message as officers are shown it without its content: who, to whom, in which case, and how far it has come.
import { sha256 } from '@iims/crypto/primitives';
import { toHex, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { Address, Urgency } from '@iims/wire/message';
import { MESSAGE_KINDS, type MessageKind } from '@iims/wire/message-kinds';
import type { DeletionCause } from '@iims/wire/message-kinds/deleted';
import { askedMark } from '../store/asked-confirmations.ts';
import { assigneesOf } from '../store/cases.ts';
import { dueOf } from '../store/message-clocks.ts';
import { deletionsToldOf, endingOf } from '../store/message-holders.ts';
import { listMessages, type MessageRow, type MessageStatus, messageRow } from '../store/messages.ts';
import { deliveriesOf } from '../store/outbox.ts';
import type { Reader } from '../store/sql.ts';
import { newsOfWaiting } from '../store/waiting-messages.ts';

/** Plain data for JSON; times are ISO 8601. */
export interface ShownMessage {
  readonly id: string;
  readonly direction: MessageRow['direction'];
  readonly kind: MessageKind;
  readonly urgency: Urgency;
  readonly status: MessageStatus;
  readonly inReplyTo?: string;
  readonly sentAt: string;
  /** When it was stored, or received, here. */
  readonly at: string;
  readonly openedAt?: string;
  /** When it left the inbox. */
  readonly archivedAt?: string;
  readonly expiresAt: string;
  readonly exercise: boolean;
  readonly logIndex: number;
  /** Absent, like what follows it, where its period has ended. */
  readonly from?: Address;
  readonly to?: readonly Address[];
  readonly caseRef?: string;
  readonly author?: string;
  /** Who works on it, and who on its case. */
  readonly assignee?: string;
  readonly caseAssignee?: string;
  /** By when it is to be answered by the first that has not; absent where nothing is open, or its clock does not run. */
  readonly due?: string;
  /** Why its content is deleted here. */
  readonly deleted?: DeletionCause;
  /** Of a message that was sent: who told that its content is deleted there. */
  readonly deletions?: readonly { readonly state: string; readonly at: string }[];
  /** Of a message that was sent, one for each State. */
  readonly deliveries: readonly ShownDelivery[];
}

export interface ShownDelivery {
  readonly to: string;
  readonly status: MessageStatus;
  readonly sequence: number;
  readonly receivedAt?: string;
  /** The code with which the partner refused it last. */
  readonly refused?: string;
}

export interface ShownMessages {
  readonly messages: readonly ShownMessage[];
  /** What `before` of the next page is; absent on the last. */
  readonly next?: number;
}

/** Officers' messages in both directions, the latest first; what nodes tell each other by themselves is left out. */
export async function shownMessages(
  reader: Reader,
  { limit, before }: { readonly limit: number; readonly before?: number },
): Promise<ShownMessages> {
  const messages: ShownMessage[] = [];
  let next = before;
  for (;;) {
    const rows = await listMessages(reader, { limit: limit + 1, ...(next === undefined ? {} : { before: next }) });
    for (const row of rows) {
      if (messages.length === limit) return { messages, next: next! };
      if (isMail(row)) messages.push(await shown(reader, row));
      next = row.no;
    }
    if (rows.length <= limit) return { messages };
  }
}

/** A fingerprint that changes when one of the newest messages stands otherwise, with one more, and with what officers ask to have confirmed. */
export async function newsOfMessages(reader: Reader): Promise<{ readonly mark: string }> {
  const rows = (await listMessages(reader, { limit: NEWS_MESSAGES })).filter(isMail);
  const standing: string[] = [await newsOfWaiting(reader)];
  for (const { id, no, direction, status } of rows) {
    const deliveries = direction === 'out' ? await deliveriesOf(reader, id) : [];
    const { assignee, caseAssignee } = await assigneesOf(reader, no);
    standing.push(
      [
        id,
        status,
        (await dueOf(reader, no)) ?? '',
        assignee,
        caseAssignee,
        ...deliveries.map((one) => one.status),
      ].join(' '),
    );
  }
  standing.push(await askedMark(reader));
  return { mark: toHex(sha256(utf8(standing.join('\n')))).slice(0, MARK_CHARACTERS) };
}

/** @throws IimsError `message.not-found`, also for what nodes tell each other */
export async function shownMessage(reader: Reader, id: string): Promise<ShownMessage> {
  return shown(reader, await mailRow(reader, id));
}

/** Those of the rows that officers are shown. */
export function shownMessagesOf(reader: Reader, rows: readonly MessageRow[]): Promise<ShownMessage[]> {
  return Promise.all(rows.filter(isMail).map((row) => shown(reader, row)));
}

/** The row of a message that officers are shown. @throws IimsError `message.not-found` */
export async function mailRow(reader: Reader, id: string): Promise<MessageRow> {
  const row = await messageRow(reader, id);
  if (isMail(row)) return row;
  throw new IimsError('message.not-found', { message: 'There is no such message.', field: 'id' });
}

function isMail({ kind }: MessageRow): boolean {
  return MESSAGE_KINDS[kind].writtenBy !== 'node';
}

async function shown(reader: Reader, row: MessageRow): Promise<ShownMessage> {
  const due = await dueOf(reader, row.no);
  const { assignee, caseAssignee } = await assigneesOf(reader, row.no);
  const { no, state: _state, summary, sentAt, at, openedAt, archivedAt, expiresAt, ...plain } = row;
  const deliveries = row.direction === 'out' ? await deliveriesOf(reader, row.id) : [];
  return {
    ...plain,
    sentAt: iso(sentAt),
    at: iso(at),
    ...(openedAt === undefined ? {} : { openedAt: iso(openedAt) }),
    ...(archivedAt === undefined ? {} : { archivedAt: iso(archivedAt) }),
    expiresAt: iso(expiresAt),
    logIndex: no,
    ...(summary && { from: summary.from, to: summary.to, caseRef: summary.caseRef, author: summary.author }),
    ...(assignee === null ? {} : { assignee }),
    ...(caseAssignee === null ? {} : { caseAssignee }),
    ...(due === undefined ? {} : { due: iso(due) }),
    ...(await shownEndings(reader, row)),
    deliveries: deliveries.map(({ state, status, sequence, receivedAt, refused }) => ({
      to: state,
      status,
      sequence,
      ...(receivedAt === undefined ? {} : { receivedAt: iso(receivedAt) }),
      ...(refused === undefined ? {} : { refused }),
    })),
  };
}

async function shownEndings(
  reader: Reader,
  { direction, no, id }: MessageRow,
): Promise<Pick<ShownMessage, 'deleted' | 'deletions'>> {
  if (direction === 'in') {
    const deleted = await endingOf(reader, no);
    return deleted === undefined ? {} : { deleted };
  }
  const told = await deletionsToldOf(reader, id);
  return told.length === 0 ? {} : { deletions: told.map(({ state, at }) => ({ state, at: iso(at) })) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** The newest messages that news are about. */
const NEWS_MESSAGES = 100;
const MARK_CHARACTERS = 16;
