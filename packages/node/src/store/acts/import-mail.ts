// SPDX-License-Identifier: Apache-2.0
// Makes a file of old mail, whose pieces are there, part of a case. Entry: mail.imported, whose number the mail has.

import { encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { uuidFromBytes } from '@iims/wire/identifiers';
import { caseTokenOf, sealHead } from '../case-files.ts';
import {
  checkMailRoom,
  contentTokenOf,
  MAIL_HEAD,
  MAIL_PIECE_BYTES,
  MAIL_READING,
  type MailHead,
  noSuchMail,
} from '../imported-mails.ts';
import { noteDay, packTerms, writeTerms } from '../message-terms.ts';
import type { Transaction } from '../sql.ts';

export interface MailToImport {
  /** 16 bytes. */
  readonly id: Uint8Array;
  readonly head: MailHead;
  /** Deterministic CBOR. */
  readonly reading: Uint8Array;
  readonly bytes: number;
  /** When it was written, by its own word. */
  readonly datedAt?: number;
  readonly by: string;
  /** Each once. */
  readonly terms: readonly number[];
  readonly isCut: boolean;
}

/** Throws `mail.already-here`, `case.full`, `mail.not-found` where a piece is not there. */
export async function importMail(transaction: Transaction, mail: MailToImport): Promise<void> {
  const { entryIndex: no, atMs } = transaction;
  const { id, head, bytes, terms, datedAt = atMs } = mail;
  const token = caseTokenOf(transaction, head.caseRef);
  const content = contentTokenOf(transaction, head.sha256);
  const [same] = await transaction.all<{ id: Uint8Array }>(
    'select mail_id as id from imported_mail where content_token = ? and case_token = ?',
    [content, token],
  );
  if (same !== undefined) throw alreadyHere(uuidFromBytes(same.id));
  await checkMailRoom(transaction, token);
  const [pieces] = await transaction.all<{ count: number }>(
    'select count(*) as count from imported_mail_piece where mail_id = ?',
    [id],
  );
  if (pieces!.count !== Math.ceil(bytes / MAIL_PIECE_BYTES)) throw noSuchMail();
  await transaction.run(
    `insert into imported_mail (mail_no, mail_id, case_token, content_token, dated_at, imported_at, imported_by, byte_count,
       head, reading, terms, is_cut) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      no,
      id,
      token,
      content,
      datedAt,
      atMs,
      mail.by,
      bytes,
      transaction.seal(MAIL_HEAD, id, encodeCbor(head)),
      transaction.seal(MAIL_READING, id, mail.reading),
      packTerms(terms),
      mail.isCut ? 1 : 0,
    ],
  );
  await transaction.run('delete from mail_under_way where mail_id = ?', [id]);
  await writeTerms(transaction, no, terms);
  await noteDay(transaction, no, datedAt);
  // A case that begins with a mail has no message that would tell its reference.
  await transaction.run(
    `insert into case_file (case_token, standing, head, touched_no) values (?, 'open', ?, ?)
       on conflict (case_token) do update set touched_no = excluded.touched_no`,
    [token, sealHead(transaction, token, { caseRef: head.caseRef, title: '' }), no],
  );
}

function alreadyHere(id: string): IimsError {
  return new IimsError('mail.already-here', {
    message: 'The same file is in this case already.',
    field: 'mail',
    rule: id,
    fix: 'Open that mail.',
  });
}
