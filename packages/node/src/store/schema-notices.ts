// SPDX-License-Identifier: Apache-2.0
// The step of the schema for notices: what waits for review, what was sent and what came, and what each recipient is owed.

import type { Words } from './schema.ts';

export function notices({ whole, bytes, table, keyedTable }: Words): string[] {
  return [
    `create table notice_draft (
       number ${whole} primary key, standing text not null, reach text not null, purpose text not null, to_states text not null,
       drafted_by text not null, drafted_at ${whole} not null, digest ${bytes} not null, content_hash ${bytes} not null,
       content ${bytes} not null, decided_by text, decided_at ${whole}, decision ${bytes}) ${table}`,
    "create index notice_draft_waiting on notice_draft (number) where standing = 'waiting'",

    // Own and partners'. A withdrawal may come before its notice: then only the State and the number are known.
    `create table notice (
       no ${whole} primary key, state text not null, number text not null, message_no ${whole}, reach text not null,
       purpose text not null, at_ms ${whole} not null, review_on text not null, valid_until text not null, subject ${bytes},
       withdrawn_at ${whole}, ground text, withdrawn_by text, withdrawal_no ${whole}, is_told ${whole} not null) ${table}`,
    'create unique index notice_number on notice (state, number)',
    'create index notice_lapsing on notice (state, valid_until) where withdrawn_at is null',
    'create index notice_untold on notice (no) where is_told = 0',

    `create table notice_recipient (
       number text not null, state text not null, message_no ${whole}, review_told text not null, withdrawal_no ${whole},
       stated_at ${whole}, owed ${whole} not null, primary key (number, state)) ${keyedTable}`,
    'create index notice_recipient_owed on notice_recipient (number, state) where owed = 1',
  ];
}
