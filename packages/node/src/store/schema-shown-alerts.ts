// SPDX-License-Identifier: Apache-2.0
// The step of the schema that knows which partners were told of an own alert, and which queries of the own officers showed a partner's.

import type { Words } from './schema.ts';

export function shownAlerts({ whole, bytes, table }: Words): string[] {
  return [
    `create table told_alert (
       alert_token text not null, state text not null, round ${whole} not null, register_id text not null,
       content ${bytes} not null, as_overdue ${whole} not null, ended_at ${whole}, ended_by text,
       notice_id text, sent_at ${whole}, answer_id text, answered_at ${whole},
       primary key (alert_token, state, round)) ${table}`,
    'create index told_alert_open on told_alert (register_id, alert_token, state) where ended_at is null',
    'create index told_alert_due on told_alert (state, ended_at) where ended_at is not null and notice_id is null',
    'create index told_alert_notice on told_alert (notice_id) where notice_id is not null',
    `create table told_scan (register_id text primary key, generation ${whole} not null, day text not null) ${table}`,
    `create table shown_alert (
       asked_index ${whole} not null, place ${whole} not null, alert_token text not null, closed_at ${whole} not null,
       content ${bytes} not null, ended_at ${whole}, ended_by text, primary key (asked_index, place)) ${table}`,
    'create index shown_alert_token on shown_alert (alert_token)',
    // Entries before this step do not say what was shown.
    `create table shown_mark (mark_no ${whole} primary key check (mark_no = 1), next_index ${whole} not null) ${table}`,
    'insert into shown_mark (mark_no, next_index) select 1, coalesce(max(idx) + 1, 0) from entry',
  ];
}
