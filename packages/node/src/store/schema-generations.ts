// SPDX-License-Identifier: Apache-2.0
// The step of the schema that gives each register generations, and imports a table of their own.

import type { Words } from './schema.ts';

/** Every register's content becomes its first generation; numbers of alerts say so from here on. */
export function generations({ whole, bytes, table }: Words): string[] {
  const inGeneration = (number: string) => `${number} + 4294967296 * r.generation`;
  return [
    `create table register_generation (
       generation ${whole} primary key, register_id text not null, standing text not null, changed_at ${whole} not null,
       checked_at ${whole} not null, row_count ${whole} not null) ${table}`,
    `alter table register add column generation ${whole} not null default 0`,
    'update register set generation = (select count(*) from register as other where other.id <= register.id)',
    'create unique index register_shown on register (generation)',
    `insert into register_generation (generation, register_id, standing, changed_at, checked_at, row_count)
       select generation, id, 'shown', changed_at, checked_at, row_count from register`,
    `update alert_key set alert_no = (select ${inGeneration('a.alert_no')} from alert a
       join register r on r.id = a.register_id where a.alert_no = alert_key.alert_no)`,
    // Without the reference to its register: a generation may be built before its register is there.
    `create table generation_alert (
       alert_no ${whole} primary key, alert_id text not null, register_id text not null, generation ${whole} not null,
       body ${bytes} not null) ${table}`,
    `insert into generation_alert (alert_no, alert_id, register_id, generation, body)
       select ${inGeneration('a.alert_no')}, a.alert_id, a.register_id, r.generation, a.body
         from alert a join register r on r.id = a.register_id order by a.alert_no`,
    'drop table alert',
    'alter table generation_alert rename to alert',
    'create unique index alert_place on alert (register_id, generation, alert_id)',
    `create table register_import (
       import_id text primary key, register_id text not null, standing text not null, begun_at ${whole} not null,
       changed_at ${whole} not null, generation ${whole}, alerts_staged ${whole} not null default 0,
       keys_staged ${whole} not null default 0, file_key ${bytes} not null, about ${bytes} not null) ${table}`,
  ];
}
