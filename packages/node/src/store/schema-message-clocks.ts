// SPDX-License-Identifier: Apache-2.0
// The step of the schema for clocks of requests: one for each State that is to answer, and what happened to it.

import type { Words } from './schema.ts';

export function messageClocks({ whole, table }: Words): string[] {
  return [
    // `state` is the other one: of a request that came the asker, of one that was sent a State that is to answer.
    `create table message_clock (
       message_no ${whole} not null references message (message_no), state text not null, clock text not null,
       started_at ${whole}, is_open ${whole} not null, due_at ${whole}, entered text not null, changes_at ${whole},
       primary key (message_no, state)) ${table}`,
    // What is open is little beside what was answered.
    'create index message_clock_due on message_clock (due_at) where is_open = 1',
    'create index message_clock_changes on message_clock (changes_at) where is_open = 1',
    `create table message_clock_event (
       message_no ${whole} not null, state text not null, caused_by ${whole} not null, kind text not null, at_ms ${whole} not null,
       reason text, until_ms ${whole}, request ${whole}, primary key (message_no, state, caused_by)) ${table}`,
  ];
}
