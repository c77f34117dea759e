// SPDX-License-Identifier: Apache-2.0
// Old mail that is part of cases (spec/mail-import.md). A mail has the number of its entry. Its file lies in sealed pieces; what a page
// shows of it, and what a list does, lie sealed beside it; numbers, times and who imported it stand in the clear.

import { assert } from '@iims/wire/assert';
import { concatBytes, utf8 } from '@iims/wire/bytes';
import { decodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { uuidFromBytes, uuidToBytes } from '@iims/wire/identifiers';
import { caseTokenOf } from './case-files.ts';
import { forgetTermsOf, unpackTerms } from './message-terms.ts';
import { type SealedColumn, sealedColumn } from './sealed-cell.ts';
import type { Reader, Statements, Transaction } from './sql.ts';

/** What a list shows, sealed. */
export interface MailHead {
  readonly caseRef: string;
  readonly from: string;
  /** In hexadecimal, of the file. */
  readonly sha256: string;
  readonly attachments: number;
}

export interface MailRow {
  readonly no: number;
  readonly id: string;
  /** When it was written, by its own word; when it was imported, where it does not say. */
  readonly datedAt: number;
  readonly importedAt: number;
  readonly importedBy: string;
  readonly bytes: number;
  /** Undefined where its period has ended. */
  readonly head: MailHead | undefined;
}

/** The mails of one case by their numbers, at most CASE_MAILS_MAX. */
export function mailsOfCase(reader: Reader, caseRef: string): Promise<MailRow[]> {
  return mailRows(reader, 'case_token = ? order by mail_no limit ?', [caseTokenOf(reader, caseRef), CASE_MAILS_MAX]);
}

/** Those of these numbers that are mails, the latest first. */
export async function mailsByNumber(reader: Reader, numbers: readonly number[]): Promise<MailRow[]> {
  if (numbers.length === 0) return [];
  const places = numbers.map(() => '?').join(', ');
  return mailRows(reader, `mail_no in (${places}) and retired_at is null order by mail_no desc`, numbers);
}

/** The same file, in whichever case. */
export function mailsWithContent(reader: Reader, sha256: string): Promise<MailRow[]> {
  return mailRows(reader, 'content_token = ? order by mail_no limit ?', [
    contentTokenOf(reader, sha256),
    SAME_MAILS_MAX,
  ]);
}

/** @throws IimsError `mail.not-found` */
export async function mailRow(reader: Reader, id: string): Promise<MailRow> {
  const [row] = await mailRows(reader, 'mail_id = ? and retired_at is null', [uuidToBytes(id)]);
  if (row?.head !== undefined) return row;
  throw noSuchMail();
}

/** What was read of a mail when it was imported; the entry is the caller's to write first. @throws IimsError `mail.not-found`, `store.failed` */
export async function mailReading(reader: Reader, { id, no }: MailRow): Promise<unknown> {
  const [row] = await reader.all<{ reading: Uint8Array }>('select reading from imported_mail where mail_no = ?', [no]);
  if (row === undefined) throw noSuchMail();
  return decodeCbor(await opened(reader, MAIL_READING, uuidToBytes(id), row.reading));
}

/** The file, byte for byte, in memory of its own. @throws IimsError `mail.not-found`, `store.failed` */
export async function mailFile(reader: Reader, mail: Pick<MailRow, 'id' | 'bytes'>): Promise<Uint8Array> {
  const file = new Uint8Array(mail.bytes);
  let at = 0;
  for await (const piece of mailPieces(reader, mail)) {
    file.set(piece, at);
    at += piece.length;
  }
  return file;
}

/** The same, piece by piece. @throws IimsError `mail.not-found`, `store.failed` */
export async function* mailPieces(
  reader: Reader,
  { id, bytes }: Pick<MailRow, 'id' | 'bytes'>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const mailId = uuidToBytes(id);
  for (let piece = 0; piece * MAIL_PIECE_BYTES < bytes; piece += 1) {
    const [row] = await reader.all<{ content: Uint8Array }>(
      'select content from imported_mail_piece where mail_id = ? and piece = ?',
      [mailId, piece],
    );
    if (row === undefined) throw noSuchMail();
    const content = await opened(reader, MAIL_PIECE, pieceRow(mailId, piece), row.content);
    assert(
      content.length === Math.min(MAIL_PIECE_BYTES, bytes - piece * MAIL_PIECE_BYTES),
      'pieces make up their file',
    );
    yield content;
  }
}

/** Files that are part of no case yet, by their ids. */
export async function mailsUnderWay(reader: Pick<Reader, 'all'>): Promise<string[]> {
  const rows = await reader.all<{ id: Uint8Array }>('select mail_id as id from mail_under_way');
  return rows.map(({ id }) => uuidFromBytes(id));
}

/** Mails that were imported before a moment and are still kept, those of cases on hold left out; at most `limit`. */
export async function mailsToRetire(
  reader: Pick<Reader, 'all'>,
  before: number,
  limit: number,
): Promise<{ readonly no: number; readonly id: string; readonly bytes: number }[]> {
  const rows = await reader.all<{ no: number; id: Uint8Array; bytes: number }>(
    `select mail_no as no, mail_id as id, byte_count as bytes from imported_mail
      where imported_at < ? and retired_at is null
        and not exists (select 1 from case_hold h where h.case_token = imported_mail.case_token) order by imported_at, mail_no limit ?`,
    [before, limit],
  );
  return rows.map(({ id, ...plain }) => ({ ...plain, id: uuidFromBytes(id) }));
}

/** The end of the last month whose content can be read no more; 0 where none is. */
export async function contentErasedUntil(reader: Pick<Statements, 'all'>): Promise<number> {
  const [erased] = await reader.all<{ month: string | null }>(
    "select max(period) as month from data_key where class = 'content' and wrapped is null",
  );
  if (erased?.month == null) return 0;
  const [year, month] = erased.month.split('-').map(Number) as [number, number];
  return Date.UTC(year, month);
}

/** Inside an act: what a mail was found by. */
export async function forgetMailTerms(transaction: Statements, no: number): Promise<void> {
  const [row] = await transaction.all<{ terms: Uint8Array }>('select terms from imported_mail where mail_no = ?', [no]);
  if (row === undefined) return;
  await forgetTermsOf(transaction, no, unpackTerms(row.terms));
}

export function contentTokenOf(reader: Pick<Reader, 'tokenOf'>, sha256: string): string {
  return reader.tokenOf(`mail-content ${sha256}`);
}

/** By what a piece is sealed: pieces of one mail are never each other. */
export function pieceRow(mailId: Uint8Array, piece: number): Uint8Array {
  return concatBytes(mailId, utf8(`/${piece}`));
}

/** Inside an act: one more mail has place in a case. @throws IimsError `case.full` */
export async function checkMailRoom(transaction: Transaction, token: string): Promise<void> {
  const [row] = await transaction.all<{ held: number }>(
    'select count(*) as held from imported_mail where case_token = ?',
    [token],
  );
  if (row!.held < CASE_MAILS_MAX) return;
  throw new IimsError('case.full', {
    message: 'The file of this case has no place for another mail.',
    field: 'caseRef',
    rule: `at most ${CASE_MAILS_MAX}`,
    fix: 'Open another case and link the two.',
  });
}

export function noSuchMail(): IimsError {
  return new IimsError('mail.not-found', { message: 'There is no such imported mail.', field: 'mail' });
}

async function mailRows(reader: Reader, condition: string, values: readonly (string | number | Uint8Array)[]) {
  const rows = await reader.all<Omit<MailRow, 'id' | 'head'> & { readonly id: Uint8Array; readonly head: Uint8Array }>(
    `select mail_no as no, mail_id as id, dated_at as "datedAt", imported_at as "importedAt", imported_by as "importedBy",
       byte_count as bytes, head from imported_mail where ${condition}`,
    values,
  );
  return Promise.all(
    rows.map(async ({ id, head, ...plain }): Promise<MailRow> => {
      const unsealed = head.length === 0 ? undefined : await reader.unseal(MAIL_HEAD, id, head);
      const shown = unsealed?.kind === 'open' ? (decodeCbor(unsealed.content) as unknown as MailHead) : undefined;
      return { ...plain, id: uuidFromBytes(id), head: shown };
    }),
  );
}

async function opened(reader: Reader, column: SealedColumn, row: Uint8Array, cell: Uint8Array): Promise<Uint8Array> {
  const unsealed = await reader.unseal(column, row, cell);
  if (unsealed.kind === 'open') return unsealed.content;
  if (unsealed.kind === 'erased') throw noSuchMail();
  throw new IimsError('store.failed', {
    message: 'A piece of an imported mail is not what was written.',
    fix: 'Check the disk and restore a backup.',
  });
}

export const MAIL_HEAD = sealedColumn('content', 'imported_mail', 'head');
export const MAIL_READING = sealedColumn('content', 'imported_mail', 'reading');
export const MAIL_PIECE = sealedColumn('content', 'imported_mail_piece', 'content');

/** Sealing and writing so much holds the node for less than a millisecond. */
export const MAIL_PIECE_BYTES = 262_144;
/** Of one case. */
export const CASE_MAILS_MAX = 1_000;
/** Cases that are named for one file. */
const SAME_MAILS_MAX = 20;
