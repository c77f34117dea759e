// SPDX-License-Identifier: Apache-2.0
// Which partners were told of an own alert, and whether they know that it has ended (spec/alert-deletion.md, 3 to 6).

import { utf8 } from '@iims/wire/bytes';
import { decodeCbor } from '@iims/wire/cbor';
import type { ALERT_ENDS } from '@iims/wire/message-kinds/alert-deletion';
import { ALERT_BODY, alertRow } from './alerts.ts';
import { type RowKey, sealedColumn } from './sealed-cell.ts';
import type { Reader, Row, Statements, Transaction } from './sql.ts';

/** Why a partner may not rely on an alert any more: it is not answered any more, or was not revalidated in time. */
export type EndedBy = (typeof ALERT_ENDS)[number];

/** What one State was told of one alert, until the alert ended; when it is told again after that, another round begins. */
export interface ToldAlert {
  readonly state: string;
  /** From 1. */
  readonly round: number;
  readonly register: string;
  readonly alertId: string;
  /** Times of the first and the last answer that showed it, ms since 1970, and their queries. */
  readonly first: TellingOf;
  readonly last: TellingOf;
  readonly ended?: { readonly at: number; readonly by: EndedBy };
}

export interface TellingOf {
  readonly at: number;
  readonly queryId: string;
}

/** What lies sealed. */
export type ToldContent = Pick<ToldAlert, 'register' | 'alertId' | 'first' | 'last'>;

/** Kept as long as the alert is. */
export const TOLD_CONTENT = sealedColumn('alert', 'told_alert', 'content');

export function toldRow(token: string, state: string, round: number): RowKey {
  return utf8(`${token}\n${state}\n${round}`);
}

/** Under which all rows of an own alert stand. */
export function toldToken({ tokenOf }: Pick<Reader, 'tokenOf'>, register: string, alertId: string): string {
  return tokenOf(`told|${register}|${alertId}`);
}

/** Who was told of an alert, by State and round. */
export async function listTold(reader: Reader, register: string, alertId: string): Promise<ToldAlert[]> {
  const token = toldToken(reader, register, alertId);
  const rows = await reader.all(`select ${TOLD_COLUMNS} from told_alert where alert_token = ? order by state, round`, [
    token,
  ]);
  const told = await Promise.all(rows.map((row) => openTold(reader, row)));
  return told.filter((one) => one !== undefined);
}

/** Undefined where it cannot be read. */
export async function openTold(reader: Pick<Reader, 'unseal'>, row: Row): Promise<ToldAlert | undefined> {
  const { token, state, round, content, endedAt, endedBy } = row;
  const key = toldRow(token as string, state as string, round as number);
  const unsealed = await reader.unseal(TOLD_CONTENT, key, content as Uint8Array);
  if (unsealed.kind !== 'open') return undefined;
  return {
    state: state as string,
    round: round as number,
    ...(decodeCbor(unsealed.content) as ToldContent),
    ...(endedAt === null ? {} : { ended: { at: endedAt as number, by: endedBy as EndedBy } }),
  };
}

export const TOLD_COLUMNS = `alert_token as token, state, round, content, ended_at as "endedAt", ended_by as "endedBy"`;

/** In an act that takes an alert out of sight: whoever was told of it is to hear that it has ended. */
export async function endTold(transaction: Transaction, register: string, alertId: string): Promise<void> {
  await transaction.run(
    "update told_alert set ended_at = ?, ended_by = 'ended' where alert_token = ? and ended_at is null",
    [transaction.atMs, toldToken(transaction, register, alertId)],
  );
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
