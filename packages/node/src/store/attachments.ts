// SPDX-License-Identifier: Apache-2.0
// Large attachments (spec/attachment.md) of messages in both directions, and what has become of own ones at each State. What a file is
// called and its hash stand in the message alone; here lie its key, and numbers.

import { IimsError } from '@iims/wire/errors';
import { type StateCode, uuidFromBytes, uuidToBytes } from '@iims/wire/identifiers';
import { ATTACHMENT_OUTCOMES, type AttachmentOutcome } from '@iims/wire/message-kinds/attachment-received';
import { takeUpload } from './attachment-uploads.ts';
import { CONTENT_KEY, wrapContentKey } from './content-keys.ts';
import type { Reader, Transaction } from './sql.ts';

/**
 * `kept` is an own one, `awaited` is to be fetched, `whole` is verified, `damaged` in quarantine, `not-fetched` given up; of `ended`
 * the content is deleted with its message's.
 */
export const ATTACHMENT_STANDINGS = ['kept', 'awaited', 'whole', 'damaged', 'not-fetched', 'ended'] as const;
export type AttachmentStanding = (typeof ATTACHMENT_STANDINGS)[number];

/** How an own one stands at a State that it was sent to. */
export const ATTACHMENT_DELIVERY_STANDINGS = ['awaited', 'fetching', ...ATTACHMENT_OUTCOMES, 'recalled'] as const;
export type AttachmentDeliveryStanding = (typeof ATTACHMENT_DELIVERY_STANDINGS)[number];

export interface AttachmentRow {
  /** Number of its message. */
  readonly no: number;
  readonly place: number;
  readonly direction: 'out' | 'in';
  /** UUID. */
  readonly messageId: string;
  /** That sent it. */
  readonly state: StateCode;
  /** UUID of its envelope. */
  readonly envelope: string;
  readonly sealedBytes: number;
  readonly standing: AttachmentStanding;
  /** When it came to stand so. */
  readonly at: number;
  /** Of its message. */
  readonly expiresAt: number;
}

export interface AttachmentDelivery {
  readonly state: StateCode;
  readonly standing: AttachmentDeliveryStanding;
  readonly at: number;
}

/** What a message does to large attachments. Ids are 16 bytes. */
export type AttachmentNote =
  | {
      readonly kind: 'announces';
      readonly files: readonly {
        readonly place: number;
        readonly envelope: Uint8Array;
        readonly sealedBytes: number;
        /** Of its envelope, where it is passed on. */
        readonly key?: Uint8Array;
      }[];
      /** Of one that is sent: whose uploads they are. */
      readonly user?: string;
      /** Of one that passes on: the message that the files came with, 16 bytes. */
      readonly source?: Uint8Array;
    }
  /** What has become of one, there where it was sent to. */
  | { readonly kind: 'tells'; readonly of: Uint8Array; readonly place: number; readonly outcome: AttachmentOutcome };

/** Inside an act that sends or receives a message. @throws IimsError `attachment.not-found`, `attachment.recipients` */
export async function noteAttachments(
  transaction: Transaction,
  direction: 'out' | 'in',
  states: readonly StateCode[],
  note: AttachmentNote | undefined,
): Promise<void> {
  if (note?.kind === 'announces') {
    for (const file of note.files) {
      if (direction === 'in') await awaitFile(transaction, file);
      else if (note.source !== undefined) await passOnFile(transaction, { ...file, source: note.source }, states);
      else await bindUpload(transaction, file, note.user, states);
    }
  }
  if (note?.kind === 'tells') await noteTold(transaction, direction, states[0]!, note);
}

/** The large attachments of a message, by its number. */
export function attachmentsOf(reader: Pick<Reader, 'all'>, no: number): Promise<AttachmentRow[]> {
  return rowsWhere(reader, 'a.message_no = ? order by a.place', [no]);
}

/** What is still to be fetched from a State, after a place, in the order of the messages; at most `limit`. */
export function awaitedFrom(
  reader: Pick<Reader, 'all'>,
  state: StateCode,
  after: AttachmentPlace,
  limit: number,
): Promise<AttachmentRow[]> {
  return rowsWhere(
    reader,
    "a.standing = 'awaited' and m.state = ? and (a.message_no > ? or (a.message_no = ? and a.place > ?)) order by a.message_no, a.place limit ?",
    [state, after.no, after.no, after.place, limit],
  );
}

/** States of which something is to be fetched. */
export async function statesAwaited(reader: Pick<Reader, 'all'>): Promise<StateCode[]> {
  const rows = await reader.all<{ state: StateCode }>(
    "select distinct m.state from attachment a join message m on m.message_no = a.message_no where a.standing = 'awaited' order by m.state",
  );
  return rows.map(({ state }) => state);
}

/** Those of which the sender was not told yet, after a place; at most `limit`. */
export function untoldAttachments(
  reader: Pick<Reader, 'all'>,
  after: AttachmentPlace,
  limit: number,
): Promise<AttachmentRow[]> {
  return rowsAfter(reader, "a.is_told = 0 and a.standing in ('whole', 'damaged', 'not-fetched')", after, limit);
}

/** An own attachment that a State may fetch: it was sent to it, and was not taken back. */
export async function givenTo(
  reader: Pick<Reader, 'all'>,
  envelope: string,
  state: StateCode,
): Promise<AttachmentRow | undefined> {
  const [row] = await rowsWhere(
    reader,
    `a.envelope_id = ? and a.standing = 'kept' and m.direction = 'out' and exists (
       select 1 from attachment_delivery d
        where d.message_no = a.message_no and d.place = a.place and d.state = ? and d.standing <> 'recalled')`,
    [uuidToBytes(envelope), state],
  );
  return row;
}

/** What has become of an own one, by State. */
export async function attachmentDeliveries(
  reader: Pick<Reader, 'all'>,
  no: number,
  place: number,
): Promise<AttachmentDelivery[]> {
  return reader.all<AttachmentDelivery>(
    'select state, standing, at_ms as at from attachment_delivery where message_no = ? and place = ? order by state',
    [no, place],
  );
}

/** Bytes of all files that are kept or expected, of all and of one State. */
export async function attachmentBytes(
  reader: Pick<Reader, 'all'>,
  state?: StateCode,
): Promise<{ readonly node: number; readonly ofState: number }> {
  const [files] = await reader.all<{ node: number; ofState: number }>(
    // An own file that several messages share is on the disk once.
    `select coalesce(sum(f.bytes), 0) as node, coalesce(sum(case when f.state = ? then f.bytes else 0 end), 0) as "ofState"
       from (select m.state, max(a.sealed_bytes) as bytes from attachment a join message m on m.message_no = a.message_no
              where a.standing in ('kept', 'whole', 'damaged')
              group by m.state, a.envelope_id, case when m.direction = 'out' then -1 else a.message_no end,
                       case when m.direction = 'out' then 0 else a.place end) f`,
    [state ?? ''],
  );
  const [uploads] = await reader.all<{ bytes: number }>(
    'select coalesce(sum(sealed_bytes), 0) as bytes from attachment_upload',
  );
  return { node: Number(files!.node) + Number(uploads!.bytes), ofState: Number(files!.ofState) };
}

/** The key of an attachment's envelope; undefined where its content was deleted or its period has ended. */
export async function attachmentKey(
  reader: Reader,
  { no, place, envelope }: Pick<AttachmentRow, 'no' | 'place' | 'envelope'>,
): Promise<Uint8Array | undefined> {
  const [row] = await reader.all<{ cell: Uint8Array }>(
    'select content_key as cell from attachment where message_no = ? and place = ?',
    [no, place],
  );
  if (row === undefined || row.cell.length === 0) return undefined;
  const key = await reader.unseal(CONTENT_KEY, uuidToBytes(envelope), row.cell);
  return key.kind === 'open' ? key.content : undefined;
}

/** Rows whose files are kept, after a place, in order; at most `limit`. */
export function attachmentsWithFiles(
  reader: Pick<Reader, 'all'>,
  after: AttachmentPlace,
  limit: number,
): Promise<AttachmentRow[]> {
  return rowsAfter(reader, "a.standing in ('kept', 'awaited', 'whole', 'damaged')", after, limit);
}

/** Those whose content has ended since `since`: their files are to go. */
export function endedSince(reader: Pick<Reader, 'all'>, since: number): Promise<AttachmentRow[]> {
  return rowsWhere(reader, "a.standing = 'ended' and a.at_ms >= ? order by a.at_ms", [since]);
}

/** Inside the act that ends a message's content: the keys of its files go with its own, also where they were passed on; the files follow. */
export async function endAttachments(transaction: Transaction, no: number): Promise<void> {
  await transaction.run(
    "update attachment set standing = 'ended', content_key = ?, at_ms = ?, is_told = 1 where message_no = ? or source_no = ?",
    [new Uint8Array(0), transaction.atMs, no, no],
  );
}

/** Whether an own file, by its envelope, belongs to a message still: what is passed on shares it. */
export async function isOwnFileKept(reader: Pick<Reader, 'all'>, envelope: string): Promise<boolean> {
  const rows = await reader.all(
    `select 1 from attachment a join message m on m.message_no = a.message_no
      where a.envelope_id = ? and a.standing = 'kept' and m.direction = 'out' limit 1`,
    [uuidToBytes(envelope)],
  );
  return rows.length > 0;
}

/** Inside the act that sends a recall: these States get nothing more of the message's files. */
export async function stopGiving(
  transaction: Transaction,
  messageId: Uint8Array,
  states: readonly StateCode[],
): Promise<void> {
  for (const state of states) {
    await transaction.run(
      `update attachment_delivery set standing = 'recalled', at_ms = ? where state = ? and message_no =
         (select message_no from message where message_id = ? and direction = 'out')`,
      [transaction.atMs, state, messageId],
    );
  }
}

async function awaitFile(
  transaction: Transaction,
  { place, envelope, sealedBytes }: { place: number; envelope: Uint8Array; sealedBytes: number },
): Promise<void> {
  await transaction.run(
    `insert into attachment (message_no, place, envelope_id, sealed_bytes, standing, at_ms, is_told, content_key)
     values (?, ?, ?, ?, 'awaited', ?, 0, ?)`,
    [transaction.entryIndex, place, envelope, sealedBytes, transaction.atMs, new Uint8Array(0)],
  );
}

async function bindUpload(
  transaction: Transaction,
  { place, envelope }: { place: number; envelope: Uint8Array },
  user: string | undefined,
  states: readonly StateCode[],
): Promise<void> {
  const { sealedBytes, key } = await takeUpload(transaction, envelope, { user: user ?? '', states });
  const { entryIndex: no, atMs } = transaction;
  await transaction.run(
    `insert into attachment (message_no, place, envelope_id, sealed_bytes, standing, at_ms, is_told, content_key)
     values (?, ?, ?, ?, 'kept', ?, 1, ?)`,
    [no, place, envelope, sealedBytes, atMs, key],
  );
  await awaitAt(transaction, place, states);
}

/** Whose content ended meanwhile is passed on by nobody. @throws IimsError `attachment.not-here` */
async function passOnFile(
  transaction: Transaction,
  {
    place,
    envelope,
    sealedBytes,
    key,
    source,
  }: { place: number; envelope: Uint8Array; sealedBytes: number; key?: Uint8Array; source: Uint8Array },
  states: readonly StateCode[],
): Promise<void> {
  const [row] = await transaction.all<{ no: number }>(
    `select a.message_no as no from attachment a join message m on m.message_no = a.message_no
      where m.message_id = ? and a.envelope_id = ? and a.standing in ('kept', 'whole')`,
    [source, envelope],
  );
  if (row === undefined || key === undefined) throw notHere('ended');
  const { entryIndex: no, atMs } = transaction;
  await transaction.run(
    `insert into attachment (message_no, place, envelope_id, sealed_bytes, standing, at_ms, is_told, content_key, source_no)
     values (?, ?, ?, ?, 'kept', ?, 1, ?, ?)`,
    [no, place, envelope, sealedBytes, atMs, wrapContentKey(transaction, envelope, key), row.no],
  );
  await awaitAt(transaction, place, states);
}

async function awaitAt(
  { run, entryIndex, atMs }: Pick<Transaction, 'run' | 'entryIndex' | 'atMs'>,
  place: number,
  states: readonly StateCode[],
): Promise<void> {
  for (const state of states) {
    await run(
      "insert into attachment_delivery (message_no, place, state, standing, at_ms) values (?, ?, ?, 'awaited', ?)",
      [entryIndex, place, state, atMs],
    );
  }
}

/** Nobody but a State that the message went to is heard. */
async function noteTold(
  transaction: Transaction,
  direction: 'out' | 'in',
  state: StateCode,
  { of, place, outcome }: Extract<AttachmentNote, { kind: 'tells' }>,
): Promise<void> {
  if (direction === 'out') {
    await transaction.run(
      'update attachment set is_told = 1 where place = ? and message_no = (select message_no from message where message_id = ?)',
      [place, of],
    );
    return;
  }
  await transaction.run(
    `update attachment_delivery set standing = ?, at_ms = ? where place = ? and state = ? and standing <> 'recalled' and message_no =
       (select message_no from message where message_id = ? and direction = 'out')`,
    [outcome, transaction.atMs, place, state, of],
  );
}

/** Of a message and of a file in it, as rows are walked along. */
type AttachmentPlace = Pick<AttachmentRow, 'no' | 'place'>;

function rowsAfter(
  reader: Pick<Reader, 'all'>,
  condition: string,
  { no, place }: AttachmentPlace,
  limit: number,
): Promise<AttachmentRow[]> {
  const walk = '(a.message_no > ? or (a.message_no = ? and a.place > ?)) order by a.message_no, a.place limit ?';
  return rowsWhere(reader, `${condition} and ${walk}`, [no, no, place, limit]);
}

async function rowsWhere(
  reader: Pick<Reader, 'all'>,
  condition: string,
  values: readonly (string | number | Uint8Array)[],
): Promise<AttachmentRow[]> {
  const rows = await reader.all<
    Omit<AttachmentRow, 'messageId' | 'envelope'> & { readonly messageId: Uint8Array; readonly envelope: Uint8Array }
  >(`${SELECT} where ${condition}`, values);
  return rows.map((row) => ({
    ...row,
    messageId: uuidFromBytes(row.messageId),
    envelope: uuidFromBytes(row.envelope),
  }));
}

function notHere(standing: string): IimsError {
  return new IimsError('attachment.not-here', {
    message: 'The file is not whole here any more.',
    field: 'attachment',
    rule: standing,
  });
}

const SELECT = `select a.message_no as no, a.place, m.direction, m.message_id as "messageId", m.state, a.envelope_id as envelope,
  a.sealed_bytes as "sealedBytes", a.standing, a.at_ms as at, m.expires_at as "expiresAt"
  from attachment a join message m on m.message_no = a.message_no`;
