// SPDX-License-Identifier: Apache-2.0
// The bureau's own file of a case as acts keep it (spec/case.md): under the token of the case's reference, which messages have too.

import { utf8 } from '@iims/wire/bytes';
import type { CaseOutcome, CaseStanding } from '@iims/wire/case-codes';
import { encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { type RowKey, sealedColumn } from './sealed-cell.ts';
import type { Reader, Transaction } from './sql.ts';

/** What is sealed of a file. */
export interface CaseHead {
  readonly caseRef: string;
  readonly title: string;
}

/** A file as its row says it. */
export interface CaseFile {
  readonly token: string;
  readonly standing: CaseStanding;
  readonly outcome: CaseOutcome | null;
  readonly ground: string | null;
  readonly assignedTo: string | null;
  readonly head: Uint8Array | null;
  readonly openedAt: number | null;
  readonly closedNo: number | null;
  readonly closedAt: number | null;
  /** Index of the last entry that has to do with the case. */
  readonly touchedNo: number;
  readonly lastMessageNo: number | null;
  readonly lastInNo: number | null;
}

/** Cases are found by what they are called, whoever wrote it in which case of letters. */
export function caseTokenOf(reader: Pick<Reader, 'tokenOf'>, caseRef: string): string {
  return reader.tokenOf(`message-case ${caseRef.toUpperCase()}`);
}

export function caseRow(token: string): RowKey {
  return utf8(token);
}

/** Inside an act that keeps a message: its case begins with the first, and is touched by each. */
export async function noteMessageInCase(
  transaction: Transaction,
  token: string,
  direction: 'out' | 'in',
): Promise<void> {
  const { entryIndex: no } = transaction;
  const lastIn = direction === 'in' ? no : null;
  await transaction.run(
    `insert into case_file (case_token, standing, touched_no, last_message_no, last_in_no) values (?, 'open', ?, ?, ?)
       on conflict (case_token) do update set touched_no = excluded.touched_no, last_message_no = excluded.last_message_no,
         last_in_no = coalesce(excluded.last_in_no, case_file.last_in_no)`,
    [token, no, no, lastIn],
  );
}

/** Inside an act that keeps a core-data request that came. */
export async function noteCoreAsked(transaction: Pick<Transaction, 'run'>, token: string): Promise<void> {
  await transaction.run('update case_file set core_asked = 1 where case_token = ?', [token]);
}

/** Whether a core-data request ever came in a case: also where its own period has ended (spec/case.md, 23). */
export async function wasAskedForCoreData(reader: Pick<Reader, 'all' | 'tokenOf'>, caseRef: string): Promise<boolean> {
  const rows = await reader.all('select case_token from case_file where case_token = ? and core_asked = 1', [
    caseTokenOf(reader, caseRef),
  ]);
  return rows.length > 0;
}

/** The title of a case, sealed for its row. */
export function sealHead(transaction: Transaction, token: string, head: CaseHead): Uint8Array {
  return transaction.seal(CASE_HEAD, caseRow(token), encodeCbor(head));
}

/** Inside an act that has to do with a case: the file as it was, touched by this entry. @throws IimsError `case.not-found` */
export async function touchCase(transaction: Transaction, caseRef: string): Promise<CaseFile> {
  const file = await findCaseFile(transaction, caseRef);
  if (file === undefined) throw noSuchCase();
  await transaction.run('update case_file set touched_no = ? where case_token = ?', [
    transaction.entryIndex,
    file.token,
  ]);
  return file;
}

export async function findCaseFile(
  reader: Pick<Reader, 'all' | 'tokenOf'>,
  caseRef: string,
): Promise<CaseFile | undefined> {
  const [row] = await reader.all<CaseFile>(`${SELECT_CASE} where case_token = ?`, [caseTokenOf(reader, caseRef)]);
  return row;
}

/** Whether a message came after the case was closed. */
export function isStirred({ closedNo, lastInNo }: CaseFile): boolean {
  return closedNo !== null && lastInNo !== null && lastInNo > closedNo;
}

/** What keeps a case from being closed. */
export async function unfinishedOf(
  reader: Pick<Reader, 'all'>,
  token: string,
): Promise<{ readonly tasks: number; readonly requests: number; readonly waiting: number }> {
  const [counts] = await reader.all<{ tasks: number; requests: number; waiting: number }>(
    `select (select count(*) from case_task where case_token = ? and done_at is null) as tasks,
            (select count(*) from message_clock c join message m on m.message_no = c.message_no
              where m.case_token = ? and m.direction = 'in' and c.is_open = 1) as requests,
            (select count(*) from waiting_message where case_token = ? and standing = 'waiting') as waiting`,
    [token, token, token],
  );
  return counts!;
}

/** Inside an act: one more row of a table has place. A link stands in the files of both its cases. @throws IimsError `case.full` */
export async function checkCaseRoom(
  transaction: Transaction,
  {
    table,
    token,
    most,
    field = 'caseRef',
  }: {
    readonly table: 'case_task' | 'case_note' | 'case_link';
    readonly token: string;
    readonly most: number;
    readonly field?: string;
  },
): Promise<void> {
  const tokens = table === 'case_link' ? ['case_token', 'other_token'] : ['case_token'];
  const [row] = await transaction.all<{ held: number }>(
    `select count(*) as held from ${table} where ${tokens.map((column) => `${column} = ?`).join(' or ')}`,
    tokens.map(() => token),
  );
  if (row!.held < most) return;
  throw new IimsError('case.full', {
    message: 'The file of this case has no place for another.',
    field,
    rule: `at most ${most}`,
    fix: 'Open another case and link the two.',
  });
}

export function noSuchCase(field = 'caseRef'): IimsError {
  return new IimsError('case.not-found', {
    message: 'There is no such case here.',
    field,
    fix: 'Open it, or correct its reference.',
  });
}

export function standsOtherwise(rule: string, fix: string): IimsError {
  return new IimsError('case.standing', { message: 'The case stands otherwise.', field: 'caseRef', rule, fix });
}

export const CASE_HEAD = sealedColumn('content', 'case_file', 'head');
export const CASE_TASK = sealedColumn('content', 'case_task', 'content');
export const CASE_NOTE = sealedColumn('content', 'case_note', 'content');
export const CASE_LINK = sealedColumn('content', 'case_link', 'content');

export const CASE_TASKS_MAX = 500;
export const CASE_NOTES_MAX = 2_000;
export const CASE_LINKS_MAX = 200;

export const SELECT_CASE = `select case_token as token, standing, outcome, ground, assigned_to as "assignedTo", head,
  opened_at as "openedAt", closed_no as "closedNo", closed_at as "closedAt", touched_no as "touchedNo",
  last_message_no as "lastMessageNo", last_in_no as "lastInNo" from case_file`;
