// SPDX-License-Identifier: Apache-2.0
// What goes into an export: the messages of a case, or one of them, each judged by its handling. What may not leave is named, with the
// reason and nothing of its content.
import { setImmediate } from 'node:timers/promises';
import type { OpenedMessage } from '@iims/crypto/envelope';
import { proveMessage } from '@iims/crypto/message-proof';
import { IimsError } from '@iims/wire/errors';
import type { HandlingRule } from '@iims/wire/handling';
import type { StateCode } from '@iims/wire/identifiers';
import { decodeMessage, isOfKind, type Message } from '@iims/wire/message';
import { MESSAGE_KINDS } from '@iims/wire/message-kinds';
import { type MessageRow, messagesOfCase, openKept } from '../store/messages.ts';
import { type DeliveryRow, deliveriesOf } from '../store/outbox.ts';
import type { Reader } from '../store/sql.ts';
import { type ExportJudge, ruleAgainstExport } from './decide-export.ts';
import type { StreamedFile } from './zip.ts';

export interface ExportedMessage {
  readonly row: MessageRow;
  readonly message: Message;
  /** The signed parts, which show offline that the sender signed exactly this (spec/envelope.md, 21). */
  readonly proof: Uint8Array;
  /** Key id of the sender's Ed25519 key. */
  readonly signer: Uint8Array;
  /** Of a message that was sent. */
  readonly deliveries: readonly DeliveryRow[];
  /** Large files that go along, by their place. */
  readonly files?: ReadonlyMap<number, StreamedFile>;
}

export interface WithheldMessage {
  readonly row: MessageRow;
  readonly because: WithheldReason;
}

/** A rule of handling; nobody of the own State has opened it; its content is deleted or erased here. */
export type WithheldReason = HandlingRule | 'not-opened' | 'message.deleted' | 'message.erased';

export interface GatheredMessages {
  readonly messages: readonly ExportedMessage[];
  readonly withheld: readonly WithheldMessage[];
}

/** The rows of a case that officers are shown, the oldest first. @throws IimsError `export.nothing`, `export.too-large` */
export async function rowsToExport(reader: Reader, caseRef: string, hasMails = false): Promise<MessageRow[]> {
  const rows = await messagesOfCase(reader, caseRef, EXPORT_MESSAGES_MAX + 1);
  if (rows.length > EXPORT_MESSAGES_MAX) throw tooLarge();
  const mail = rows.filter(({ kind }) => MESSAGE_KINDS[kind].writtenBy !== 'node');
  if (mail.length > 0 || hasMails) return mail;
  throw new IimsError('export.nothing', {
    message: 'There is nothing to export.',
    field: 'caseRef',
    rule: 'a case with a message, or with imported mail',
  });
}

/** Opens and judges them. Nobody is shown anything by this; the entry is the caller's to write before anything leaves. */
export async function gatherMessages(
  reader: Reader,
  rows: readonly MessageRow[],
  judge: Omit<ExportJudge, 'releases'>,
): Promise<GatheredMessages> {
  const opened: { readonly row: MessageRow; readonly kept: OpenedMessage; readonly message: Message }[] = [];
  const withheld: WithheldMessage[] = [];
  let bytes = 0;
  for (const row of rows) {
    // Opening costs half a millisecond of this thread, and officers' queries come between.
    await setImmediate();
    if (row.direction === 'in' && row.openedAt === undefined) {
      withheld.push({ row, because: 'not-opened' });
      continue;
    }
    const kept = await openKept(reader, row.id).catch(reasonOf);
    if (typeof kept === 'string') {
      withheld.push({ row, because: kept });
      continue;
    }
    bytes += kept.content.length;
    if (bytes > EXPORT_CONTENT_BYTES_MAX) throw tooLarge();
    opened.push({ row, kept, message: decodeMessage(kept.content) });
  }
  const releases = opened.map(({ message }) => message).filter((message) => isOfKind(message, 'release-answer'));
  const messages: ExportedMessage[] = [];
  for (const { row, kept, message } of opened) {
    const because = ruleAgainstExport({ ...judge, releases }, message);
    if (because !== undefined) {
      withheld.push({ row, because });
      continue;
    }
    const deliveries = row.direction === 'out' ? await deliveriesOf(reader, row.id) : [];
    messages.push({ row, message, proof: proveMessage(kept), signer: kept.header.sender, deliveries });
  }
  return { messages, withheld: withheld.toSorted((a, b) => a.row.no - b.row.no) };
}

/** The States to which a message was addressed, each once. */
export function statesOf({ to }: Pick<Message, 'to'>): StateCode[] {
  return [...new Set(to.map(({ state }) => state))];
}

function reasonOf(fault: unknown): WithheldReason {
  if (fault instanceof IimsError && (fault.code === 'message.deleted' || fault.code === 'message.erased'))
    return fault.code;
  throw fault;
}

function tooLarge(): IimsError {
  return new IimsError('export.too-large', {
    message: 'The export is too large.',
    field: 'caseRef',
    rule: `at most ${EXPORT_MESSAGES_MAX} messages and ${EXPORT_CONTENT_BYTES_MAX} bytes`,
    fix: 'Export the messages one by one.',
  });
}

/** Messages of one export. */
export const EXPORT_MESSAGES_MAX = 1_000;
/** What they say, with all attachments, in bytes: it is held in memory a few times over. */
const EXPORT_CONTENT_BYTES_MAX = 33_554_432;
