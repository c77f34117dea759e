// SPDX-License-Identifier: Apache-2.0
// The step of the schema for messages: what was sent and received, each delivery to a State, and what could not be read.

import type { Words } from './schema.ts';

/** A message has the number of its entry: each has exactly one, and they stand in its order. */
export function messages({ whole, bytes, table }: Words): string[] {
  return [
    `create table message (
       message_no ${whole} primary key, message_id ${bytes} not null, direction text not null, state text not null,
       sequence ${whole}, kind text not null, urgency text not null, in_reply_to ${bytes}, case_token text not null,
       sent_at ${whole} not null, at_ms ${whole} not null, expires_at ${whole} not null, exercise ${whole} not null,
       status text not null, opened_at ${whole}, signer ${bytes} not null,
       envelope_hash ${bytes} not null, summary ${bytes} not null, content_key ${bytes} not null,
       receipt ${bytes}) ${table}`,
    'create unique index message_by_id on message (message_id)',
    'create unique index message_by_sequence on message (state, sequence) where sequence is not null',
    'create index message_by_case on message (case_token, message_no)',
    'create index message_by_reply on message (in_reply_to) where in_reply_to is not null',
    // Apart, so that a list of messages reads no content.
    `create table message_envelope (message_no ${whole} primary key, envelope ${bytes} not null) ${table}`,
    `create table message_signer (
       key_id ${bytes} primary key, state text not null, ed25519 ${bytes} not null, mldsa65 ${bytes} not null) ${table}`,

    `create table message_delivery (
       message_no ${whole} not null references message (message_no), state text not null, sequence ${whole} not null,
       status text not null, waits ${whole} not null, raised ${whole} not null, due_at ${whole} not null,
       attempts ${whole} not null, next_attempt_at ${whole} not null, refused text, received_at ${whole},
       receipt ${bytes}, primary key (message_no, state)) ${table}`,
    'create unique index message_delivery_sequence on message_delivery (state, sequence)',
    // What is under way is little beside what has arrived.
    'create index message_delivery_waiting on message_delivery (state, sequence) where waits = 1',
    'create index message_delivery_due on message_delivery (state, due_at) where waits = 1',

    `create table inbox_line (state text primary key, highest ${whole} not null, missing ${bytes} not null) ${table}`,
    `create table quarantined_message (
       entry_index ${whole} primary key, state text not null, sequence ${whole} not null, envelope_hash ${bytes} not null,
       code text not null, at_ms ${whole} not null, envelope ${bytes} not null) ${table}`,
    'create index quarantined_message_time on quarantined_message (state, at_ms)',
  ];
}
