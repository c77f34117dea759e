// SPDX-License-Identifier: Apache-2.0
// The step of the schema by which messages are found: keyed hashes of what they say, and never what they say (spec/message-search.md).

import type { Words } from './schema.ts';

export function messageSearch({ whole, bytes, table, keyedTable }: Words): string[] {
  return [
    // A term is a number of 52 bits: with thirty of them a message, each byte of a row counts.
    `create table message_term (
       term ${whole} not null, message_no ${whole} not null, primary key (term, message_no)) ${keyedTable}`,
    // The terms of a message in one piece, so that they can be taken out without knowing what it said.
    `create table indexed_message (
       message_no ${whole} primary key references message (message_no), terms ${bytes} not null, is_cut ${whole} not null) ${table}`,
    'create index indexed_message_cut on indexed_message (message_no) where is_cut = 1',
    // Clocks are set back now and then, so the numbers of two days may overlap.
    `create table message_day (
       day ${whole} primary key, first_no ${whole} not null, last_no ${whole} not null) ${table}`,
    `create table message_term_mark (mark_no ${whole} primary key check (mark_no = 1), next_no ${whole} not null) ${table}`,
    'insert into message_term_mark (mark_no, next_no) values (1, 0)',
    'create index message_clock_open on message_clock (message_no) where is_open = 1',
  ];
}

/** By what else messages are found than before: all are looked at anew, behind the receipts. */
export const SEARCH_ANEW = [
  'delete from message_term',
  'delete from indexed_message',
  'delete from message_day',
  'update message_term_mark set next_no = 0 where mark_no = 1',
];

/** How many erased keys of content the terms have been looked through for: they are looked through once for each, and not at every look. */
export function termsForgotten({ whole }: Words): string[] {
  return [`alter table message_term_mark add column keys_forgotten ${whole} not null default 0`];
}
