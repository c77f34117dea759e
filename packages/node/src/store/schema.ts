// SPDX-License-Identifier: Apache-2.0
// One schema for both databases, in steps that are never changed once released. `spec/store.md` says what each table is for.
// No booleans, no JSON columns: truth is 0 or 1, times are integer milliseconds.

import { crc32 } from 'node:zlib';
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { AtRestKeys } from './at-rest-keys.ts';
import type { SCHEMA_STEPS } from './migrate.ts';
import { alertReviewStep } from './schema-alert-review.ts';
import { announcers } from './schema-announcers.ts';
import { ASKED_BY_TIME, askedConfirmations } from './schema-asked-confirmations.ts';
import { atRestStep } from './schema-at-rest.ts';
import { attachments, passedOnAttachments, uploadEntries } from './schema-attachments.ts';
import { awaitedEntries } from './schema-awaited-entries.ts';
import { awaitedReceipts } from './schema-awaited-receipts.ts';
import { caseHolds } from './schema-case-holds.ts';
import { cases } from './schema-cases.ts';
import { checkSchedules } from './schema-check-schedules.ts';
import { connectors } from './schema-connectors.ts';
import { crossChecks } from './schema-cross-check.ts';
import { DIRECTORY_MESSAGES } from './schema-directory.ts';
import { draftHeads, drafts } from './schema-drafts.ts';
import { entryProofs } from './schema-entry-proofs.ts';
import { generations } from './schema-generations.ts';
import { HELD_TYPES } from './schema-held-types.ts';
import { importedMails, mailsUnderWay } from './schema-imported-mails.ts';
import { completenessEnds } from './schema-issued-completeness.ts';
import { issuedGenerations } from './schema-issued-generations.ts';
import { issuedVanished } from './schema-issued-vanished.ts';
import { messageClocks } from './schema-message-clocks.ts';
import { messageHandover } from './schema-message-handover.ts';
import { messageHolders } from './schema-message-holders.ts';
import { messageKeeping } from './schema-message-keeping.ts';
import { messageSearch, SEARCH_ANEW, termsForgotten } from './schema-message-search.ts';
import { messages } from './schema-messages.ts';
import { metCovert } from './schema-met-covert.ts';
import { nearKeys } from './schema-near-keys.ts';
import { notExecuted } from './schema-not-executed.ts';
import { endedNoticesStep, noticeCasesStep, notices } from './schema-notices.ts';
import { oneNameStep } from './schema-one-name.ts';
import { offlinePacks } from './schema-packs.ts';
import { refusedPurposes } from './schema-refused-purposes.ts';
import { shownAlerts } from './schema-shown-alerts.ts';
import { sourceStanding } from './schema-source-standing.ts';
import { toldNotices } from './schema-told-notices.ts';
import { waitingMessages } from './schema-waiting-messages.ts';

/** The words in which the two databases differ. */
export interface Words {
  readonly dialect: 'sqlite' | 'postgres';
  readonly whole: string;
  readonly bytes: string;
  readonly noBytes: string;
  /** A key that numbers itself. */
  readonly numbered: string;
  /** SQLite enforces types only where asked. */
  readonly table: string;
  /** A table that is its own index, so that a probe reads one tree. */
  readonly keyedTable: string;
}

const SQLITE: Words = {
  dialect: 'sqlite',
  whole: 'integer',
  bytes: 'blob',
  noBytes: "x''",
  numbered: 'integer primary key',
  table: 'strict',
  keyedTable: 'strict, without rowid',
};
const POSTGRES: Words = {
  dialect: 'postgres',
  whole: 'bigint',
  bytes: 'bytea',
  noBytes: "''",
  numbered: 'bigserial primary key',
  table: '',
  keyedTable: '',
};

/** The steps under their names, for Kysely's migrator. What must be sealed is sealed under `root`. */
export function schemaSteps(
  dialect: Words['dialect'],
  root: AtRestKeys,
): Record<(typeof SCHEMA_STEPS)[number], Migration> {
  const words = dialect === 'sqlite' ? SQLITE : POSTGRES;
  return {
    '0001-first-stone': step(firstStone(words)),
    '0002-hot-road': step(hotRoad(words)),
    '0003-alert-checksums': alertChecksums(words),
    '0004-receipts': step(receipts(words)),
    '0005-witnesses': step(witnesses(words)),
    '0006-at-rest': atRestStep(words, root),
    '0007-partners': step(partners(words)),
    '0008-partner-tests': step(partnerTests(words)),
    '0009-trust-refusals': step(TRUST_REFUSALS),
    '0010-alert-life': step(alertLife(words)),
    '0011-positive-registers': step(positiveRegisters(words)),
    '0012-generations': step(generations(words)),
    '0013-source-standing': step(sourceStanding(words)),
    '0014-connectors': step(connectors(words)),
    '0016-alert-review': alertReviewStep(words, root),
    '0016-not-executed': step(notExecuted(words)),
    '0017-offline-packs': step(offlinePacks(words)),
    '0019-messages': step(messages(words)),
    '0021-message-clocks': step(messageClocks(words)),
    '0021-message-handover': step(messageHandover()),
    '0021-message-holders': step(messageHolders(words)),
    '0022-shown-alerts': step(shownAlerts(words)),
    '0022-told-notices': step(toldNotices(words)),
    '0026-drafts': step(drafts(words)),
    '0027-directory-messages': step(DIRECTORY_MESSAGES),
    '0029-cases': step(cases(words)),
    '0029-waiting-messages': step(waitingMessages(words)),
    '0030-message-search': step(messageSearch(words)),
    '0030-subjects-checked': step(crossChecks(words)),
    '0030-terms-of-keeping': step(messageKeeping(words)),
    '0031-notices': step(notices(words)),
    '0034-announcers': step(announcers(words)),
    '0032-attachments': step(attachments(words)),
    '0035-asked-confirmations': step(askedConfirmations(words)),
    '0045-search-anew': step(SEARCH_ANEW),
    '0031-refused-purposes': step(refusedPurposes(words)),
    '0041-message-entry-proofs': step(entryProofs(words)),
    '0042-passed-on-attachments': step(passedOnAttachments(words)),
    '0042-upload-entries': step(uploadEntries(words)),
    '0044-imported-mails': step(importedMails(words)),
    '0046-asked-by-time': step(ASKED_BY_TIME),
    '0046-case-holds': step(caseHolds(words)),
    '0046-check-schedules': step(checkSchedules(words)),
    '0050-issued-generations': step(issuedGenerations(words)),
    '0061-completeness-ends': step(completenessEnds(words)),
    '0061-issued-vanished': step(issuedVanished(words)),
    '0061-one-name': oneNameStep(words, root),
    '0062-mails-under-way': step(mailsUnderWay(words)),
    '0062-terms-forgotten': step(termsForgotten(words)),
    '0063-awaited-entries': step(awaitedEntries(words)),
    '0065-notice-cases': noticeCasesStep(words, root),
    '0066-ended-notices': endedNoticesStep(words),
    '0068-awaited-receipts': step(awaitedReceipts(words)),
    '0068-held-types': step(HELD_TYPES),
    '0069-draft-heads': step(draftHeads(words)),
    '0070-near-keys': step(nearKeys(words)),
    '0071-met-covert': step(metCovert(words)),
  };
}

function step(statements: readonly string[]): Migration {
  return {
    async up(db: Kysely<unknown>) {
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  };
}

function firstStone({ whole, bytes, numbered, table, keyedTable }: Words): string[] {
  return [
    `create table entry (
       idx ${whole} primary key, at_ms ${whole} not null, event text not null,
       salt ${bytes} not null, body ${bytes} not null, commitment ${bytes} not null) ${table}`,
    `create table log_head (
       head_no ${whole} primary key check (head_no = 1),
       size ${whole} not null, root ${bytes} not null, checkpoint ${bytes} not null) ${table}`,

    `create table user_account (
       user_name text primary key, role text not null, password_hash text not null,
       added_at ${whole} not null, disabled_at ${whole}) ${table}`,
    `create table session (
       token_hash ${bytes} primary key, user_name text not null references user_account (user_name),
       created_at ${whole} not null, expires_at ${whole} not null) ${keyedTable}`,
    'create index session_user_name on session (user_name, created_at)',
    `create table sign_in_failure (
       failure_no ${numbered}, account_hash ${bytes} not null, source_hash ${bytes} not null, at_ms ${whole} not null) ${table}`,
    'create index sign_in_failure_account on sign_in_failure (account_hash, at_ms)',
    'create index sign_in_failure_source on sign_in_failure (source_hash, at_ms)',

    `create table register (
       id text primary key, kind text not null, title text not null,
       changed_at ${whole} not null, checked_at ${whole} not null, row_count ${whole} not null) ${table}`,
    `create table alert (
       alert_no ${whole} primary key, alert_id text not null,
       register_id text not null references register (id), body ${bytes} not null) ${table}`,
    'create unique index alert_register on alert (register_id, alert_id)',
    `create table alert_key (
       alert_key text not null, alert_no ${whole} not null, band text not null,
       primary key (alert_key, alert_no)) ${keyedTable}`,

    `create table answered_query (
       answer_no ${numbered}, asker_state text not null, query_id ${bytes} not null,
       question_hash ${bytes} not null, answer ${bytes} not null, at_ms ${whole} not null) ${table}`,
    'create unique index answered_query_id on answered_query (asker_state, query_id)',
    `create table query_history (
       log_index ${whole} primary key, query_id text not null, user_name text not null, asked_at ${whole} not null,
       kind text not null, label text not null, verdict text, complete ${whole}) ${table}`,
    'create index query_history_user on query_history (user_name, log_index)',
  ];
}

/** Cheaper keys for the two tables that every query writes to. */
function hotRoad({ whole }: Words): string[] {
  return [
    // Query ids begin with their time: with the id first, answers to all States go to one end of one tree.
    'drop index answered_query_id',
    'create unique index answered_query_id on answered_query (query_id, asker_state)',

    // An officer's queries are numbered, so that the oldest are found without counting.
    `alter table query_history add column user_query_no ${whole} not null default 0`,
    `update query_history set user_query_no =
       (select count(*) from query_history as earlier
         where earlier.user_name = query_history.user_name and earlier.log_index <= query_history.log_index)`,
    'drop index query_history_user',
    'create unique index query_history_user on query_history (user_name, user_query_no)',
  ];
}

/** What this State has decided about its partners. */
function partners({ whole, table }: Words): string[] {
  return [
    `create table suspended_partner (state text primary key, since_ms ${whole} not null, reason text not null) ${table}`,
  ];
}

/** What proves answers: by query, by the time of the frames that were signed together, and what partners gave. */
function receipts({ whole, bytes, table }: Words): string[] {
  return [
    `create table answer_proof (
       group_index ${whole} primary key, at_ms ${whole} not null, query_ids ${bytes} not null,
       content ${bytes} not null) ${table}`,
    'create index answer_proof_time on answer_proof (at_ms)',
    `create table signed_batch (
       entry_index ${whole} primary key, first_ms ${whole} not null, last_ms ${whole} not null) ${table}`,
    'create index signed_batch_time on signed_batch (first_ms)',
    `create table receipt (
       query_id ${bytes} not null, state text not null, at_ms ${whole} not null, standing text not null,
       content ${bytes} not null, primary key (query_id, state)) ${table}`,
  ];
}

/** Alerts that a second person must release before anything meets them. */
function alertLife({ whole, bytes, table }: Words): string[] {
  return [
    `create table waiting_alert (
       register_id text not null references register (id), alert_id text not null, body ${bytes} not null,
       entered_by text not null, entered_at ${whole} not null, primary key (register_id, alert_id)) ${table}`,
  ];
}

/** Documents that the State itself issued: being in there is good. */
function positiveRegisters({ whole, bytes, table, keyedTable }: Words): string[] {
  return [
    `create table positive_register (
       id text primary key, kind text not null, title text not null, changed_at ${whole} not null,
       checked_at ${whole} not null, row_count ${whole} not null, complete_for text not null) ${table}`,
    `create table issued_document (
       token text not null, register_id text not null references positive_register (id), body ${bytes} not null,
       primary key (token, register_id)) ${keyedTable}`,
    'create index issued_document_register on issued_document (register_id)',
  ];
}

/** The last test of each partner, and who suspended one. */
function partnerTests({ whole, bytes, table }: Words): string[] {
  return [
    `create table partner_test (
       state text primary key, tested_at ${whole} not null, outcome text not null, layers ${bytes} not null) ${table}`,
    "alter table suspended_partner add column suspended_by text not null default ''",
  ];
}

/** Refusals are few among millions of entries; of any other entry this index knows nothing, so the hot path pays nothing for it. */
const TRUST_REFUSALS = ["create index entry_trust_refused on entry (idx) where event = 'trust-list.refused'"];

/** What a node holds as a witness of partners' logs, and what partners have witnessed of its own. */
function witnesses({ whole, bytes, table }: Words): string[] {
  return [
    `create table held_checkpoint (
       origin text primary key, size ${whole} not null, root ${bytes} not null, checkpoint ${bytes} not null,
       cosigned_at ${whole} not null) ${table}`,
    `create table log_fork (
       origin text primary key, proof ${bytes} not null, found_at ${whole} not null) ${table}`,
    `create table witnessed_checkpoint (
       size ${whole} primary key, root ${bytes} not null, checkpoint ${bytes} not null,
       gathered_at ${whole} not null, cosigners ${whole} not null) ${table}`,
    'create index witnessed_checkpoint_time on witnessed_checkpoint (gathered_at)',
  ];
}

/** Each alert with the CRC-32 of its bytes, so that a bit that flipped on the disk is not served. */
function alertChecksums({ whole }: Words): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await sql.raw(`alter table alert add column checksum ${whole} not null default 0`).execute(db);
      const { rows } = await sql<{ alert_no: number; body: Uint8Array }>`select alert_no, body from alert`.execute(db);
      for (const { alert_no, body } of rows) {
        await sql`update alert set checksum = ${crc32(body)} where alert_no = ${alert_no}`.execute(db);
      }
    },
  };
}
