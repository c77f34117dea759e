// SPDX-License-Identifier: Apache-2.0
// The step of the schema for a bureau's own files of cases: tasks, notes, links, who has what, and templates (spec/case.md).

import type { Words } from './schema.ts';

export function cases({ whole, bytes, table }: Words): string[] {
  return [
    `create table case_file (
       case_token text primary key, standing text not null, outcome text, ground text, assigned_to text,
       head ${bytes}, opened_at ${whole}, closed_no ${whole}, closed_at ${whole},
       touched_no ${whole} not null, last_message_no ${whole}, last_in_no ${whole}) ${table}`,
    'create index case_file_touched on case_file (touched_no)',
    'create index case_file_assigned on case_file (assigned_to, touched_no) where assigned_to is not null',
    'create index case_file_closed on case_file (closed_at) where closed_at is not null',
    `insert into case_file (case_token, standing, touched_no, last_message_no, last_in_no)
       select case_token, 'open', max(message_no), max(message_no), max(case when direction = 'in' then message_no end)
         from message where kind not in ('opened', 'alert-deletion', 'alert-deleted', 'deleted', 'directory')
        group by case_token`,

    // Tasks, notes and links have the number of the entry that made them.
    `create table case_task (
       task_no ${whole} primary key, case_token text not null, added_by text not null, added_at ${whole} not null,
       assigned_to text, due_at ${whole}, done_at ${whole}, done_by text, content ${bytes} not null) ${table}`,
    'create index case_task_case on case_task (case_token, task_no)',
    `create table case_note (
       note_no ${whole} primary key, case_token text not null, added_by text not null, added_at ${whole} not null,
       content ${bytes} not null) ${table}`,
    'create index case_note_case on case_note (case_token, note_no)',
    `create table case_link (
       link_no ${whole} primary key, case_token text not null, other_token text not null, reason text not null,
       added_by text not null, added_at ${whole} not null, content ${bytes} not null) ${table}`,
    'create unique index case_link_pair on case_link (case_token, other_token)',
    'create index case_link_other on case_link (other_token)',

    `create table message_assignment (
       message_no ${whole} primary key references message (message_no), assigned_to text not null,
       assigned_by text not null, assigned_at ${whole} not null) ${table}`,
    `create table message_template (
       template_no ${whole} primary key, kind text not null, kept_by text not null, kept_at ${whole} not null,
       content ${bytes} not null) ${table}`,
  ];
}
