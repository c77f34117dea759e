// SPDX-License-Identifier: Apache-2.0
// The step of the schema for entries that partners opened behind receipts of messages.

import type { Words } from './schema.ts';

export function entryProofs({ whole, bytes, table }: Words): string[] {
  return [
    `create table message_entry_proof (
       message_no ${whole} not null references message (message_no), state text not null, at_ms ${whole} not null,
       standing text not null, content ${bytes} not null, primary key (message_no, state)) ${table}`,
  ];
}
