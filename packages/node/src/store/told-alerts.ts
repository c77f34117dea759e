// SPDX-License-Identifier: Apache-2.0
// Which partners were told of an own alert, and whether they know that it has ended (spec/alert-deletion.md, 2 to 9).

import { utf8 } from '@iims/wire/bytes';
import { decodeCbor } from '@iims/wire/cbor';
import type { StateCode } from '@iims/wire/identifiers';
import type { ALERT_ENDS } from '@iims/wire/message-kinds/alert-deletion';
import { ALERT_BODY, alertRow } from './alerts.ts';
import { type RowKey, sealedColumn } from './sealed-cell.ts';
import type { Reader, Row, SqlValue, Statements, Transaction } from './sql.ts';

/** Why a partner may not rely on an alert any more: it is not answered any more, or was not revalidated in time. */
export type EndedBy = (typeof ALERT_ENDS)[number];

/** What one State was told of one alert, until the alert ended; when it is told again after that, another round begins. */
export interface ToldAlert {
  readonly state: StateCode;
  /** From 1. */
  readonly round: number;
  readonly register: string;
  readonly alertId: string;
  /** The first and the last answer that showed it. */
  readonly first: Telling;
  readonly last: Telling;
  readonly ended?: { readonly at: number; readonly by: EndedBy };
  /** The reference under which the State hears of the end, and when the notice was stored for it. */
  readonly notice?: { readonly ref: string; readonly sentAt?: number };
  /** The State's signed answer: a message. */
  readonly answer?: { readonly messageId: string; readonly at: number };
}

export interface Telling {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly queryId: string;
}

/** What lies sealed. */
export type ToldContent = Pick<ToldAlert, 'register' | 'alertId' | 'first' | 'last'>;

/** Kept as long as the alert is, and until the State has answered. */
export const TOLD_CONTENT = sealedColumn('alert', 'told_alert', 'content');
/** Kept as receipts are. */
export const ANSWERED_CONTENT = sealedColumn('receipt', 'told_alert', 'content');

export function toldRow(token: string, state: string, round: number): RowKey {
  return utf8(`${token}\n${state}\n${round}`);
}

/** Under which all rows of an own alert stand. */
export function toldToken({ tokenOf }: Pick<Reader, 'tokenOf'>, register: string, alertId: string): string {
  return tokenOf(`told|${register}|${alertId}`);
}

/** Who was told of an alert, by State and round. What its period has ended of is left out. */
export function listTold(reader: Reader, register: string, alertId: string): Promise<ToldAlert[]> {
  return select(reader, 'where alert_token = ? order by state, round', [toldToken(reader, register, alertId)]);
}

/** What one notice is about: a State's rows under its reference, in the order of their tokens. */
export function listNoticed(reader: Reader, ref: string): Promise<ToldAlert[]> {
  return select(reader, 'where notice_id = ? order by alert_token, round', [ref]);
}

/** Where a list of what has ended goes on. */
export interface EndedPlace {
  readonly endedAt: number;
  readonly token: string;
  readonly state: string;
}

/** What has ended, the latest first, and where the next page begins; what its period has ended of is left out. */
export async function listEndedTold(
  reader: Reader,
  { before, limit }: { readonly before?: EndedPlace; readonly limit: number },
): Promise<{ readonly told: readonly ToldAlert[]; readonly next?: EndedPlace }> {
  const { endedAt, token, state } = before ?? { endedAt: Number.MAX_SAFE_INTEGER, token: '', state: '' };
  const rows = await reader.all(
    `select ${TOLD_COLUMNS} from told_alert
      where ended_at is not null and (ended_at, alert_token, state) < (?, ?, ?)
      order by ended_at desc, alert_token desc, state desc limit ?`,
    [endedAt, token, state, limit],
  );
  const last = rows.length === limit ? rows.at(-1) : undefined;
  const place = last && { endedAt: last.endedAt as number, token: last.token as string, state: last.state as string };
  return { told: await openAll(reader, rows), ...(place && { next: place }) };
}

async function select(reader: Reader, where: string, parameters: readonly SqlValue[]): Promise<ToldAlert[]> {
  return openAll(reader, await reader.all(`select ${TOLD_COLUMNS} from told_alert ${where}`, parameters));
}

async function openAll(reader: Reader, rows: readonly Row[]): Promise<ToldAlert[]> {
  const told = await Promise.all(rows.map((row) => openTold(reader, row)));
  return told.filter((one) => one !== undefined);
}

/** Undefined where it cannot be read. */
export async function openTold(reader: Pick<Reader, 'unseal'>, row: Row): Promise<ToldAlert | undefined> {
  const { token, content, endedAt, endedBy, ref, sentAt, answerId, answeredAt } = row;
  const [state, round] = [row.state as StateCode, row.round as number];
  const column = answeredAt === null ? TOLD_CONTENT : ANSWERED_CONTENT;
  const unsealed = await reader.unseal(column, toldRow(token as string, state, round), content as Uint8Array);
  if (unsealed.kind !== 'open') return undefined;
  const sent = sentAt === null ? {} : { sentAt: sentAt as number };
  return {
    state,
    round,
    ...(decodeCbor(unsealed.content) as ToldContent),
    ...(endedAt === null ? {} : { ended: { at: endedAt as number, by: endedBy as EndedBy } }),
    ...(ref === null ? {} : { notice: { ref: ref as string, ...sent } }),
    ...(answeredAt === null ? {} : { answer: { messageId: answerId as string, at: answeredAt as number } }),
  };
}

export const TOLD_COLUMNS = `alert_token as token, state, round, content, ended_at as "endedAt", ended_by as "endedBy",
  notice_id as ref, sent_at as "sentAt", answer_id as "answerId", answered_at as "answeredAt"`;

/** In an act that takes an alert out of sight: whoever was told of it is to hear that it has ended. */
export async function endTold(transaction: Transaction, register: string, alertId: string): Promise<void> {
  await transaction.run(
    "update told_alert set ended_at = ?, ended_by = 'ended' where alert_token = ? and ended_at is null",
    [transaction.atMs, toldToken(transaction, register, alertId)],
  );
}

/** In an act: what States have answered before a time is kept no longer than their answers. */
export async function forgetAnsweredTold(transaction: Pick<Statements, 'run'>, before: number): Promise<void> {
  await transaction.run('delete from told_alert where answered_at < ?', [before]);
  await transaction.run('delete from deletion_receipt where answered_at < ?', [before]);
}

/**
 * How an alert stands before partners: its day of review where it may be shown. A covert one stands as one that is gone. One that cannot be
 * read has not ended: nobody took it back.
 */
export async function shownUntil(
  transaction: Pick<Transaction, 'all' | 'unseal'>,
  register: string,
  alertId: string,
): Promise<string | undefined> {
  const [row] = await transaction.all<{ body: Uint8Array; reviewOn: string }>(
    `select a.body, a.review_on as "reviewOn" from register r
       join alert a on a.register_id = r.id and a.generation = r.generation where r.id = ? and a.alert_id = ?`,
    [register, alertId],
  );
  if (row === undefined) return undefined;
  const unsealed = await transaction.unseal(ALERT_BODY, alertRow(register, alertId), row.body);
  return unsealed.kind === 'open' && isCovert(unsealed.content) ? undefined : row.reviewOn;
}

/** Of an alert as its register gave it; what is no alert is not covert. */
export function isCovert(alert: Uint8Array): boolean {
  try {
    return (decodeCbor(alert) as { readonly covert?: boolean }).covert === true;
  } catch {
    return false;
  }
}

/** A register whose tellings have not been compared with what it answers from, or not on this day. */
export interface DueScan {
  readonly register: string;
  readonly generation: number;
}

export function listDueScans(reader: Pick<Statements, 'all'>, day: string): Promise<DueScan[]> {
  return reader.all<DueScan>(
    `select r.id as register, r.generation from register r left join told_scan s on s.register_id = r.id
      where s.register_id is null or s.generation <> r.generation or s.day <> ? order by r.id`,
    [day],
  );
}

/** States that are to hear of an end and have no notice yet. */
export async function statesToNotify(reader: Pick<Statements, 'all'>): Promise<StateCode[]> {
  const rows = await reader.all<{ state: StateCode }>(
    'select distinct state from told_alert where ended_at is not null and notice_id is null order by state',
  );
  return rows.map(({ state }) => state);
}

/** Notices that were planned and are not known to be stored. */
export function unsentNotices(reader: Pick<Statements, 'all'>): Promise<{ ref: string; state: StateCode }[]> {
  return reader.all(
    `select distinct notice_id as ref, state from told_alert
      where notice_id is not null and sent_at is null order by notice_id limit ${NOTICES_LOOKED_AT}`,
  );
}

/** Whether there is a notice that was stored before a time and never answered. */
export async function hasUnanswered(reader: Pick<Statements, 'all'>, sentBefore: number): Promise<boolean> {
  const rows = await reader.all(
    'select state from told_alert where sent_at is not null and sent_at < ? and answered_at is null limit 1',
    [sentBefore],
  );
  return rows.length > 0;
}

/** Notices at once. */
const NOTICES_LOOKED_AT = 64;
