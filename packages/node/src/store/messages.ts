// SPDX-License-Identifier: Apache-2.0
// Messages, sent and received (spec/message.md). A message has the number of its entry. What it says lies in its envelope, as it came;
// what a list shows of it lies sealed beside it; numbers, times, States and kinds stand in the clear.

import type { OpenedMessage } from '@iims/crypto/envelope';
import { verifyKeyFromPublic } from '@iims/crypto/keys';
import type { VerifiedBatches } from '@iims/crypto/message-batch';
import { equalBytes, toHex } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { type StateCode, uuidFromBytes, uuidToBytes } from '@iims/wire/identifiers';
import { decodeMessage, type Message } from '@iims/wire/message';
import { MESSAGE_KINDS, type MessageKind } from '@iims/wire/message-kinds';
import type { DeletionCause } from '@iims/wire/message-kinds/deleted';
import { caseTokenOf, noteCoreAsked, noteMessageInCase } from './case-files.ts';
import { openArchived, wrapContentKey } from './content-keys.ts';
import { endingOf } from './message-holders.ts';
import { sealedColumn } from './sealed-cell.ts';
import type { Reader, SqlValue, Transaction } from './sql.ts';

/** What a list shows of a message: all but fields and attachments. */
export type MessageSummary = Pick<Message, 'from' | 'to' | 'caseRef' | 'author' | 'handling'>;

export interface MessageRow {
  /** The index of its entry: `message.stored` or `message.received`. */
  readonly no: number;
  /** UUID. */
  readonly id: string;
  readonly direction: 'out' | 'in';
  /** The sender's State. */
  readonly state: StateCode;
  readonly kind: MessageKind;
  readonly urgency: Message['urgency'];
  readonly inReplyTo?: string;
  readonly sentAt: number;
  /** When it was stored or received here. */
  readonly at: number;
  readonly expiresAt: number;
  readonly exercise: boolean;
  /** Of a message that was sent, that of its least advanced delivery. */
  readonly status: MessageStatus;
  readonly openedAt?: number;
  /** When it left the inbox; absent while it is there. */
  readonly archivedAt?: number;
  /** Undefined where its period has ended. */
  readonly summary: MessageSummary | undefined;
}

/** From the least advanced on. `undeliverable` is raised in time, and ends when the message arrives after all. */
export const MESSAGE_STATUSES = ['undeliverable', 'stored', 'sent', 'received', 'opened', 'answered'] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

/** A message as an act keeps it. */
export interface MessageToKeep {
  readonly direction: MessageRow['direction'];
  readonly id: Uint8Array;
  readonly state: StateCode;
  /** Of what was received. */
  readonly sequence?: number;
  readonly receipt?: Uint8Array;
  readonly status: MessageStatus;
  readonly message: Omit<Message, 'fields' | 'attachments' | 'largeAttachments'>;
  readonly expiresAt: number;
  readonly exercise: boolean;
  readonly signer: MessageSigner;
  readonly envelope: Uint8Array;
  /** SHA-256 of the envelope. */
  readonly envelopeHash: Uint8Array;
  readonly messageKey: Uint8Array;
}

/** Who signed: kept once for each pair, so that an archive can be verified when the trust list has long forgotten it. */
export interface MessageSigner {
  readonly keyId: Uint8Array;
  readonly ed25519: Uint8Array;
  readonly mldsa65: Uint8Array;
}

/** Inside an act. @throws IimsError `message.replayed` where the id is taken */
export async function insertMessage(transaction: Transaction, kept: MessageToKeep): Promise<void> {
  const { entryIndex: no, atMs } = transaction;
  const { message, signer } = kept;
  const [taken] = await transaction.all('select message_no from message where message_id = ?', [kept.id]);
  if (taken !== undefined) throw replayed('id');
  const { from, to, caseRef, author, handling } = message;
  const summary = encodeCbor({ from, to, caseRef, author, handling } satisfies MessageSummary);
  const caseToken = caseTokenOf(transaction, caseRef);
  await transaction.run(
    `insert into message (message_no, message_id, direction, state, sequence, kind, urgency, in_reply_to, case_token, sent_at,
       at_ms, expires_at, exercise, status, signer, envelope_hash, summary, content_key, receipt)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      no,
      kept.id,
      kept.direction,
      kept.state,
      kept.sequence ?? null,
      message.kind,
      message.urgency,
      message.inReplyTo === undefined ? null : uuidToBytes(message.inReplyTo),
      caseToken,
      message.sentAt,
      atMs,
      kept.expiresAt,
      kept.exercise ? 1 : 0,
      kept.status,
      signer.keyId,
      kept.envelopeHash,
      transaction.seal(SUMMARY, no, summary),
      wrapContentKey(transaction, kept.id, kept.messageKey),
      kept.receipt === undefined ? null : transaction.seal(RECEIVED_RECEIPT, no, kept.receipt),
    ],
  );
  await transaction.run('insert into message_envelope (message_no, envelope) values (?, ?)', [no, kept.envelope]);
  await transaction.run(
    'insert into message_signer (key_id, state, ed25519, mldsa65) values (?, ?, ?, ?) on conflict (key_id) do nothing',
    [signer.keyId, kept.state, signer.ed25519, signer.mldsa65],
  );
  if (MESSAGE_KINDS[message.kind].writtenBy !== 'node') {
    await noteMessageInCase(transaction, caseToken, kept.direction);
  }
  if (message.kind === 'core-data-request' && kept.direction === 'in') await noteCoreAsked(transaction, caseToken);
}

/** What is in the inbox, the latest first, those before the number `before`; at most `limit`. */
export function listMessages(
  reader: Reader,
  { limit, before = Number.MAX_SAFE_INTEGER }: { readonly limit: number; readonly before?: number },
): Promise<MessageRow[]> {
  return messageRows(reader, 'archived_at is null and message_no < ? order by message_no desc limit ?', [
    before,
    limit,
  ]);
}

/** The messages that a condition of this folder's own leaves, in its order. */
export async function messageRows(
  reader: Reader,
  condition: string,
  values: readonly SqlValue[],
): Promise<MessageRow[]> {
  const rows = await reader.all<RawRow>(`${SELECT_MESSAGE} where ${condition}`, values);
  return Promise.all(rows.map((row) => readRow(reader, row)));
}

/** From a number on, in their order; at most `limit`. */
export function messagesFrom(reader: Reader, no: number, limit: number): Promise<MessageRow[]> {
  return messageRows(reader, 'message_no >= ? order by message_no limit ?', [no, limit]);
}

/** The latest first; what is not there is left out. */
export function messagesByNumber(reader: Reader, numbers: readonly number[]): Promise<MessageRow[]> {
  if (numbers.length === 0) return Promise.resolve([]);
  const places = numbers.map(() => '?').join(', ');
  return messageRows(reader, `message_no in (${places}) order by message_no desc`, numbers);
}

/** The messages of one case, the oldest first; at most `limit`. */
export function messagesOfCase(reader: Reader, caseRef: string, limit: number): Promise<MessageRow[]> {
  return messageRows(reader, 'case_token = ? order by message_no limit ?', [caseTokenOf(reader, caseRef), limit]);
}

/** @throws IimsError `message.not-found` */
export async function messageRow(reader: Reader, id: string): Promise<MessageRow> {
  const row = await findMessageRow(reader, id);
  if (row !== undefined) return row;
  throw new IimsError('message.not-found', { message: 'There is no such message.', field: 'id' });
}

export async function findMessageRow(reader: Reader, id: string): Promise<MessageRow | undefined> {
  const [row] = await reader.all<RawRow>(`${SELECT_MESSAGE} where message_id = ?`, [uuidToBytes(id)]);
  return row && readRow(reader, row);
}

/** Whether a message of this kind was sent in reply to another. */
export async function hasReplyOfKind(reader: Reader, id: string, kind: MessageKind): Promise<boolean> {
  const rows = await reader.all(
    "select message_no from message where in_reply_to = ? and kind = ? and direction = 'out' limit 1",
    [uuidToBytes(id), kind],
  );
  return rows.length > 0;
}

/** The envelope as it is kept. */
export async function envelopeOf(reader: Reader, no: number): Promise<Uint8Array> {
  const [row] = await reader.all<{ envelope: Uint8Array }>(
    'select envelope from message_envelope where message_no = ?',
    [no],
  );
  if (row !== undefined) return new Uint8Array(row.envelope);
  throw new IimsError('store.failed', { message: 'A message has lost its envelope.', fix: 'Restore a backup.' });
}

/**
 * What a message says: opened and verified as when it came. The entry is the caller's to write first. `batches` is for a caller that
 * opens many.
 * @throws IimsError `message.not-found`, `message.deleted`, `message.erased`, `store.failed`, `envelope.*` for one that was changed on the disk
 */
export async function openContent(reader: Reader, id: string, batches?: VerifiedBatches): Promise<Message> {
  return decodeMessage((await openKept(reader, id, batches)).content);
}

/** Undefined where it can be read no more: its period or its last day has ended, or its sender took it back. */
export async function openIfKept(reader: Reader, id: string): Promise<Message | undefined> {
  try {
    return await openContent(reader, id);
  } catch (fault) {
    if (fault instanceof IimsError && (fault.code === 'message.erased' || fault.code === 'message.deleted')) return;
    throw fault;
  }
}

/** What `openContent` reads, with the bytes that were signed, from which proofs are made. */
export async function openKept(reader: Reader, id: string, batches?: VerifiedBatches): Promise<OpenedMessage> {
  const { no, at } = await messageRow(reader, id);
  const ending = await endingOf(reader, no);
  if (ending !== undefined) throw deleted(ending);
  const [row] = await reader.all<{
    contentKey: Uint8Array;
    keyId: Uint8Array;
    ed25519: Uint8Array;
    mldsa65: Uint8Array;
  }>(
    `select m.content_key as "contentKey", s.key_id as "keyId", s.ed25519, s.mldsa65
       from message m join message_signer s on s.key_id = m.signer where m.message_no = ?`,
    [no],
  );
  const archived = { envelope: await envelopeOf(reader, no), contentKey: row!.contentKey, receivedAt: at };
  const verifyKeys = (keyId: Uint8Array) =>
    equalBytes(keyId, row!.keyId)
      ? {
          ed25519: verifyKeyFromPublic('ed25519', new Uint8Array(row!.ed25519)),
          mlDsa65: verifyKeyFromPublic('ml-dsa-65', new Uint8Array(row!.mldsa65)),
        }
      : undefined;
  const opened = await openArchived(reader, archived, verifyKeys, batches);
  if (opened !== undefined) return opened;
  throw new IimsError('message.erased', {
    message: 'The period for which the content of this message was kept has ended.',
    field: 'id',
  });
}

const WHY_DELETED: Readonly<Record<DeletionCause, string>> = {
  recalled: 'Its sender took this message back.',
  expired: 'The last day of this message has passed.',
  'period-ended': 'The period for which such messages are kept has ended.',
};

function deleted(cause: DeletionCause): IimsError {
  return new IimsError('message.deleted', {
    message: WHY_DELETED[cause],
    field: 'id',
    rule: cause,
    fix: 'Ask its sender.',
  });
}

export function replayed(field: 'id' | 'sequence'): IimsError {
  return new IimsError('message.replayed', {
    message: 'This id or number stands for another message already.',
    field,
    rule: 'one message for each id, and for each number of the sequence',
  });
}

interface RawRow {
  readonly no: number;
  readonly id: Uint8Array;
  readonly direction: MessageRow['direction'];
  readonly state: StateCode;
  readonly kind: MessageKind;
  readonly urgency: Message['urgency'];
  readonly inReplyTo: Uint8Array | null;
  readonly sentAt: number;
  readonly at: number;
  readonly expiresAt: number;
  readonly exercise: number;
  readonly status: MessageStatus;
  readonly openedAt: number | null;
  readonly archivedAt: number | null;
  readonly summary: Uint8Array;
}

async function readRow(reader: Reader, row: RawRow): Promise<MessageRow> {
  const { id, inReplyTo, openedAt, archivedAt, exercise, ...plain } = row;
  const summary = row.summary.length === 0 ? RETIRED : await reader.unseal(SUMMARY, row.no, row.summary);
  if (summary.kind === 'damaged') {
    throw new IimsError('store.failed', {
      message: `The summary of message ${toHex(id)} is not what was written.`,
      fix: 'Check the disk and restore a backup.',
    });
  }
  return {
    ...plain,
    id: uuidFromBytes(id),
    exercise: exercise === 1,
    ...(inReplyTo === null ? {} : { inReplyTo: uuidFromBytes(inReplyTo) }),
    ...(openedAt === null ? {} : { openedAt }),
    ...(archivedAt === null ? {} : { archivedAt }),
    summary: summary.kind === 'open' ? (decodeCbor(summary.content) as unknown as MessageSummary) : undefined,
  };
}

/** What a message leaves at the end of its period. */
const RETIRED = { kind: 'erased' } as const;
export const SUMMARY = sealedColumn('content', 'message', 'summary');
/** The receipt that this node gave. */
export const RECEIVED_RECEIPT = sealedColumn('receipt', 'message', 'receipt');

const SELECT_MESSAGE = `select message_no as no, message_id as id, direction, state, kind, urgency, in_reply_to as "inReplyTo",
  sent_at as "sentAt", at_ms as at, expires_at as "expiresAt", exercise, status, opened_at as "openedAt", archived_at as "archivedAt", summary from message`;
