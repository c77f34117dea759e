// SPDX-License-Identifier: Apache-2.0
// Gives a partner the entry behind what this node signed about a message, opened, and that it is in the log (spec/receipt.md, 27 and 28):
// of a message that the partner sent the entry of its receipt, of a word that alerts have ended or a message's content is gone the entry of that.
import { Quota } from '@iims/exchange/quota';
import { decodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { type StateCode, uuidFromBytes } from '@iims/wire/identifiers';
import { SHOWN_TO_COURTS } from '../store/awaited-entries.ts';
import { type EntryContent, readEntryRows } from '../store/entries.ts';
import { findMessageRow, type MessageRow } from '../store/messages.ts';
import type { Reader } from '../store/sql.ts';
import { enterGiven, type GivingDoor } from './give-receipt.ts';
import { proveOwnEntries, proveOwnEntry } from './prove-own-entry.ts';
import {
  decodeEntriesRequest,
  decodeEntryRequest,
  encodeGivenEntries,
  encodeGivenReceipt,
  GIVEN_ENTRIES_BODIES_MAX,
  type GivenEntry,
  type NotGiven,
} from './receipt-exchange.ts';

/**
 * The answer to one request, after its entry is durable. Whoever asks for what is not its own hears what one hears who asks for what
 * never was.
 * @throws IimsError `receipt.request`, `receipt.unknown`, `receipt.not-published`, `partner.busy`, and what the store throws
 */
export async function giveMessageEntry(door: GivingDoor, asker: StateCode, bytes: Uint8Array): Promise<Uint8Array> {
  const messageId = uuidFromBytes(decodeEntryRequest(bytes).messageId);
  const entry = await findEntryFor(door.store.reader, asker, messageId);
  if (entry === undefined) throw unknown();
  const proof = await proveOwnEntry(door.log, entry.index);
  await enterGiven(door, asker, [entry.index], () => ({ messageId, index: entry.index }));
  return encodeGivenReceipt({ salt: entry.salt, body: entry.body, proof });
}

/**
 * The same of many messages, under checkpoints that they share. What is not there, or not yet, keeps back no other.
 * @throws IimsError `receipt.request`, `partner.busy`, and what the store throws
 */
export async function giveMessageEntries(door: GivingDoor, asker: StateCode, bytes: Uint8Array): Promise<Uint8Array> {
  const ids = decodeEntriesRequest(bytes).map(uuidFromBytes);
  // Each costs this node some hundred milliseconds: a State that asks without end takes no more of it than one that keeps the pace.
  if (door.pace.take(asker, door.clock.monotonic()) !== undefined) {
    throw new IimsError('partner.busy', { message: 'This State asks for many entries more often than the pace is.' });
  }
  const found: (OpenedMessageEntry | NotGiven)[] = [];
  let bodies = 0;
  for (const id of ids) {
    const entry =
      bodies >= GIVEN_ENTRIES_BODIES_MAX ? 'receipt.not-published' : await findEntryFor(door.store.reader, asker, id);
    if (typeof entry === 'object') bodies += entry.body.length;
    found.push(entry ?? 'receipt.unknown');
  }
  const { checkpoints, places } = await proveOwnEntries(
    door.log,
    found.flatMap((entry) => (typeof entry === 'string' ? [] : [entry.index])),
  );
  const entries = found.map((entry): GivenEntry | NotGiven => {
    if (typeof entry === 'string') return entry;
    const place = places.get(entry.index);
    return place === undefined ? 'receipt.not-published' : { ...entry, ...place };
  });
  const given = entries.flatMap((entry, at) =>
    typeof entry === 'string' ? [] : [{ id: ids[at]!, index: entry.index }],
  );
  await enterGiven(
    door,
    asker,
    given.map(({ index }) => index),
    (fresh) => {
      const opened = given.filter(({ index }) => fresh.includes(index));
      return { messages: opened.map(({ id }) => id), indexes: opened.map(({ index }) => index) };
    },
  );
  return encodeGivenEntries({ checkpoints, entries });
}

interface OpenedMessageEntry {
  readonly index: number;
  readonly salt: Uint8Array;
  readonly body: Uint8Array;
}

async function findEntryFor(
  reader: Reader,
  asker: StateCode,
  messageId: string,
): Promise<OpenedMessageEntry | undefined> {
  const row = await findMessageRow(reader, messageId);
  const entry = row && (await readEntryFor(reader, asker, row));
  return entry && { index: row.no, salt: entry.salt, body: entry.body };
}

/** Who keeps the pace asks four times a second at most (spec/receipt.md, 29a). */
export function paceOfGiving(): Quota {
  return new Quota([{ count: 6, perMs: 1_000, burst: 30 }], STATES_MAX);
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

/** More than a federation has. */
const STATES_MAX = 64;
