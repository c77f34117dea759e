// SPDX-License-Identifier: Apache-2.0
// The step of the schema that gives positive registers generations, as registers of alerts have them: so that their next content is built
// beside the one in force, shown in one transaction, and taken back.

import type { Words } from './schema.ts';

/** What each register holds becomes its first generation. An entry's cell stays sealed under what it lay under: its token. */
export function issuedGenerations({ whole, bytes, table, keyedTable }: Words): string[] {
  return [
    "alter table register_generation add column complete_for text not null default ''",
    "alter table register_generation add column holds text not null default 'alerts'",
    `alter table positive_register add column generation ${whole} not null default 0`,
    `update positive_register set generation = (select coalesce(max(generation), 0) from register_generation)
       + (select count(*) from positive_register as other where other.id <= positive_register.id)`,
    'create unique index positive_register_shown on positive_register (generation)',
    `insert into register_generation (generation, register_id, standing, changed_at, checked_at, row_count, complete_for, holds)
       select generation, id, 'shown', changed_at, checked_at, row_count, complete_for, 'issued' from positive_register`,
    `create table generation_issued (
       entry_no ${whole} primary key, entry_id text not null, register_id text not null, generation ${whole} not null,
       body ${bytes} not null) ${table}`,
    `insert into generation_issued (entry_no, entry_id, register_id, generation, body)
       select row_number() over (partition by d.register_id order by d.token) + 4294967296 * p.generation,
              d.token, d.register_id, p.generation, d.body
         from issued_document d join positive_register p on p.id = d.register_id`,
    `create table issued_key (
       token text not null, entry_no ${whole} not null, primary key (token, entry_no)) ${keyedTable}`,
    'insert into issued_key (token, entry_no) select entry_id, entry_no from generation_issued',
    'drop table issued_document',
    'alter table generation_issued rename to issued_document',
    'create unique index issued_place on issued_document (register_id, generation, entry_id)',
  ];
}
