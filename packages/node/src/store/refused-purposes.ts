// SPDX-License-Identifier: Apache-2.0
// The register of refused purposes (spec/notice.md, 16 to 21). Whom and what a notice names lies here as tokens: nobody can read a name
// out of it, and the same person is known again.

import { fromUtf8, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { NoticePurpose, NoticeRefusalGround } from '@iims/wire/notice-codes';
import { type RowKey, sealedColumn } from './sealed-cell.ts';
import type { Reader, Row, Transaction } from './sql.ts';

/** By whom a purpose was refused: the own reviewer, the own State that withdrew or will not execute, the partner that withdrew. */
export const REFUSAL_CAUSES = ['review', 'withdrawal', 'own-decision', 'partner-withdrawal'] as const;
export type RefusalCause = (typeof REFUSAL_CAUSES)[number];

export interface RefusedPurpose {
  /** The index of the entry. */
  readonly no: number;
  /** Of the notice. */
  readonly state: StateCode;
  readonly number: string;
  readonly purpose: NoticePurpose;
  readonly ground: NoticeRefusalGround;
  readonly cause: RefusalCause;
  /** Milliseconds since 1970. */
  readonly decidedAt: number;
  readonly decidedBy: string;
}

/** A refusal that meets what somebody wants to do. */
export interface MetRefusal extends RefusedPurpose {
  readonly isSure: boolean;
  /** Who overrode it for this item. */
  readonly overriddenBy?: string;
}

export interface RefusalOverride {
  /** The notice, alert or case that it is for. */
  readonly item: string;
  readonly by: string;
  readonly at: number;
  readonly reason?: string;
}

/** A key of a subject, as `registers/subject-keys.ts` makes it. */
export interface KeyToKeep {
  readonly key: string;
  readonly role: 'kept' | 'asked';
  readonly isSure: boolean;
}

/** Inside an act: whom and what a notice names. */
export async function keepSubjects(
  transaction: Transaction,
  { state, number }: { readonly state: string; readonly number: string },
  keys: readonly KeyToKeep[],
): Promise<void> {
  for (const { key, role, isSure } of keys) {
    await transaction.run(
      'insert into notice_subject (state, number, token, role, is_sure) values (?, ?, ?, ?, ?) on conflict do nothing',
      [state, number, tokenOf(transaction, key), role, isSure ? 1 : 0],
    );
  }
}

/** Inside the act that refuses. */
export async function keepRefusal(
  transaction: Transaction,
  refusal: Omit<RefusedPurpose, 'no' | 'decidedAt'> & { readonly explanation?: string | undefined },
): Promise<void> {
  const { entryIndex: no, atMs } = transaction;
  const { explanation } = refusal;
  const sealed = explanation === undefined ? null : transaction.seal(REFUSAL_EXPLANATION, no, utf8(explanation));
  await transaction.run(
    `insert into refused_purpose (no, state, number, purpose, ground, cause, decided_at, decided_by, explanation)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      no,
      refusal.state,
      refusal.number,
      refusal.purpose,
      refusal.ground,
      refusal.cause,
      atMs,
      refusal.decidedBy,
      sealed,
    ],
  );
}

/** Inside an act: of what a partner withdrew so many are kept, and the oldest goes for another. */
export async function makeRoomForPartner(transaction: Transaction, state: StateCode): Promise<void> {
  const rows = await transaction.all<{ no: number }>(
    "select no from refused_purpose where state = ? and cause = 'partner-withdrawal' order by no desc limit ? offset ?",
    [state, GOES_AT_ONCE, PARTNER_REFUSALS_MAX - 1],
  );
  for (const { no } of rows) {
    await transaction.run('delete from refusal_override where no = ?', [no]);
    await transaction.run('delete from refused_purpose where no = ?', [no]);
  }
}

/** Refusals that the keys meet, the latest first, with what was overridden for the item; at most MET_MAX of each purpose and overrider. */
export async function refusalsMet(
  reader: Pick<Reader, 'all' | 'tokenOf'>,
  keys: readonly KeyToKeep[],
  item: string,
): Promise<MetRefusal[]> {
  const tokens = keys.filter(({ role }) => role === 'asked').map(({ key }) => tokenOf(reader, key));
  if (tokens.length === 0) return [];
  const rows = await reader.all(metBy(`where s.role = 'kept' and s.token in (${tokens.map(() => '?').join(', ')})`), [
    item,
    ...tokens,
    MET_MAX,
  ]);
  return rows.map(metOf);
}

/** The same of a notice that is kept here, by what it names. */
export async function refusalsMetByNotice(
  reader: Pick<Reader, 'all'>,
  state: string,
  number: string,
): Promise<MetRefusal[]> {
  const rows = await reader.all(
    metBy(`join notice_subject a on a.token = s.token and a.role = 'asked'
      where s.role = 'kept' and a.state = ? and a.number = ? and not (s.state = a.state and s.number = a.number)`),
    [number, state, number, MET_MAX],
  );
  return rows.map(metOf);
}

/** All, the latest first, those before the entry `before`; at most `limit`. */
export async function listRefusedPurposes(
  reader: Reader,
  { limit, before = Number.MAX_SAFE_INTEGER }: { readonly limit: number; readonly before?: number | undefined },
): Promise<(RefusedPurpose & { readonly explanation?: string; readonly overrides: readonly RefusalOverride[] })[]> {
  const rows = await reader.all('select * from refused_purpose where no < ? order by no desc limit ?', [before, limit]);
  return Promise.all(
    rows.map(async (row) => {
      const refused = refusedOf(row);
      const explanation = await textOf(reader, REFUSAL_EXPLANATION, refused.no, row.explanation as Uint8Array | null);
      return {
        ...refused,
        ...(explanation === undefined ? {} : { explanation }),
        overrides: await overridesOf(reader, refused.no),
      };
    }),
  );
}

/** What the own State decided about a partner's notice. */
export async function ownDecisionOn(
  reader: Pick<Reader, 'all'>,
  state: string,
  number: string,
): Promise<RefusedPurpose | undefined> {
  const [row] = await reader.all(
    "select * from refused_purpose where state = ? and number = ? and cause = 'own-decision'",
    [state, number],
  );
  return row && refusedOf(row);
}

/** Whether anything was ever refused: where nothing was, nobody needs to look. */
export async function hasRefusals(reader: Pick<Reader, 'all'>): Promise<boolean> {
  return (await reader.all('select no from refused_purpose limit 1')).length > 0;
}

/** Alerts that were entered from a notice. */
export function alertsFromNotice(
  reader: Pick<Reader, 'all'>,
  state: string,
  number: string,
): Promise<{ readonly register: string; readonly alertId: string; readonly by: string; readonly at: number }[]> {
  return reader.all(
    `select register_id as register, alert_id as "alertId", by_user as by, at_ms as at from notice_alert
      where state = ? and number = ? order by at_ms, register_id, alert_id`,
    [state, number],
  );
}

export function overrideRow(no: number, item: string): RowKey {
  return utf8(`${no}\n${item}`);
}

async function overridesOf(reader: Reader, no: number): Promise<RefusalOverride[]> {
  const rows = await reader.all<{ item: string; by: string; at: number; reason: Uint8Array }>(
    'select item, by_user as by, at_ms as at, reason from refusal_override where no = ? order by at_ms, item',
    [no],
  );
  return Promise.all(
    rows.map(async ({ reason: cell, ...row }) => {
      const reason = await textOf(reader, OVERRIDE_REASON, overrideRow(no, row.item), cell);
      return { ...row, ...(reason === undefined ? {} : { reason }) };
    }),
  );
}

async function textOf(
  reader: Reader,
  column: typeof OVERRIDE_REASON,
  row: RowKey,
  cell: Uint8Array | null,
): Promise<string | undefined> {
  if (cell === null) return undefined;
  const unsealed = await reader.unseal(column, row, cell);
  return unsealed.kind === 'open' ? fromUtf8(unsealed.content) : undefined;
}

/** Each purpose and overrider has a place of its own, so that whatever stops is among them, whatever came later. */
function metBy(condition: string): string {
  return `select * from (
      select r.no, r.state, r.number, r.purpose, r.ground, r.cause, r.decided_at, r.decided_by,
        max(s.is_sure) as is_sure, max(o.by_user) as overridden_by,
        row_number() over (partition by r.purpose, max(o.by_user) order by r.no desc) as place
      from notice_subject s
      join refused_purpose r on r.state = s.state and r.number = s.number
      left join refusal_override o on o.no = r.no and o.item = ?
      ${condition}
      group by r.no, r.state, r.number, r.purpose, r.ground, r.cause, r.decided_at, r.decided_by) met
    where place <= ? order by no desc`;
}

function metOf(row: Row): MetRefusal {
  return {
    ...refusedOf(row),
    isSure: row.is_sure === 1,
    ...(row.overridden_by === null ? {} : { overriddenBy: row.overridden_by as string }),
  };
}

function refusedOf(row: Row): RefusedPurpose {
  return {
    no: row.no as number,
    state: row.state as StateCode,
    number: row.number as string,
    purpose: row.purpose as NoticePurpose,
    ground: row.ground as NoticeRefusalGround,
    cause: row.cause as RefusalCause,
    decidedAt: row.decided_at as number,
    decidedBy: row.decided_by as string,
  };
}

function tokenOf(reader: Pick<Reader, 'tokenOf'>, key: string): string {
  return reader.tokenOf(`refused-purpose ${key}`);
}

export function noSuchRefusal(): IimsError {
  return new IimsError('notice.not-found', { message: 'There is no such refusal.', field: 'refused' });
}

export const REFUSAL_EXPLANATION = sealedColumn('alert', 'refused_purpose', 'explanation');
export const OVERRIDE_REASON = sealedColumn('alert', 'refusal_override', 'reason');

/** That one partner's withdrawals may fill of this register. */
export const PARTNER_REFUSALS_MAX = 1_000;
const GOES_AT_ONCE = 8;
/** Refusals of one purpose, overridden by one person or by nobody, that are told of one subject. */
const MET_MAX = 20;
