// SPDX-License-Identifier: Apache-2.0
// The step of the schema for the register of refused purposes: whom and what notices name, as tokens, and which were refused.

import type { Words } from './schema.ts';

export function refusedPurposes({ whole, bytes, table, keyedTable }: Words): string[] {
  return [
    `create table notice_subject (
       state text not null, number text not null, token text not null, role text not null, is_sure ${whole} not null,
       primary key (state, number, role, token)) ${keyedTable}`,
    'create index notice_subject_token on notice_subject (token, role)',
    `create table refused_purpose (
       no ${whole} primary key, state text not null, number text not null, purpose text not null, ground text not null,
       cause text not null, decided_at ${whole} not null, decided_by text not null, explanation ${bytes}) ${table}`,
    'create index refused_purpose_notice on refused_purpose (state, number)',
    `create table refusal_override (
       no ${whole} not null, item text not null, by_user text not null, at_ms ${whole} not null, reason ${bytes} not null,
       primary key (no, item)) ${keyedTable}`,
    `create table notice_alert (
       state text not null, number text not null, register_id text not null, alert_id text not null, by_user text not null,
       at_ms ${whole} not null, primary key (state, number, register_id, alert_id)) ${keyedTable}`,
  ];
}
