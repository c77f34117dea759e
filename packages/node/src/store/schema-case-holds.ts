// SPDX-License-Identifier: Apache-2.0
// The step of the schema for cases on hold, and for what a case's file remembers of requests whose period has ended (spec/case.md, 18 to 23).

import type { Words } from './schema.ts';

export function caseHolds({ whole, bytes, table }: Words): string[] {
  return [
    `create table case_hold (
       case_token text primary key, held_by text not null, held_at ${whole} not null, reason ${bytes} not null) ${table}`,
    `alter table case_file add column core_asked ${whole} not null default 0`,
    `update case_file set core_asked = 1 where case_token in
       (select case_token from message where kind = 'core-data-request' and direction = 'in')`,
  ];
}
