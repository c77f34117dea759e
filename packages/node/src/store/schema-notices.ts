// SPDX-License-Identifier: Apache-2.0
// The steps of the schema for notices: what waits for review, what was sent and what came, what each recipient is owed, and of which case
// they are.

import { decodeCbor } from '@iims/wire/cbor';
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { AtRestKeys } from './at-rest-keys.ts';
import { caseTokenOf } from './case-files.ts';
import { DataKeys } from './data-keys.ts';
import { DRAFTED_CONTENT } from './notice-drafts.ts';
import type { Words } from './schema.ts';
import { eachPage, statementsOf } from './schema-at-rest.ts';
import type { Statements } from './sql.ts';

export function notices({ whole, bytes, table, keyedTable }: Words): string[] {
  return [
    `create table notice_draft (
       number ${whole} primary key, standing text not null, reach text not null, purpose text not null, to_states text not null,
       drafted_by text not null, drafted_at ${whole} not null, digest ${bytes} not null, content_hash ${bytes} not null,
       content ${bytes} not null, decided_by text, decided_at ${whole}, decision ${bytes}) ${table}`,
    "create index notice_draft_waiting on notice_draft (number) where standing = 'waiting'",

    // Own and partners'. A withdrawal may come before its notice: then only the State and the number are known.
    `create table notice (
       no ${whole} primary key, state text not null, number text not null, message_no ${whole}, reach text not null,
       purpose text not null, at_ms ${whole} not null, review_on text not null, valid_until text not null, subject ${bytes},
       withdrawn_at ${whole}, ground text, withdrawn_by text, withdrawal_no ${whole}, is_told ${whole} not null) ${table}`,
    'create unique index notice_number on notice (state, number)',
    'create index notice_lapsing on notice (state, valid_until) where withdrawn_at is null',
    'create index notice_untold on notice (no) where is_told = 0',

    `create table notice_recipient (
       number text not null, state text not null, message_no ${whole}, review_told text not null, withdrawal_no ${whole},
       stated_at ${whole}, owed ${whole} not null, primary key (number, state)) ${keyedTable}`,
    'create index notice_recipient_owed on notice_recipient (number, state) where owed = 1',
  ];
}

/** Of drafts, own and partners' notices the case, so that a hold on it keeps them (spec/case.md, 18). */
export function noticeCasesStep({ dialect }: Words, root: AtRestKeys): Migration {
  return {
    async up(db: Kysely<unknown>) {
      const statements = statementsOf(db, dialect);
      for (const table of ['notice_draft', 'notice']) {
        await statements.run(`alter table ${table} add column case_token text not null default ''`);
        await statements.run(`create index ${table}_case on ${table} (case_token)`);
      }
      await statements.run(
        `update notice set case_token =
           coalesce((select m.case_token from message m where m.message_no = notice.message_no), '')`,
      );
      await fillCasesOfDrafts(statements, new DataKeys(root));
    },
  };
}

/** What ended before lists forgot its subject with it (spec/message-keeping.md, 3). */
export function endedNoticesStep({ dialect }: Words): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await statementsOf(db, dialect).run(
        `update notice set subject = ?, case_token = '' where subject is not null
           and (message_no in (select message_no from message_ending) or (state = substr(number, 1, 3) and number in
             (select r.number from notice_recipient r join message_ending e on e.message_no = r.message_no)))`,
        [new Uint8Array(0)],
      );
    },
  };
}

/** A draft whose period has ended has nothing left that a hold could keep. */
async function fillCasesOfDrafts(statements: Statements, keys: DataKeys): Promise<void> {
  await eachPage(statements, { from: 'notice_draft', order: 'number' }, async (rows) => {
    for (const row of rows) {
      const number = row.number as number;
      const unsealed = await keys.unseal(statements, DRAFTED_CONTENT, number, row.content as Uint8Array);
      if (unsealed.kind !== 'open') continue;
      const { caseRef } = decodeCbor(unsealed.content) as { readonly caseRef: string };
      const token = caseTokenOf(keys, caseRef);
      await statements.run('update notice_draft set case_token = ? where number = ?', [token, number]);
      // A partner's came with a message, or is not known yet.
      await statements.run(
        "update notice set case_token = ? where message_no is null and reach <> '' and number like ?",
        [token, `___-NOT-${String(number).padStart(NUMBER_DIGITS, '0')}`],
      );
    }
  });
}

/** As the release of this step wrote it. */
const NUMBER_DIGITS = 6;
