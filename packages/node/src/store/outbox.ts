// SPDX-License-Identifier: Apache-2.0
// Deliveries: of each message that was sent one for each State, with its number in the sequence to that State, until a signed
// receipt is here (spec/message.md).

import { concatBytes, utf8 } from '@iims/wire/bytes';
import { type StateCode, uuidToBytes } from '@iims/wire/identifiers';
import type { MessageKind } from '@iims/wire/message-kinds';
import { MESSAGE_STATUSES, type MessageStatus } from './messages.ts';
import { type RowKey, sealedColumn } from './sealed-cell.ts';
import type { Reader, Statements, Transaction } from './sql.ts';

/** How far a message has come at one State. */
export interface DeliveryRow {
  readonly state: StateCode;
  readonly sequence: number;
  readonly status: MessageStatus;
  /** How often the partner could not take it. */
  readonly attempts: number;
  /** Not before this time, where the partner could not take it. */
  readonly nextAttemptAt?: number;
  /** The code with which the partner refused it last. */
  readonly refused?: string;
  /** By the partner's clock. */
  readonly receivedAt?: number;
  /** The partner's signed receipt. */
  readonly receipt?: Uint8Array;
}

/** What is still to be handed to a State. */
export interface WaitingDelivery {
  readonly no: number;
  readonly messageId: Uint8Array;
  readonly sequence: number;
  readonly status: MessageStatus;
  readonly attempts: number;
  readonly envelopeHash: Uint8Array;
  /** Of the envelope, which is read when it leaves. */
  readonly bytes: number;
}

/** A delivery whose time has come: to be raised as undeliverable, or, when it was raised before, to be given up. */
export interface DueDelivery {
  readonly messageId: Uint8Array;
  readonly sequence: number;
  readonly raised: boolean;
}

/** Of a message, by State. */
export async function deliveriesOf(reader: Reader, id: string): Promise<DeliveryRow[]> {
  const rows = await reader.all(
    `select d.* from message_delivery d join message m on m.message_no = d.message_no
      where m.message_id = ? order by d.state`,
    [uuidToBytes(id)],
  );
  const deliveries: DeliveryRow[] = [];
  for (const row of rows) {
    const state = row.state as StateCode;
    const kept =
      row.receipt === null
        ? undefined
        : await reader.unseal(DELIVERY_RECEIPT, receiptRow(row.message_no as number, state), row.receipt as Uint8Array);
    deliveries.push({
      state,
      sequence: row.sequence as number,
      status: row.status as MessageStatus,
      attempts: row.attempts as number,
      ...((row.next_attempt_at as number) > 0 && row.waits === 1
        ? { nextAttemptAt: row.next_attempt_at as number }
        : {}),
      ...(row.refused === null ? {} : { refused: row.refused as string }),
      ...(row.received_at === null ? {} : { receivedAt: row.received_at as number }),
      ...(kept?.kind === 'open' ? { receipt: kept.content } : {}),
    });
  }
  return deliveries;
}

/** In the order of their numbers, what may be handed over at `now`; at most `limit`. */
export async function waitingDeliveries(
  reader: Reader,
  state: StateCode,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<WaitingDelivery[]> {
  const rows = await reader.all(
    `select d.message_no as no, m.message_id as id, d.sequence, d.status, d.attempts, m.envelope_hash as hash, length(e.envelope) as bytes
       from message_delivery d join message m on m.message_no = d.message_no
       join message_envelope e on e.message_no = d.message_no
      where d.state = ? and d.waits = 1 and d.next_attempt_at <= ? and m.expires_at > ?
      order by d.sequence limit ?`,
    [state, now, now, limit],
  );
  return rows.map((row) => ({
    no: row.no as number,
    messageId: row.id as Uint8Array,
    sequence: row.sequence as number,
    status: row.status as MessageStatus,
    attempts: row.attempts as number,
    envelopeHash: row.hash as Uint8Array,
    bytes: row.bytes as number,
  }));
}

/** The States to which something is still to be handed. */
export async function waitingStates(reader: Pick<Reader, 'all'>): Promise<StateCode[]> {
  const rows = await reader.all('select distinct state from message_delivery where waits = 1');
  return rows.map((row) => row.state as StateCode);
}

/** What must be raised or given up at `now`, the earliest first; at most `limit`. */
export async function dueDeliveries(
  reader: Reader,
  state: StateCode,
  now: number,
  limit: number,
): Promise<DueDelivery[]> {
  const rows = await reader.all(
    `select m.message_id as id, d.sequence, d.raised from message_delivery d join message m on m.message_no = d.message_no
      where d.state = ? and d.waits = 1 and d.due_at <= ? order by d.due_at limit ?`,
    [state, now, limit],
  );
  return rows.map((row) => ({
    messageId: row.id as Uint8Array,
    sequence: row.sequence as number,
    raised: row.raised === 1,
  }));
}

/** When something of a State is to be raised, given up, or tried again next; undefined while nothing waits. */
export async function nextDeliveryTime(reader: Reader, state: StateCode, now: number): Promise<number | undefined> {
  const [row] = await reader.all<{ due: number | null; again: number | null }>(
    `select min(due_at) as due, min(case when next_attempt_at > ? then next_attempt_at end) as again
       from message_delivery where state = ? and waits = 1`,
    [now, state],
  );
  const times = [row?.due, row?.again].filter((time) => typeof time === 'number');
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Inside an act: the next number of the sequence to a State, gapless from 1. */
export async function nextSequence(transaction: Pick<Statements, 'all'>, state: StateCode): Promise<number> {
  const [row] = await transaction.all<{ last: number | null }>(
    'select max(sequence) as last from message_delivery where state = ?',
    [state],
  );
  return (row?.last ?? 0) + 1;
}

/** Inside an act: the number and the delivery of a message to a State; undefined where there is none. */
export async function findDelivery(
  transaction: Pick<Statements, 'all'>,
  messageId: Uint8Array,
  state: StateCode,
): Promise<FoundDelivery | undefined> {
  const [row] = await transaction.all(
    `select d.message_no as no, d.status, m.kind, m.expires_at as ends from message_delivery d
       join message m on m.message_no = d.message_no where m.message_id = ? and d.state = ?`,
    [messageId, state],
  );
  return (
    row && {
      no: row.no as number,
      kind: row.kind as MessageKind,
      status: row.status as MessageStatus,
      expiresAt: row.ends as number,
    }
  );
}

export interface FoundDelivery {
  readonly no: number;
  readonly kind: MessageKind;
  readonly status: MessageStatus;
  readonly expiresAt: number;
}

/**
 * Inside an act: a delivery has come so far, and its message as far as its least advanced delivery. What has come further already,
 * or is not this State's, stays.
 */
export async function advanceDelivery(
  transaction: Transaction,
  messageId: Uint8Array,
  state: StateCode,
  status: 'sent' | 'received' | 'opened' | 'answered',
): Promise<void> {
  const delivery = await findDelivery(transaction, messageId, state);
  // What a partner opened or answered it has received, also where its receipt is still under way.
  if (delivery === undefined || rankOf(delivery.status) >= rankOf(status)) return;
  await setDeliveryStatus(transaction, delivery.no, state, status);
}

/** Inside an act: the status of a delivery, and of its message. */
export async function setDeliveryStatus(
  transaction: Transaction,
  no: number,
  state: StateCode,
  status: MessageStatus,
): Promise<void> {
  await transaction.run('update message_delivery set status = ? where message_no = ? and state = ?', [
    status,
    no,
    state,
  ]);
  const rows = await transaction.all<{ status: MessageStatus }>(
    'select distinct status from message_delivery where message_no = ?',
    [no],
  );
  await transaction.run('update message set status = ? where message_no = ?', [
    leastAdvanced(rows.map((row) => row.status)),
    no,
  ]);
}

function leastAdvanced(statuses: readonly MessageStatus[]): MessageStatus {
  return statuses.reduce((least, status) => (rankOf(status) < rankOf(least) ? status : least));
}

function rankOf(status: MessageStatus): number {
  return MESSAGE_STATUSES.indexOf(status);
}

/** The partner's receipt. */
export const DELIVERY_RECEIPT = sealedColumn('receipt', 'message_delivery', 'receipt');

/** State codes have one length, so no two rows give the same bytes. */
export function receiptRow(no: number, state: StateCode): RowKey {
  return concatBytes(utf8(`${no} `), utf8(state));
}
