// SPDX-License-Identifier: Apache-2.0
// Entries of partners' logs that are still to be fetched: behind each receipt of a message, and each of a node's words that courts are
// shown, until the entry is here and witnessed (spec/receipt.md, 29). What is to be asked for stands here alone, so that a node that dies
// anywhere begins again from it.

import { type StateCode, uuidFromBytes } from '@iims/wire/identifiers';
import { MESSAGE_KINDS, type MessageKind } from '@iims/wire/message-kinds';
import { DELIVERY_RECEIPT, receiptRow } from './outbox.ts';
import type { Reader, Statements, Transaction } from './sql.ts';

export interface AwaitedEntry {
  /** Number and id of the message. */
  readonly no: number;
  readonly id: string;
  /** How often it was asked for. */
  readonly attempts: number;
  /** When it was to be asked for. */
  readonly dueAt: number;
  /** The partner's receipt of an own message; absent for what the partner sent itself, and where its period has ended. */
  readonly receipt?: Uint8Array;
  readonly direction: 'in' | 'out';
}

/** Words of nodes that others are shown; of what else nodes say of themselves nobody takes a receipt out. */
export const SHOWN_TO_COURTS: ReadonlySet<MessageKind> = new Set(['alert-deleted', 'deleted']);

export function isEntryWanted(kind: MessageKind): boolean {
  return MESSAGE_KINDS[kind].writtenBy !== 'node' || SHOWN_TO_COURTS.has(kind);
}

/** Inside the act that keeps what was signed: its entry is to be fetched. */
export async function awaitEntry(transaction: Transaction, no: number, state: StateCode): Promise<void> {
  await transaction.run(
    `insert into awaited_entry (state, message_no, due_at, attempts) values (?, ?, ?, 0)
       on conflict (state, message_no) do nothing`,
    [state, no, transaction.atMs + ENTRY_PACE_MS[0]!],
  );
}

/** What may be asked for at `now`, the longest awaited first; at most `limit`. */
export async function dueEntries(
  reader: Reader,
  state: StateCode,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<AwaitedEntry[]> {
  const rows = await reader.all(
    `select a.message_no as no, a.due_at, a.attempts, m.message_id as id, m.direction, d.receipt
       from awaited_entry a join message m on m.message_no = a.message_no
       left join message_delivery d on d.message_no = a.message_no and d.state = a.state
      where a.state = ? and a.due_at <= ? order by a.due_at, a.message_no limit ?`,
    [state, now, limit],
  );
  const due: AwaitedEntry[] = [];
  for (const row of rows) {
    const no = row.no as number;
    const cell = row.receipt as Uint8Array | null;
    const receipt = cell === null ? undefined : await reader.unseal(DELIVERY_RECEIPT, receiptRow(no, state), cell);
    due.push({
      no,
      id: uuidFromBytes(row.id as Uint8Array),
      attempts: row.attempts as number,
      dueAt: row.due_at as number,
      direction: row.direction as 'in' | 'out',
      ...(receipt?.kind === 'open' ? { receipt: receipt.content } : {}),
    });
  }
  return due;
}

/** When the next entry of a State may be asked for; undefined while none is awaited. */
export async function nextEntryDue(reader: Reader, state: StateCode): Promise<number | undefined> {
  const [row] = await reader.all<{ due: number | null }>(
    'select min(due_at) as due from awaited_entry where state = ?',
    [state],
  );
  return row?.due ?? undefined;
}

/** The States of whose logs entries are awaited. */
export async function awaitingStates(reader: Pick<Reader, 'all'>): Promise<StateCode[]> {
  const rows = await reader.all('select distinct state from awaited_entry');
  return rows.map((row) => row.state as StateCode);
}

/** Inside an act: an entry was asked for. It is asked for again at `againAt`, or, without it, by itself no more. */
export async function settleAwaited(
  { run }: Pick<Statements, 'run'>,
  state: StateCode,
  { no, againAt }: AskedEntry,
): Promise<void> {
  if (againAt === undefined) {
    await run('delete from awaited_entry where state = ? and message_no = ?', [state, no]);
    return;
  }
  await run('update awaited_entry set due_at = ?, attempts = attempts + 1 where state = ? and message_no = ?', [
    againAt,
    state,
    no,
  ]);
}

export interface AskedEntry {
  readonly no: number;
  /** Milliseconds since 1970. */
  readonly againAt?: number;
}

/** When what was asked for `attempts` times is asked for again; nothing after the last: then it is for whoever takes the receipt out. */
export function againAt({ attempts }: { readonly attempts: number }, now: number): { readonly againAt?: number } {
  const restMs = ENTRY_PACE_MS[attempts + 1];
  return restMs === undefined ? {} : { againAt: now + restMs };
}

/**
 * Milliseconds from the word to the first attempt, and from each to the next. Partners witness within seconds after a pause, and within
 * 30 s under load (spec/witness.md, 5).
 */
export const ENTRY_PACE_MS: readonly number[] = [8_000, 40_000, 300_000, 1_800_000];
/** A log publishes within seconds: of an entry that is not published for so long the partner gives none. */
export const EARLY_FOR_MS = 3_600_000;
