// SPDX-License-Identifier: Apache-2.0
// Every column of the schema that could hold something of a case is one that a hold keeps, or says here why it is none (spec/case.md, 18 to 21).

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { TestSources } from './acceptance.fixture.ts';
import { HELD_CELLS } from './held-cells.ts';
import { openSqliteStore } from './sqlite-store.ts';

const directory = mkdtempSync(join(tmpdir(), 'iims-held-'));
after(() => rmSync(directory, { recursive: true }));

/** Sealed under keys that periods destroy, and yet not kept by a hold. */
const ENDS_ALL_THE_SAME: Readonly<Record<string, string>> = {
  'answer_proof.content': 'of a query, which is no part of a case; kept for 90 days',
  'answered_query.content': 'an answer to a partner’s query; kept for 15 minutes',
  'asked_confirmation.content':
    'what an officer asks his bureau; forgotten after 30 days, while the message that came of it is held',
  'attachment_upload.about': 'no message has named it; gone after a day',
  'attachment_upload.content_key': 'no message has named it; gone after a day',
  'connector.about': 'of a register',
  'deletion_receipt.message_key': 'of an alert that ended',
  'draft.content': 'of one account, which the node does not read',
  'draft.head': 'of one account, as the draft itself',
  'entry.content': 'a hold keeps no entries, whose period is their own',
  'met_covert.content': 'of queries, as their entries',
  'offline_pack.uses_key': 'of a pack',
  'receipt.content': 'of a query, which is no part of a case',
  'register_import.about': 'of a register',
  'register_import.file_key': 'of a register',
  'shown_alert.content': 'of a query; as long as its officer’s history',
  'told_alert.content': 'of an alert',
};

/** Sealed under keys that no period ends. */
const ENDS_WITH_NO_PERIOD: readonly string[] = [
  ...['alert.body', 'issued_document.body', 'waiting_alert.body', 'not_executed.content'],
  ...['refused_purpose.explanation', 'refusal_override.reason'],
  ...['user_account.password_hash', 'case_hold.reason', 'message_template.content', 'pack_secret.public_key'],
  ...['check_schedule.content', 'planned_check.content'],
];

/** Ids, hashes, keys, tokens and envelopes: not sealed cells. */
const NOT_SEALED: readonly string[] = [
  ...['answer_proof.query_ids', 'answered_query.query_id', 'asked_confirmation.ask_id', 'at_rest.root_id'],
  'awaited_receipt.query_id',
  ...['attachment.envelope_id', 'attachment_upload.envelope_id', 'data_key.wrapped', 'deletion_receipt.message_id'],
  ...['entry_checkpoint.note', 'entry_checkpoint.hash', 'mail_under_way.mail_id', 'message_entry_proof.checkpoint'],
  ...['entry.commitment', 'held_checkpoint.root', 'held_checkpoint.checkpoint', 'imported_mail.mail_id'],
  ...['imported_mail.terms', 'imported_mail_piece.mail_id', 'inbox_line.missing', 'indexed_message.terms'],
  ...['log_fork.proof', 'log_head.root', 'log_head.checkpoint', 'message.message_id', 'message.in_reply_to'],
  ...['message.signer', 'message.envelope_hash', 'message_envelope.envelope', 'message_origin.origin_id'],
  ...['message_recalled.message_id', 'message_signer.key_id', 'message_signer.ed25519', 'message_signer.mldsa65'],
  ...['notice_draft.digest', 'notice_draft.content_hash', 'offline_pack.last_hash', 'pack_device.signing'],
  ...['pack_secret.salt', 'partner_test.layers', 'quarantined_message.envelope_hash', 'quarantined_message.envelope'],
  ...['receipt.query_id', 'session.token_hash', 'sign_in_failure.account_hash', 'sign_in_failure.source_hash'],
  ...['waiting_message.message_id', 'waiting_message.digest', 'witnessed_checkpoint.root'],
  'witnessed_checkpoint.checkpoint',
];

test('each column of bytes is kept by a hold, or is known not to be of a case', async () => {
  const path = join(directory, 'schema.db');
  const store = await openSqliteStore({ path, reserveBytes: 4_096, ...new TestSources() });
  await store.close();
  const known = [...HELD_CELLS, ...Object.keys(ENDS_ALL_THE_SAME), ...ENDS_WITH_NO_PERIOD, ...NOT_SEALED];
  assert.deepEqual(
    bytesColumns(path),
    known.toSorted(),
    'a new column stands in HELD_COLUMNS, or here with its reason',
  );
});

function bytesColumns(path: string): string[] {
  const database = new DatabaseSync(path, { readOnly: true });
  const rows = database
    .prepare(
      `select t.name || '.' || c.name as name from sqlite_master t join pragma_table_info(t.name) c
        where t.type = 'table' and lower(c.type) = 'blob'`,
    )
    .all();
  database.close();
  return rows.map(({ name }) => String(name)).toSorted();
}
