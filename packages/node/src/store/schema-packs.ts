// SPDX-License-Identifier: Apache-2.0
// The step of the schema for offline packs: officers' keys for them, devices, what is out, and what its checks met.

import type { Words } from './schema.ts';

export function offlinePacks({ whole, bytes, table }: Words): string[] {
  return [
    `create table pack_secret (
       user_name text primary key references user_account (user_name), salt ${bytes} not null,
       public_key ${bytes} not null, set_at ${whole} not null) ${table}`,
    `create table pack_device (
       device_id text primary key, device_name text not null, signing ${bytes} not null,
       added_at ${whole} not null, struck_at ${whole}) ${table}`,
    `create table offline_pack (
       pack_id text primary key, user_name text not null, device_id text not null references pack_device (device_id),
       made_by text not null, created_at ${whole} not null, not_after ${whole} not null, uses_max ${whole} not null,
       alerts ${whole} not null, uses_key ${bytes} not null, uses_taken ${whole} not null default 0,
       last_hash ${bytes} not null, uploaded_at ${whole}, ended_at ${whole}, broken text) ${table}`,
    'create index offline_pack_end on offline_pack (not_after)',
    `create table pack_hit (
       entry_index ${whole} primary key, pack_id text not null references offline_pack (pack_id),
       settled_at ${whole}) ${table}`,
    'create index pack_hit_pack on pack_hit (pack_id)',
  ];
}
