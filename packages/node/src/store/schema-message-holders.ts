// SPDX-License-Identifier: Apache-2.0
// The step of the schema for who may hold the content of a message, and until when.

import type { Words } from './schema.ts';

export function messageHolders({ whole, bytes, table, keyedTable }: Words): string[] {
  return [
    // What the originator allowed: of a message that was sent by the own State, of one that came by its sender.
    `create table message_release (
       message_no ${whole} not null references message (message_no), recipient text not null, purpose text not null,
       answer_no ${whole} not null, primary key (message_no, recipient, purpose)) ${table}`,
    // Of a message that came by way of another State: what it was when its originator sent it.
    `create table message_origin (
       message_no ${whole} primary key references message (message_no), origin_id ${bytes} not null, originator text not null) ${table}`,
    'create index message_origin_id on message_origin (origin_id)',

    `create table message_expiry (
       message_no ${whole} primary key references message (message_no), ends_at ${whole} not null) ${table}`,
    'create index message_expiry_end on message_expiry (ends_at)',
    // A recall may come before what it recalls.
    `create table message_recalled (
       message_id ${bytes} not null, state text not null, primary key (message_id, state)) ${keyedTable}`,
    `create table message_ending (
       message_no ${whole} primary key references message (message_no), cause text not null, at_ms ${whole} not null,
       is_told ${whole} not null) ${table}`,
    'create index message_ending_untold on message_ending (message_no) where is_told = 0',
  ];
}
