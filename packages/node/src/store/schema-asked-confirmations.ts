// SPDX-License-Identifier: Apache-2.0
// The step of the schema that keeps what officers ask their bureau to have confirmed.

import type { Words } from './schema.ts';

export function askedConfirmations({ whole, bytes, table }: Words): string[] {
  return [
    `create table asked_confirmation (
       ask_id ${bytes} primary key, asked_at ${whole} not null, user_name text not null, state text not null,
       urgency text not null, hit_token text not null unique, content ${bytes} not null,
       settled_at ${whole}, message_no ${whole}, declined text) ${table}`,
    'create index asked_confirmation_user on asked_confirmation (user_name, asked_at)',
    'create index asked_confirmation_waiting on asked_confirmation (asked_at) where settled_at is null',
  ];
}

/** By which what is too old is found without looking at the rest. */
export const ASKED_BY_TIME = ['create index asked_confirmation_time on asked_confirmation (asked_at)'];
