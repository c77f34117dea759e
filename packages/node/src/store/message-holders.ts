// SPDX-License-Identifier: Apache-2.0
// Who may hold the content of a message, and until when: releases by the originator, recalls, last days (spec/handling.md, 21 to 29).
// Content that ends is deleted with its key; that there was a message stays.

import type { Purpose } from '@iims/wire/code-lists';
import { IimsError } from '@iims/wire/errors';
import { type StateCode, uuidFromBytes, uuidToBytes } from '@iims/wire/identifiers';
import type { DeletionCause } from '@iims/wire/message-kinds/deleted';
import { endAttachments, stopGiving } from './attachments.ts';
import { forgetFindings } from './cross-checks.ts';
import { forgetNoticeOf } from './ended-notices.ts';
import { endClocks, requestOf } from './message-clocks.ts';
import { forgetTerms } from './message-terms.ts';
import type { Reader, Statements, Transaction } from './sql.ts';

/** What a message does to who holds which content. Ids are 16 bytes. */
export type HoldingNote =
  /** The originator lets the State to which this goes pass his message on. */
  | { readonly kind: 'released'; readonly of: Uint8Array; readonly recipient: StateCode; readonly purpose?: Purpose }
  /** The sender takes his message back. */
  | { readonly kind: 'recalled'; readonly of: Uint8Array }
  /** It carries what another State sent. */
  | { readonly kind: 'carries'; readonly origin: Uint8Array; readonly originator: StateCode }
  /** It tells a sender that his content is deleted. */
  | { readonly kind: 'tells-deletion'; readonly of: Uint8Array };

/** Inside an act that keeps a message, towards each of these States. */
export async function noteHolding(
  transaction: Transaction,
  direction: 'out' | 'in',
  states: readonly StateCode[],
  note: HoldingNote | undefined,
): Promise<void> {
  switch (note?.kind) {
    case 'released':
      return release(transaction, direction, states, note);
    case 'recalled':
      return direction === 'in' ? recall(transaction, note.of, states[0]!) : takeBack(transaction, note.of, states);
    case 'carries':
      return direction === 'in' ? carry(transaction, note.origin, note.originator) : undefined;
    case 'tells-deletion':
      if (direction === 'in') return undefined;
      await transaction.run(
        'update message_ending set is_told = 1 where message_no = (select message_no from message where message_id = ?)',
        [note.of],
      );
  }
}

/** Inside the act that takes a message: its last moment, and whether it was recalled before it came. */
export async function noteArrival(
  transaction: Transaction,
  id: Uint8Array,
  state: StateCode,
  endsAt: number | undefined,
): Promise<void> {
  const no = transaction.entryIndex;
  if (endsAt !== undefined) {
    await transaction.run('insert into message_expiry (message_no, ends_at) values (?, ?)', [no, endsAt]);
  }
  if (!(await wasRecalled(transaction, id, state))) return;
  await endContent(transaction, no, 'recalled');
  await endClocks(transaction, no);
}

/**
 * Inside an act: the content can be read by nobody any more, here. Envelope and key are overwritten in the file; what seals the key
 * under other keys (the node's own stanza) goes with the envelope.
 */
export async function endContent(transaction: Transaction, no: number, cause: DeletionCause): Promise<void> {
  const ended = await transaction.run(
    'insert into message_ending (message_no, cause, at_ms, is_told) values (?, ?, ?, 0) on conflict (message_no) do nothing',
    [no, cause, transaction.atMs],
  );
  if (ended === 0) return;
  await transaction.run('update message set content_key = ? where message_no = ?', [new Uint8Array(0), no]);
  await transaction.run('delete from message_envelope where message_no = ?', [no]);
  await transaction.run('delete from message_expiry where message_no = ?', [no]);
  await forgetTerms(transaction, no);
  await forgetFindings(transaction, no);
  await forgetNoticeOf(transaction, no);
  await endAttachments(transaction, no);
}

/** The id of the originator's answer that allows to pass a message on to this State for this purpose, or for none that is named. */
export async function findRelease(
  reader: Pick<Reader, 'all'>,
  no: number,
  recipient: StateCode,
  purpose: Purpose | undefined,
): Promise<string | undefined> {
  const [row] = await reader.all<{ id: Uint8Array }>(
    `select m.message_id as id from message_release r join message m on m.message_no = r.answer_no
      where r.message_no = ? and r.recipient = ? and r.purpose = ?`,
    [no, recipient, purpose ?? ''],
  );
  return row && uuidFromBytes(row.id);
}

/** States to which an own message may have been passed on. */
export async function releasedTo(reader: Pick<Reader, 'all'>, no: number): Promise<StateCode[]> {
  const rows = await reader.all<{ recipient: StateCode }>(
    'select distinct recipient from message_release where message_no = ? order by recipient',
    [no],
  );
  return rows.map(({ recipient }) => recipient);
}

/** Of a message that came by way of another State. */
export async function originOf(
  reader: Pick<Reader, 'all'>,
  no: number,
): Promise<{ readonly id: string; readonly originator: StateCode } | undefined> {
  const [row] = await reader.all<{ id: Uint8Array; originator: StateCode }>(
    'select origin_id as id, originator from message_origin where message_no = ?',
    [no],
  );
  return row && { id: uuidFromBytes(row.id), originator: row.originator };
}

/** Content that is deleted here. */
export interface Ending {
  readonly no: number;
  /** UUID of the message. */
  readonly id: string;
  readonly state: StateCode;
  readonly cause: DeletionCause;
  readonly at: number;
}

/** Why the content of a message is deleted; undefined while it is not. */
export async function endingOf(reader: Pick<Reader, 'all'>, no: number): Promise<DeletionCause | undefined> {
  const [row] = await reader.all<{ cause: DeletionCause }>('select cause from message_ending where message_no = ?', [
    no,
  ]);
  return row?.cause;
}

/** Whether a message that came, or what it passed on, was taken back by its originator. The id is 16 bytes. */
export async function isRecalled(reader: Pick<Reader, 'all'>, id: Uint8Array): Promise<boolean> {
  const rows = await reader.all(
    `select m.message_no from message m where m.message_id = ? and m.direction = 'in' and (
       exists (select 1 from message_recalled r where r.message_id = m.message_id and r.state = m.state)
       or exists (select 1 from message_origin o join message_recalled r on r.message_id = o.origin_id and r.state = o.originator
                   where o.message_no = m.message_no))`,
    [id],
  );
  return rows.length > 0;
}

/** Whoever took his request back wants no answer to it, whichever message of its thread is replied to. @throws IimsError `message.request-recalled` */
export async function refuseReplyToRecalled(
  reader: Pick<Reader, 'all'>,
  id: Uint8Array,
  field: 'id' | 'inReplyTo',
): Promise<void> {
  const [replied] = await reader.all<{ state: StateCode }>('select state from message where message_id = ?', [id]);
  if (replied === undefined) return;
  if (!(await isRecalled(reader, id)) && !(await requestOf(reader, id, replied.state))?.isRecalled) return;
  throw new IimsError('message.request-recalled', {
    message: 'What this message answers, or the request in whose thread it stands, was recalled by its sender.',
    field,
    rule: 'a reply to a message that stands, in the thread of a request that does',
    fix: 'Write a message of its own; refuse the release of one that waits.',
  });
}

/** Deletions of which the sender has not been told, of messages after the number `after`, in order; at most `limit`. */
export async function untoldEndings(reader: Pick<Reader, 'all'>, after: number, limit: number): Promise<Ending[]> {
  const rows = await reader.all<Omit<Ending, 'id'> & { readonly id: Uint8Array }>(
    `select e.message_no as no, m.message_id as id, m.state, e.cause, e.at_ms as at from message_ending e
       join message m on m.message_no = e.message_no where e.is_told = 0 and e.message_no > ? order by e.message_no limit ?`,
    [after, limit],
  );
  return rows.map((row) => ({ ...row, id: uuidFromBytes(row.id) }));
}

/** Messages whose last day has ended at `now`; at most `limit`. */
export async function expiredMessages(
  reader: Pick<Reader, 'all'>,
  now: number,
  limit: number,
): Promise<{ readonly no: number; readonly id: string; readonly state: StateCode }[]> {
  const rows = await reader.all<{ no: number; id: Uint8Array; state: StateCode }>(
    `select x.message_no as no, m.message_id as id, m.state from message_expiry x
       join message m on m.message_no = x.message_no where x.ends_at <= ? order by x.ends_at limit ?`,
    [now, limit],
  );
  return rows.map((row) => ({ ...row, id: uuidFromBytes(row.id) }));
}

/** Who told that the content of an own message is deleted there. */
export async function deletionsToldOf(
  reader: Pick<Reader, 'all'>,
  id: string,
): Promise<{ readonly state: StateCode; readonly at: number }[]> {
  return reader.all<{ readonly state: StateCode; readonly at: number }>(
    `select state, min(at_ms) as at from message where in_reply_to = ? and kind = 'deleted' and direction = 'in'
      group by state order by state`,
    [uuidToBytes(id)],
  );
}

/** The first word of each State that the content of an own message is deleted there. */
export async function endingWords(
  reader: Pick<Reader, 'all'>,
  id: string,
): Promise<{ readonly messageId: string; readonly state: StateCode }[]> {
  const rows = await reader.all<{ id: Uint8Array; state: StateCode }>(
    `select message_id as id, state from message where message_no in (
       select min(message_no) from message where in_reply_to = ? and kind = 'deleted' and direction = 'in' group by state)
      order by state`,
    [uuidToBytes(id)],
  );
  return rows.map(({ id: word, state }) => ({ messageId: uuidFromBytes(word), state }));
}

async function release(
  transaction: Transaction,
  direction: 'out' | 'in',
  states: readonly StateCode[],
  { of, recipient, purpose }: Extract<HoldingNote, { kind: 'released' }>,
): Promise<void> {
  const held =
    direction === 'out' ? await ownMessages(transaction, of) : await heldMessages(transaction, of, states[0]!);
  for (const no of held) {
    await transaction.run(
      `insert into message_release (message_no, recipient, purpose, answer_no) values (?, ?, ?, ?)
         on conflict (message_no, recipient, purpose) do nothing`,
      [no, recipient, purpose ?? '', transaction.entryIndex],
    );
  }
}

async function recall(transaction: Transaction, of: Uint8Array, state: StateCode): Promise<void> {
  await transaction.run(
    'insert into message_recalled (message_id, state) values (?, ?) on conflict (message_id, state) do nothing',
    [of, state],
  );
  for (const no of await heldMessages(transaction, of, state)) {
    await endContent(transaction, no, 'recalled');
    await endClocks(transaction, no);
  }
}

/** Of an own message, from these States: nothing more of it is given, and nobody there is late with it. */
async function takeBack(transaction: Transaction, of: Uint8Array, states: readonly StateCode[]): Promise<void> {
  await stopGiving(transaction, of, states);
  for (const no of await ownMessages(transaction, of)) {
    for (const state of states) await endClocks(transaction, no, state);
  }
}

async function carry(transaction: Transaction, origin: Uint8Array, originator: StateCode): Promise<void> {
  const no = transaction.entryIndex;
  await transaction.run('insert into message_origin (message_no, origin_id, originator) values (?, ?, ?)', [
    no,
    origin,
    originator,
  ]);
  if (await wasRecalled(transaction, origin, originator)) await endContent(transaction, no, 'recalled');
}

async function ownMessages(transaction: Pick<Statements, 'all'>, id: Uint8Array): Promise<number[]> {
  const rows = await transaction.all<{ no: number }>(
    "select message_no as no from message where message_id = ? and direction = 'out'",
    [id],
  );
  return rows.map(({ no }) => no);
}

/** What came of a State's message, from itself or by way of others. Nobody but the State that sent it is heard. */
async function heldMessages(transaction: Pick<Statements, 'all'>, id: Uint8Array, state: StateCode): Promise<number[]> {
  const rows = await transaction.all<{ no: number }>(
    `select message_no as no from message where message_id = ? and state = ? and direction = 'in'
     union select message_no as no from message_origin where origin_id = ? and originator = ?`,
    [id, state, id, state],
  );
  return rows.map(({ no }) => no);
}

async function wasRecalled(transaction: Pick<Statements, 'all'>, id: Uint8Array, state: StateCode): Promise<boolean> {
  const rows = await transaction.all('select state from message_recalled where message_id = ? and state = ?', [
    id,
    state,
  ]);
  return rows.length > 0;
}
