// SPDX-License-Identifier: Apache-2.0
// What came from partners: which numbers of their sequences are missing, which message is known already, and what could not be read
// (spec/message.md).

import { EMPTY_BOOK, type SequenceBook, type Span, takeSequence } from '@iims/exchange/sequence-book';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { RECEIVED_RECEIPT, replayed } from './messages.ts';
import type { Reader, Statements } from './sql.ts';

/** What is kept of a message that came before. */
export interface KnownMessage {
  readonly state: StateCode;
  readonly sequence: number;
  readonly envelopeHash: Uint8Array;
  /** The receipt that was given for it; undefined where its period has ended. */
  readonly receipt: Uint8Array | undefined;
}

/** What could not be read. */
export interface QuarantinedMessage {
  /** The index of its entry. */
  readonly no: number;
  readonly state: StateCode;
  readonly sequence: number;
  readonly code: string;
  readonly at: number;
  readonly envelope: Uint8Array;
}

/** A message that was received, by its id (16 bytes). */
export async function findKnownMessage(reader: Reader, id: Uint8Array): Promise<KnownMessage | undefined> {
  const [row] = await reader.all(
    `select message_no as no, state, sequence, envelope_hash as hash, receipt from message
      where message_id = ? and direction = 'in'`,
    [id],
  );
  if (row === undefined) return undefined;
  const receipt = await reader.unseal(RECEIVED_RECEIPT, row.no as number, row.receipt as Uint8Array);
  return {
    state: row.state as StateCode,
    sequence: row.sequence as number,
    envelopeHash: row.hash as Uint8Array,
    receipt: receipt.kind === 'open' ? receipt.content : undefined,
  };
}

/** The code with which these bytes were refused under this number before. */
export async function findQuarantined(
  reader: Reader,
  state: StateCode,
  sequence: number,
  envelopeHash: Uint8Array,
): Promise<string | undefined> {
  const [row] = await reader.all(
    'select code from quarantined_message where state = ? and sequence = ? and envelope_hash = ?',
    [state, sequence, envelopeHash],
  );
  return row?.code as string | undefined;
}

/** What could not be read, the latest first; at most `limit`. */
export async function listQuarantined(reader: Reader, limit: number): Promise<QuarantinedMessage[]> {
  const rows = await reader.all(
    `select entry_index as no, state, sequence, code, at_ms as at, envelope from quarantined_message
      order by entry_index desc limit ?`,
    [limit],
  );
  return rows.map((row) => ({
    no: row.no as number,
    state: row.state as StateCode,
    sequence: row.sequence as number,
    code: row.code as string,
    at: row.at as number,
    envelope: new Uint8Array(row.envelope as Uint8Array),
  }));
}

/** The highest number that has come from a State; 0 before the first. */
export async function highestSequence(reader: Pick<Reader, 'all'>, state: StateCode): Promise<number> {
  const [row] = await reader.all<{ highest: number }>('select highest from inbox_line where state = ?', [state]);
  return row?.highest ?? 0;
}

/** Spans of numbers that have not come, of every partner that left any; each with both ends. */
export async function missingMessages(
  reader: Pick<Reader, 'all'>,
): Promise<{ readonly state: StateCode; readonly missing: readonly Span[] }[]> {
  const rows = await reader.all('select state, missing from inbox_line order by state');
  return rows
    .map((row) => ({ state: row.state as StateCode, missing: decodeCbor(row.missing as Uint8Array) as Span[] }))
    .filter(({ missing }) => missing.length > 0);
}

/** Inside an act: takes a number of a State's sequence. @throws IimsError `message.replayed`, `message.sequence` */
export async function enterSequence(transaction: Statements, state: StateCode, sequence: number): Promise<void> {
  const next = takeSequence(await readBook(transaction, state), sequence);
  if (next === 'taken') throw replayed('sequence');
  if (next === 'too-many-gaps') {
    throw new IimsError('message.sequence', {
      message: 'The number leaves too many gaps behind it.',
      field: 'sequence',
      rule: 'gapless from 1',
    });
  }
  await transaction.run(
    `insert into inbox_line (state, highest, missing) values (?, ?, ?)
       on conflict (state) do update set highest = excluded.highest, missing = excluded.missing`,
    [state, next.highest, encodeCbor(next.missing)],
  );
}

async function readBook(transaction: Statements, state: StateCode): Promise<SequenceBook> {
  const [row] = await transaction.all('select highest, missing from inbox_line where state = ?', [state]);
  if (row === undefined) return EMPTY_BOOK;
  return { highest: row.highest as number, missing: decodeCbor(row.missing as Uint8Array) as Span[] };
}
