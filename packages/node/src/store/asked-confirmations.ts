// SPDX-License-Identifier: Apache-2.0
// What officers ask their bureau to have confirmed by another State (spec/ask-to-confirm.md).

import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { type StateCode, uuidFromBytes } from '@iims/wire/identifiers';
import type { Urgency } from '@iims/wire/message';
import type { Hit } from '@iims/wire/verdict';
import { sealedColumn } from './sealed-cell.ts';
import type { Reader, Row, SqlValue, Statements, Transaction } from './sql.ts';

/** The hit as its State signed it, and in which query. */
export interface AskedHit {
  readonly queryId: string;
  /** Index of the entry with which the query began. */
  readonly askedIndex: number;
  readonly caseRef: string;
  readonly hit: Pick<Hit, 'register' | 'alertId' | 'category' | 'subjectKind' | 'action' | 'authority' | 'band'>;
  /** The officer's words on what was found. */
  readonly found?: string;
}

export interface AskedConfirmation extends AskedHit {
  /** UUID. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly askedAt: number;
  readonly user: string;
  /** Whose alert it is. */
  readonly state: StateCode;
  readonly urgency: Urgency;
  /** Absent while it waits for the bureau. */
  readonly settled?: Settled;
}

/** What the bureau did: sent the message with this number, or declined. */
export type Settled =
  | { readonly by: 'message'; readonly no: number }
  | { readonly by: 'declining'; readonly ground: DeclineGround };

export const DECLINE_GROUNDS = ['already-asked', 'asked-by-telephone', 'not-the-same'] as const;
export type DeclineGround = (typeof DECLINE_GROUNDS)[number];

/** A request as an act keeps it. */
export interface ConfirmationToAsk {
  /** 16 bytes. */
  readonly id: Uint8Array;
  readonly user: string;
  readonly state: StateCode;
  readonly urgency: Urgency;
  readonly asked: AskedHit;
}

/** Those of one account since a time, the latest first; at most `limit`. One whose key is erased, or that is damaged, is left out. */
export function ownAsked(
  reader: Reader,
  user: string,
  { since, limit }: { readonly since: number; readonly limit: number },
): Promise<AskedConfirmation[]> {
  return read(reader, 'user_name = ? and asked_at >= ? order by asked_at desc, ask_id limit ?', [user, since, limit]);
}

/** Those that wait for the bureau, the oldest first. */
export function waitingAsked(reader: Reader): Promise<AskedConfirmation[]> {
  return read(reader, 'settled_at is null order by asked_at, ask_id limit ?', [WAITING_MAX]);
}

/** @throws IimsError `confirmation.not-found` */
export async function askedById(reader: Reader, id: Uint8Array): Promise<AskedConfirmation> {
  const [asked] = await read(reader, 'ask_id = ?', [id]);
  if (asked !== undefined) return asked;
  throw new IimsError('confirmation.not-found', { message: 'There is no such request to confirm.', field: 'id' });
}

/** The id of the request by which the same account asked for the same hit; undefined where none is kept. */
export async function askedForHit(
  reader: Pick<Reader, 'all' | 'tokenOf'>,
  request: ConfirmationToAsk,
): Promise<Uint8Array | undefined> {
  const [kept] = await reader.all<{ id: Uint8Array }>(
    'select ask_id as id from asked_confirmation where hit_token = ?',
    [hitToken(reader, request)],
  );
  return kept && new Uint8Array(kept.id);
}

/** How many wait and were settled, as one number that changes when either does. */
export async function askedMark(reader: Pick<Reader, 'all'>): Promise<string> {
  const [row] = await reader.all<{ waiting: number; last: number | null }>(
    'select count(*) as waiting, max(asked_at) as last from asked_confirmation where settled_at is null',
  );
  return `${row!.waiting} ${row!.last ?? ''}`;
}

/** Inside the act that sends the message, or declines. @throws IimsError `confirmation.settled` */
export async function settleAsked(transaction: Transaction, id: Uint8Array, settled: Settled): Promise<void> {
  const changed = await transaction.run(
    'update asked_confirmation set settled_at = ?, message_no = ?, declined = ? where ask_id = ? and settled_at is null',
    [
      transaction.atMs,
      settled.by === 'message' ? settled.no : null,
      settled.by === 'declining' ? settled.ground : null,
      id,
    ],
  );
  if (changed === 1) return;
  throw new IimsError('confirmation.settled', {
    message: 'This request to confirm was sent or declined already.',
    field: 'id',
    fix: 'Look at the list again.',
  });
}

/** Inside the act that asks: places in the table. @throws IimsError `confirmation.too-many` */
export async function makePlace(transaction: Transaction, user: string): Promise<void> {
  const [all, own] = [await countWaiting(transaction), await countWaiting(transaction, user)];
  if (all < WAITING_MAX && own < WAITING_OF_ACCOUNT_MAX) return;
  throw new IimsError('confirmation.too-many', {
    message: 'So many requests to confirm wait for the bureau that another has no place.',
    rule: `at most ${WAITING_OF_ACCOUNT_MAX} of one account and ${WAITING_MAX} of all`,
    fix: 'Call the bureau.',
  });
}

/** What is so old that nobody asks for it, at most `limit`; whether anybody asks for something else or not (`sweep.ts`). */
export async function forgetAsked(transaction: Pick<Statements, 'run'>, atMs: number, limit: number): Promise<void> {
  await transaction.run(
    `delete from asked_confirmation where ask_id in
       (select ask_id from asked_confirmation where asked_at < ? order by asked_at limit ${limit})`,
    [atMs - ASKED_KEPT_MS],
  );
}

async function countWaiting({ all }: Pick<Statements, 'all'>, user?: string): Promise<number> {
  const [row] = await all<{ count: number }>(
    `select count(*) as count from asked_confirmation where settled_at is null${user === undefined ? '' : ' and user_name = ?'}`,
    user === undefined ? [] : [user],
  );
  return row!.count;
}

/** One account asks for one hit of one query once. */
export function hitToken(reader: Pick<Reader, 'tokenOf'>, { user, state, asked }: ConfirmationToAsk): string {
  return reader.tokenOf(['confirmation', user, asked.queryId, state, asked.hit.register, asked.hit.alertId].join('|'));
}

export function sealAsked(transaction: Transaction, id: Uint8Array, asked: AskedHit): Uint8Array {
  return transaction.seal(CONTENT, id, encodeCbor(asked));
}

async function read(reader: Reader, condition: string, values: readonly SqlValue[]): Promise<AskedConfirmation[]> {
  const rows = await reader.all(`${SELECT} where ${condition}`, values);
  const asked: AskedConfirmation[] = [];
  for (const row of rows) {
    const id = new Uint8Array(row.ask_id as Uint8Array);
    const content = await reader.unseal(CONTENT, id, row.content as Uint8Array);
    if (content.kind !== 'open') continue;
    asked.push({
      id: uuidFromBytes(id),
      askedAt: row.asked_at as number,
      user: row.user_name as string,
      state: row.state as StateCode,
      urgency: row.urgency as Urgency,
      ...(decodeCbor(content.content) as AskedHit),
      ...settledOf(row),
    });
  }
  return asked;
}

function settledOf({ message_no: no, declined }: Row): { settled?: Settled } {
  if (no !== null) return { settled: { by: 'message', no: no as number } };
  return declined === null ? {} : { settled: { by: 'declining', ground: declined as DeclineGround } };
}

const SELECT = `select ask_id, asked_at, user_name, state, urgency, content, message_no, declined from asked_confirmation`;
const CONTENT = sealedColumn('content', 'asked_confirmation', 'content');
/** Requests that wait for the bureau. */
export const WAITING_MAX = 200;
export const WAITING_OF_ACCOUNT_MAX = 20;
const ASKED_KEPT_MS = 30 * 86_400_000;
