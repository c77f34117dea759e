// SPDX-License-Identifier: Apache-2.0
// The calls of the page of notices: lists, what one says, and what operators and reviewers do with it.
import { NOTICE_PURPOSES, NOTICE_STANDINGS, type NoticePurpose, type NoticeStanding } from '@iims/wire/notice-codes';
import type { Session } from '../access/session.ts';
import { callNode, type Reply } from '../api/node-call.ts';
import { asObject, type JsonObject, listOf, numberOf, oneOf, textOf, textsOf } from '../api/read-json.ts';

/** Something that was refused before. */
export interface Refusal {
  readonly refusal: number;
  readonly number: string;
  readonly ground: string;
  readonly on: string;
  readonly isSure: boolean;
  readonly stops: boolean;
}

export interface Recipient {
  readonly state: string;
  readonly status: string;
  readonly withdrawal?: string;
  readonly isStated: boolean;
}

export interface Notice {
  readonly number: string;
  readonly state: string;
  readonly isOwn: boolean;
  readonly standing: NoticeStanding;
  readonly purpose?: NoticePurpose;
  readonly subject: string;
  readonly reviewOn: string;
  readonly validUntil: string;
  readonly withdrawnGround?: string;
  readonly declinedGround?: string;
  readonly recipients: readonly Recipient[];
  readonly refusals: readonly Refusal[];
  readonly alerts: readonly string[];
}

export interface WaitingNotice {
  readonly number: string;
  readonly digest: string;
  readonly purpose?: NoticePurpose;
  readonly subject: string;
  /** Empty for a notice to all. */
  readonly to: readonly string[];
  readonly draftedBy: string;
  readonly isOwn: boolean;
  readonly refusals: readonly Refusal[];
}

export interface RefusedPurpose {
  readonly refusal: number;
  readonly number: string;
  readonly purpose?: NoticePurpose;
  readonly ground: string;
  readonly cause: string;
  readonly decidedAt: number;
  readonly explanation: string;
  readonly overrides: readonly { readonly item: string; readonly by: string }[];
}

export interface OpenedNotice {
  readonly caseRef: string;
  readonly fields: JsonObject | undefined;
  readonly attachments: readonly { readonly name: string; readonly content: string }[];
}

export function fetchNotices(): Promise<Reply<readonly Notice[]>> {
  return fetchList('/api/notices?limit=100', 'notices', noticeOf);
}

export function fetchWaiting(): Promise<Reply<readonly WaitingNotice[]>> {
  return fetchList('/api/notices/waiting', 'waiting', waitingOf);
}

export function fetchRefused(): Promise<Reply<readonly RefusedPurpose[]>> {
  return fetchList('/api/notices/refused?limit=100', 'refused', refusedOf);
}

/** It is an entry, and a partner is told that its notice was opened. */
export function openNotice({ csrf }: Session, number: string): Promise<Reply<OpenedNotice>> {
  return callNode({ method: 'POST', path: '/api/notices/open', csrf, body: { number } }, (json) => {
    const body = asObject(json);
    const content = asObject(body?.content);
    return {
      caseRef: (body && textOf(body, 'caseRef')) ?? '',
      fields: asObject(content?.fields),
      attachments: content === undefined ? [] : listOf(content, 'attachments', attachmentOf),
    };
  });
}

export type NoticeAct = 'draft' | 'review' | 'revalidate' | 'withdraw' | 'decline' | 'execute' | 'override';

/** Anything that is done; what the page shows of it is read anew. */
export function actOnNotice(
  { csrf }: Session,
  act: NoticeAct,
  body: Readonly<Record<string, unknown>>,
): Promise<Reply<{ readonly number: string }>> {
  return callNode({ method: 'POST', path: `/api/notices/${act}`, csrf, body }, (json) => {
    const answer = asObject(json);
    return answer && { number: textOf(answer, 'number') ?? '' };
  });
}

function fetchList<T>(
  path: string,
  name: string,
  read: (item: JsonObject) => T | undefined,
): Promise<Reply<readonly T[]>> {
  return callNode({ method: 'GET', path }, (json) => {
    const body = asObject(json);
    return body && listOf(body, name, read);
  });
}

function noticeOf(notice: JsonObject): Notice | undefined {
  const [number, state] = [textOf(notice, 'number'), textOf(notice, 'state')];
  const standing = oneOf(textOf(notice, 'standing'), NOTICE_STANDINGS);
  if (number === undefined || state === undefined || standing === undefined) return undefined;
  const [withdrawn, declined] = [asObject(notice.withdrawn), asObject(notice.declined)];
  const withdrawnGround = withdrawn && textOf(withdrawn, 'ground');
  const declinedGround = declined && textOf(declined, 'ground');
  return {
    number,
    state,
    isOwn: textOf(notice, 'direction') === 'out',
    standing,
    ...purposeOf(notice),
    subject: textOf(notice, 'subject') ?? '',
    reviewOn: textOf(notice, 'reviewOn') ?? '',
    validUntil: textOf(notice, 'validUntil') ?? '',
    ...(withdrawnGround === undefined ? {} : { withdrawnGround }),
    ...(declinedGround === undefined ? {} : { declinedGround }),
    recipients: listOf(notice, 'recipients', recipientOf),
    refusals: listOf(notice, 'refusals', refusalOf),
    alerts: listOf(notice, 'alerts', (alert) => textOf(alert, 'alertId')),
  };
}

function recipientOf(recipient: JsonObject): Recipient | undefined {
  const [state, status] = [textOf(recipient, 'state'), textOf(recipient, 'status')];
  if (state === undefined || status === undefined) return undefined;
  const withdrawal = textOf(recipient, 'withdrawal');
  const isStated = textOf(recipient, 'statedAt') !== undefined;
  return { state, status, isStated, ...(withdrawal === undefined ? {} : { withdrawal }) };
}

function refusalOf(one: JsonObject): Refusal | undefined {
  const [refusal, number, ground] = [numberOf(one, 'refusal'), textOf(one, 'number'), textOf(one, 'ground')];
  const on = textOf(one, 'on');
  if (refusal === undefined || number === undefined || ground === undefined || on === undefined) return undefined;
  return { refusal, number, ground, on, isSure: one.isSure === true, stops: one.stops === true };
}

function waitingOf(waiting: JsonObject): WaitingNotice | undefined {
  const [number, digest] = [textOf(waiting, 'number'), textOf(waiting, 'digest')];
  if (number === undefined || digest === undefined) return undefined;
  return {
    number,
    digest,
    ...purposeOf(waiting),
    subject: textOf(waiting, 'subject') ?? '',
    to: textsOf(waiting, 'to'),
    draftedBy: textOf(waiting, 'draftedBy') ?? '',
    isOwn: waiting.own === true,
    refusals: listOf(waiting, 'refusals', refusalOf),
  };
}

function refusedOf(refused: JsonObject): RefusedPurpose | undefined {
  const [refusal, number] = [numberOf(refused, 'refusal'), textOf(refused, 'number')];
  const [ground, cause] = [textOf(refused, 'ground'), textOf(refused, 'cause')];
  if (refusal === undefined || number === undefined || ground === undefined || cause === undefined) return undefined;
  return {
    refusal,
    number,
    ...purposeOf(refused),
    ground,
    cause,
    decidedAt: Date.parse(textOf(refused, 'decidedAt') ?? '') || 0,
    explanation: textOf(refused, 'explanation') ?? '',
    overrides: listOf(refused, 'overrides', (override) => {
      const [item, by] = [textOf(override, 'item'), textOf(override, 'by')];
      return item === undefined || by === undefined ? undefined : { item, by };
    }),
  };
}

function purposeOf(object: JsonObject): { readonly purpose?: NoticePurpose } {
  const purpose = oneOf(textOf(object, 'purpose'), NOTICE_PURPOSES);
  return purpose === undefined ? {} : { purpose };
}

function attachmentOf(attachment: JsonObject): OpenedNotice['attachments'][number] | undefined {
  const [name, content] = [textOf(attachment, 'name'), textOf(attachment, 'content')];
  return name === undefined || content === undefined ? undefined : { name, content };
}
