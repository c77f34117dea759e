// SPDX-License-Identifier: Apache-2.0
// Gives a partner the entry behind what this node signed about a message, opened, and that it is in the log (spec/receipt.md, 27 and 28):
// of a message that the partner sent the entry of its receipt, of a word that alerts have ended or a message's content is gone the entry of that.
import { decodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { type StateCode, uuidFromBytes } from '@iims/wire/identifiers';
import { SHOWN_TO_COURTS } from '../messages/send.ts';
import { type EntryContent, readEntryRows } from '../store/entries.ts';
import { findMessageRow, type MessageRow } from '../store/messages.ts';
import type { Reader } from '../store/sql.ts';
import type { GivingDoor } from './give-receipt.ts';
import { proveOwnEntry } from './prove-own-entry.ts';
import { decodeEntryRequest, encodeGivenReceipt } from './receipt-exchange.ts';

/**
 * The answer to one request, after its entry is durable. Whoever asks for what is not its own hears what one hears who asks for what
 * never was.
 * @throws IimsError `receipt.request`, `receipt.unknown`, `receipt.not-published`, and what the store throws
 */
export async function giveMessageEntry(
  { store, log }: GivingDoor,
  asker: StateCode,
  bytes: Uint8Array,
): Promise<Uint8Array> {
  const messageId = uuidFromBytes(decodeEntryRequest(bytes).messageId);
  const row = await findMessageRow(store.reader, messageId);
  const entry = row && (await readEntryFor(store.reader, asker, row));
  if (row === undefined || entry === undefined) throw unknown();
  const proof = await proveOwnEntry(log, row.no);
  await store.write({ event: 'receipt.given', body: { asker, messageId, index: row.no } });
  return encodeGivenReceipt({ salt: entry.salt, body: entry.body, proof });
}

/** The entry of a message, if this State knows all that its body holds; undefined for any other. */
async function readEntryFor(
  reader: Reader,
  asker: StateCode,
  { no, id, direction, kind }: MessageRow,
): Promise<Extract<EntryContent, { kind: 'open' }> | undefined> {
  const [entry] = await readEntryRows(reader, no, 1);
  if (entry?.content.kind !== 'open') return undefined;
  const { event, messageId, state, to, by, content } = decodeCbor(entry.content.body) as Readonly<
    Record<string, unknown>
  >;
  const isReceived = direction === 'in' && event === 'message.received' && state === asker;
  // Of what officers send the entry names the account, which is the own State's alone.
  const isToldByNode =
    SHOWN_TO_COURTS.has(kind) && event === 'message.stored' && by === 'node' && content !== undefined;
  const isToThem = Array.isArray(to) && to.length === 1 && to[0] === asker;
  const isTheirs = isReceived || (direction === 'out' && isToldByNode && isToThem);
  return isTheirs && messageId === id ? entry.content : undefined;
}

function unknown(): IimsError {
  return new IimsError('receipt.unknown', { message: 'This node has no such entry about a message of this State.' });
}
