// SPDX-License-Identifier: Apache-2.0
// The step of the schema for communication checks that the node starts by itself: schedules, and what is left of their runs (spec/directory.md).

import type { Words } from './schema.ts';

export function checkSchedules({ whole, bytes, table, keyedTable }: Words): string[] {
  return [
    `create table check_schedule (
       schedule_no ${whole} primary key, kept_by text not null, kept_at ${whole} not null, next_at ${whole} not null,
       last_at ${whole}, content ${bytes} not null) ${table}`,
    `create table planned_check (
       schedule_no ${whole} not null references check_schedule (schedule_no), place ${whole} not null,
       due_at ${whole} not null, skipped text, content ${bytes} not null, primary key (schedule_no, place)) ${keyedTable}`,
    'create index planned_check_due on planned_check (due_at) where skipped is null',
  ];
}
