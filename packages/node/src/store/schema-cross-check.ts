// SPDX-License-Identifier: Apache-2.0
// The step of the schema for what is known of the subjects of messages that came: which messages are looked at, and what was found.

import type { Words } from './schema.ts';

export function crossChecks({ whole, bytes, table }: Words): string[] {
  return [
    `create table cross_check (
       message_no ${whole} primary key references message (message_no), at_ms ${whole} not null, findings ${bytes} not null) ${table}`,
    `create table cross_check_mark (mark_no ${whole} primary key check (mark_no = 1), next_no ${whole} not null) ${table}`,
    // What came before this step was answered without it.
    'insert into cross_check_mark (mark_no, next_no) select 1, coalesce(max(message_no) + 1, 0) from message',
  ];
}
