// SPDX-License-Identifier: Apache-2.0
// The step of the schema for old mail that is part of cases (spec/mail-import.md): each with its file in sealed pieces.

import type { Words } from './schema.ts';

export function importedMails({ whole, bytes, table }: Words): string[] {
  return [
    // A mail has the number of its entry. When its period has ended, nothing is left of it but numbers and times.
    `create table imported_mail (
       mail_no ${whole} primary key, mail_id ${bytes} not null, case_token text not null, content_token text not null,
       dated_at ${whole} not null, imported_at ${whole} not null, imported_by text not null, byte_count ${whole} not null,
       head ${bytes} not null, reading ${bytes} not null, terms ${bytes} not null, is_cut ${whole} not null,
       retired_at ${whole}) ${table}`,
    'create unique index imported_mail_id on imported_mail (mail_id)',
    'create index imported_mail_case on imported_mail (case_token, mail_no)',
    "create index imported_mail_content on imported_mail (content_token) where content_token <> ''",
    'create index imported_mail_kept on imported_mail (imported_at) where retired_at is null',
    'create index imported_mail_cut on imported_mail (mail_no) where is_cut = 1',
    // Of a mail that is not there yet they belong to nothing.
    `create table imported_mail_piece (
       mail_id ${bytes} not null, piece ${whole} not null, content ${bytes} not null, primary key (mail_id, piece)) ${table}`,
  ];
}

/** Files that are no part of a case yet, so that what nobody goes on with is found without a look at all that is kept. */
export function mailsUnderWay({ bytes, keyedTable }: Words): string[] {
  return [
    `create table mail_under_way (mail_id ${bytes} not null primary key) ${keyedTable}`,
    `insert into mail_under_way (mail_id) select distinct mail_id from imported_mail_piece
       where not exists (select 1 from imported_mail m where m.mail_id = imported_mail_piece.mail_id)`,
  ];
}
