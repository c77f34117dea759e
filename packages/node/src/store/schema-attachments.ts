// SPDX-License-Identifier: Apache-2.0
// The step of the schema for files that go beside messages (spec/attachment.md). The files themselves lie in a folder, sealed.

import type { Words } from './schema.ts';

export function attachments({ whole, bytes, table }: Words): string[] {
  return [
    // Sealed and whole, and named by no message yet.
    `create table attachment_upload (
       envelope_id ${bytes} primary key, user_name text not null, states text not null, at_ms ${whole} not null,
       sealed_bytes ${whole} not null, about ${bytes} not null, content_key ${bytes} not null) ${table}`,
    'create index attachment_upload_time on attachment_upload (at_ms)',

    // Of messages in both directions, by their place.
    `create table attachment (
       message_no ${whole} not null references message (message_no), place ${whole} not null, envelope_id ${bytes} not null,
       sealed_bytes ${whole} not null, standing text not null, at_ms ${whole} not null, is_told ${whole} not null,
       content_key ${bytes} not null, primary key (message_no, place)) ${table}`,
    'create index attachment_envelope on attachment (envelope_id)',
    "create index attachment_awaited on attachment (message_no, place) where standing = 'awaited'",
    "create index attachment_ended on attachment (at_ms) where standing = 'ended'",
    'create index attachment_untold on attachment (message_no, place) where is_told = 0',

    // What has become of an own one at each State.
    `create table attachment_delivery (
       message_no ${whole} not null, place ${whole} not null, state text not null, standing text not null,
       at_ms ${whole} not null, primary key (message_no, place, state)) ${table}`,
  ];
}

/** Of the entry that an upload was kept with, which is told once more to whoever asks again. */
export function uploadEntries({ whole }: Words): string[] {
  return [`alter table attachment_upload add column entry_no ${whole} not null default 0`];
}

/** Of a file that is passed on: the message that it came with, with whose content it ends. */
export function passedOnAttachments({ whole }: Words): string[] {
  return [
    `alter table attachment add column source_no ${whole}`,
    'create index attachment_source on attachment (source_no) where source_no is not null',
  ];
}
