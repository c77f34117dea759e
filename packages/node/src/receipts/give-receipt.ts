// SPDX-License-Identifier: Apache-2.0
// Gives a partner the receipt of an answer to it: the entry, opened, that it is in the log, and the batch of the answer's frame
// (spec/receipt.md, 16 and 17). Whoever asks for what is not its own learns nothing, not even that it exists.
import type { Quota } from '@iims/exchange/quota';
import { decodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { type StateCode, uuidFromBytes } from '@iims/wire/identifiers';
import type { Clock } from '../clock.ts';
import { readEntryRows } from '../store/entries.ts';
import type { Reader } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import { batchProofOf, findBatchedFrame } from './batched-frame.ts';
import type { GivenToday } from './given-today.ts';
import { type PublishedLog, proveOwnEntry } from './prove-own-entry.ts';
import { decodeReceiptRequest, encodeGivenReceipt, type ReceiptRequest } from './receipt-exchange.ts';
import { findUnbatchedAnswers, mayBeBatched } from './unbatched-answer.ts';

export interface GivingDoor {
  readonly store: Pick<Store, 'reader' | 'write'>;
  readonly log: PublishedLog;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  /** What was given today. */
  readonly given: GivenToday;
  /** How often a State may ask for many entries at once. */
  readonly pace: Quota;
  /** How often a State may ask for an answer that no batch names. */
  readonly searching: Quota;
}

/**
 * The answer to one request, after its entry is durable.
 * @throws IimsError `receipt.request`, `receipt.unknown`, `partner.busy`, `receipt.not-published`, and what the store throws
 */
export async function giveReceipt(door: GivingDoor, asker: StateCode, bytes: Uint8Array): Promise<Uint8Array> {
  const { store, log } = door;
  const request = decodeReceiptRequest(bytes);
  const frame = await findBatchedFrame(store.reader, { id: request.frame, createdAt: request.frameAt });
  const entry =
    frame === undefined
      ? await searchAnswer(door, asker, request)
      : await readAnswer(store.reader, asker, request, frame.entries[request.index]);
  if (entry === undefined) throw unknown();
  const proof = await proveOwnEntry(log, entry.index);
  await enterGiven(door, asker, [entry.index], () => ({
    queryId: uuidFromBytes(request.queryId),
    index: entry.index,
  }));
  return encodeGivenReceipt({
    salt: entry.salt,
    body: entry.body,
    proof,
    ...(frame && { batch: batchProofOf(frame) }),
  });
}

/**
 * Makes durable which entries are opened to a State, once a day each (spec/receipt.md, 17). `about` says what was asked for, given those of
 * the indexes that are new today.
 * @throws IimsError `partner.busy` where so much was opened today that no more can be told apart
 */
export async function enterGiven(
  { store, clock, given }: GivingDoor,
  asker: StateCode,
  indexes: readonly number[],
  about: (fresh: readonly number[]) => Readonly<Record<string, unknown>>,
): Promise<void> {
  const fresh = given.notYet(asker, indexes, clock.now());
  if (fresh.length === 0) return;
  if (given.isFull(asker, clock.now())) {
    throw new IimsError('partner.busy', {
      message: 'This State was given as many entries today as the node remembers.',
    });
  }
  await store.write({ event: 'receipt.given', body: { asker, ...about(fresh) } });
  given.note(asker, fresh, clock.now());
}

interface OpenedEntry {
  readonly index: number;
  readonly salt: Uint8Array;
  readonly body: Uint8Array;
}

/** Of a frame that no batch names. @throws IimsError `partner.busy`, `receipt.not-published` where its batch may still come */
async function searchAnswer(
  { store, clock, searching }: GivingDoor,
  asker: StateCode,
  request: ReceiptRequest,
): Promise<OpenedEntry | undefined> {
  if (searching.take(asker, clock.monotonic()) !== undefined) {
    throw new IimsError('partner.busy', {
      message: 'This State asks for answers without a batch more often than the pace is.',
    });
  }
  for (const index of await findUnbatchedAnswers(store.reader, request.frameAt)) {
    const entry = await readAnswer(store.reader, asker, request, index);
    if (entry === undefined) continue;
    if (mayBeBatched(request.frameAt, clock.now())) throw notYet();
    return entry;
  }
  return undefined;
}

/** The entry, if it is of an answer to this State and this query. What it keeps to itself stays here. */
async function readAnswer(
  reader: Reader,
  asker: StateCode,
  { queryId }: ReceiptRequest,
  index: number | undefined,
): Promise<OpenedEntry | undefined> {
  const [row] = index === undefined ? [] : await readEntryRows(reader, index, 1);
  if (row?.content.kind !== 'open') return undefined;
  const { salt, body } = row.content;
  const said = decodeCbor(body) as { readonly event: string; readonly asker: unknown; readonly queryId: unknown };
  const isTheirs = said.event === 'query.answered' && said.asker === asker && said.queryId === uuidFromBytes(queryId);
  return isTheirs ? { index: row.index, salt, body } : undefined;
}

function notYet(): IimsError {
  return new IimsError('receipt.not-published', {
    message: 'The batch of the answer is not in the log yet.',
    fix: 'Ask again in ten seconds.',
  });
}

function unknown(): IimsError {
  return new IimsError('receipt.unknown', { message: 'This node remembers no such answer to this State.' });
}
