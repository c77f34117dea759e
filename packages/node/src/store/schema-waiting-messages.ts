// SPDX-License-Identifier: Apache-2.0
// The step of the schema for messages that wait for a second person, and those that this one refused (spec/case.md).

import type { Words } from './schema.ts';

export function waitingMessages({ whole, bytes, table }: Words): string[] {
  return [
    `create table waiting_message (
       message_id ${bytes} primary key, proposed_no ${whole} not null, case_token text not null, standing text not null,
       proposed_by text not null, proposed_at ${whole} not null, digest ${bytes} not null,
       summary ${bytes} not null, content ${bytes} not null,
       refused_by text, refused_at ${whole}, ground text, words ${bytes}) ${table}`,
    'create index waiting_message_standing on waiting_message (standing, proposed_no)',
    'create index waiting_message_case on waiting_message (case_token)',
  ];
}
