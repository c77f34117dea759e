// SPDX-License-Identifier: Apache-2.0
// The step of the schema for entries of partners' logs that are still to be fetched, and for the checkpoints that many of them share.

import type { Words } from './schema.ts';

export function awaitedEntries({ whole, bytes, table, keyedTable }: Words): string[] {
  return [
    `create table awaited_entry (
       state text not null, message_no ${whole} not null references message (message_no), due_at ${whole} not null,
       attempts ${whole} not null, primary key (state, message_no)) ${keyedTable}`,
    'create index awaited_entry_due on awaited_entry (state, due_at, message_no)',
    `create table entry_checkpoint (hash ${bytes} primary key, note ${bytes} not null) ${table}`,
    `alter table message_entry_proof add column checkpoint ${bytes}`,
    // What was signed before, and stands without a witnessed entry.
    `insert into awaited_entry (state, message_no, due_at, attempts)
       select d.state, d.message_no, m.at_ms, 0 from message_delivery d join message m on m.message_no = d.message_no
        where d.receipt is not null and m.kind in (${WANTED.map((kind) => `'${kind}'`).join(', ')}) and not exists (${WITNESSED} p.state = d.state)`,
    `insert into awaited_entry (state, message_no, due_at, attempts)
       select m.state, m.message_no, m.at_ms, 0 from message m
        where m.direction = 'in' and (m.kind = 'deleted' or m.message_no in (select message_no from deletion_receipt))
          and not exists (${WITNESSED} p.state = m.state)`,
  ];
}

const WITNESSED =
  "select 1 from message_entry_proof p where p.message_no = m.message_no and p.standing = 'witnessed' and";

/** The kinds of message behind whose receipts entries were awaited in the release of this step. */
const WANTED: readonly string[] = [
  'free-message',
  'information-request',
  'information',
  'core-data-request',
  'hit-confirmation',
  'hit-confirmation-answer',
  'hit-report',
  'supplementary-information',
  'notice',
  'spontaneous-information',
  'document-examination',
  'document-examination-answer',
  'evidence-preservation',
  'evidence-preservation-answer',
  'victim-referral',
  'refusal',
  'clarification',
  'recall',
  'release-request',
  'release-answer',
  'communication-check',
  'communication-check-answer',
  'forwarded',
  'alert-deleted',
  'deleted',
];
