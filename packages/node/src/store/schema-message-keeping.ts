// SPDX-License-Identifier: Apache-2.0
// The step of the schema for how long messages are kept: which are out of the inbox, and which have reached the end of their period.

import type { Words } from './schema.ts';

export function messageKeeping({ whole }: Words): string[] {
  return [
    `alter table message add column archived_at ${whole}`,
    `alter table message add column retired_at ${whole}`,
    'create index message_inbox on message (message_no) where archived_at is null',
    'create index message_kept on message (kind, at_ms) where retired_at is null',
  ];
}
