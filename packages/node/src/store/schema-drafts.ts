// SPDX-License-Identifier: Apache-2.0
// The steps of the schema that keep what operators have begun to write.

import type { Words } from './schema.ts';

export function drafts({ whole, bytes, table }: Words): string[] {
  return [
    `create table draft (
       user_name text not null, draft_id text not null, saved_at ${whole} not null, content ${bytes} not null,
       primary key (user_name, draft_id)) ${table}`,
  ];
}

/** What a list shows of a draft, so that it reads none of them whole. */
export function draftHeads({ bytes }: Words): string[] {
  return [`alter table draft add column head ${bytes}`];
}
