// SPDX-License-Identifier: Apache-2.0
// What a case on hold has under data keys that are about to be destroyed, sealed anew under those of the month (spec/case.md, 19). A column
// in which a case lies sealed, of a class that periods end, must stand here: what does not is lost to a hold.

import type { StateCode } from '@iims/wire/identifiers';
import { CASE_HEAD, CASE_LINK, CASE_NOTE, CASE_TASK, caseRow } from './case-files.ts';
import { CONTENT_KEY } from './content-keys.ts';
import { FINDINGS } from './cross-checks.ts';
import { ENTRY_PROOF_CONTENT } from './entry-proofs.ts';
import { MAIL_HEAD, MAIL_PIECE, MAIL_READING, pieceRow } from './imported-mails.ts';
import { RECEIVED_RECEIPT, SUMMARY } from './messages.ts';
import { DRAFT_DECISION, DRAFTED_CONTENT } from './notice-drafts.ts';
import { NOTICE_SUBJECT, noticeKey } from './notices.ts';
import { DELIVERY_RECEIPT, receiptRow } from './outbox.ts';
import { cellsOfKeyBegin, type DataClass, type RowKey, type SealedColumn } from './sealed-cell.ts';
import type { Row, SqlValue, Statements, Transaction } from './sql.ts';
import { WAITING_CONTENT, WAITING_SUMMARY, WAITING_WORDS } from './waiting-messages.ts';

/** The end of a period: of a class, the months before one. */
export interface EndingMonths {
  readonly dataClass: DataClass;
  readonly before: string;
}

/** Whether a case on hold has something under the keys that end. */
export async function hasHeldCells(statements: Pick<Statements, 'all'>, ending: EndingMonths): Promise<boolean> {
  for (const held of columnsOf(ending.dataClass)) {
    const rows = await cellsOf(statements, held, ending, { limit: 1, skipped: 0 });
    if (rows.length > 0) return true;
  }
  return false;
}

/** Inside an act: seals at most `most` of these cells anew, and resolves to how many. What is damaged stays as it is. */
export async function sealHeldAnew(transaction: Transaction, ending: EndingMonths, most: number): Promise<number> {
  let sealed = 0;
  for (const held of columnsOf(ending.dataClass)) {
    const { weight = 1 } = held;
    let skipped = 0;
    while (sealed < most) {
      const limit = Math.max(1, Math.floor(Math.min(most - sealed, READ_AT_ONCE_MAX) / weight));
      const rows = await cellsOf(transaction, held, ending, { limit, skipped });
      if (rows.length === 0) break;
      for (const row of rows) {
        if (await sealRowAnew(transaction, held, row)) sealed += weight;
        else skipped += 1;
      }
    }
  }
  return sealed;
}

async function sealRowAnew(
  transaction: Transaction,
  { column, table, cell, key, rowKey }: HeldColumn,
  row: Row,
): Promise<boolean> {
  const unsealed = await transaction.unseal(column, rowKey(row), row.cell as Uint8Array);
  if (unsealed.kind !== 'open') return false;
  await transaction.run(`update ${table} set ${cell} = ? where ${key.map((name) => `${name} = ?`).join(' and ')}`, [
    transaction.seal(column, rowKey(row), unsealed.content),
    ...key.map((name) => row[name]!),
  ]);
  return true;
}

/** A cell begins with the number of its key (spec/at-rest.md, 5). */
async function cellsOf(
  statements: Pick<Statements, 'all'>,
  { from, table, cell, key, also = [] }: HeldColumn,
  { dataClass, before }: EndingMonths,
  { limit, skipped }: { readonly limit: number; readonly skipped: number },
): Promise<Row[]> {
  const keys = await statements.all<{ no: number }>(
    'select key_no as no from data_key where class = ? and period < ? and wrapped is not null',
    [dataClass, before],
  );
  if (keys.length === 0) return [];
  const columns = [...key, ...also].map((name) => (name.includes('.') ? name : `${table}.${name}`));
  const values: SqlValue[] = keys.map(({ no }) => cellsOfKeyBegin(no));
  return statements.all(
    `select ${columns.join(', ')}, ${table}.${cell} as cell from ${from}
      where substr(${table}.${cell}, 1, 4) in (${keys.map(() => '?').join(', ')})
      order by ${key.map((name) => `${table}.${name}`).join(', ')} limit ? offset ?`,
    [...values, limit, skipped],
  );
}

function columnsOf(dataClass: DataClass): readonly HeldColumn[] {
  return HELD_COLUMNS.filter(({ column }) => column.dataClass === dataClass);
}

interface HeldColumn {
  readonly column: SealedColumn;
  readonly table: string;
  readonly cell: string;
  /** Columns that name the row. */
  readonly key: readonly string[];
  /** Columns of which the row's place among cells is made, beside the key. */
  readonly also?: readonly string[];
  /** The table, with those rows alone that belong to a case on hold. */
  readonly from: string;
  readonly rowKey: (row: Row) => RowKey;
  /** How many cells of a line one of these is as long as; 1 if absent. */
  readonly weight?: number;
}

const ofCase = (table: string) => `${table} join case_hold on case_hold.case_token = ${table}.case_token`;
const ofMessage = (table: string) =>
  `${table} join message m on m.message_no = ${table}.message_no join case_hold on case_hold.case_token = m.case_token`;
const numbered = (name: string) => (row: Row) => row[name] as number;
const MESSAGE = { table: 'message', key: ['message_no'], from: ofCase('message') };
const MAIL = {
  table: 'imported_mail',
  key: ['mail_id'],
  from: ofCase('imported_mail'),
  rowKey: (row: Row) => row.mail_id as Uint8Array,
};
const WAITING = {
  table: 'waiting_message',
  key: ['message_id'],
  from: ofCase('waiting_message'),
  rowKey: (row: Row) => row.message_id as Uint8Array,
};
const NOTICE_DRAFT = {
  table: 'notice_draft',
  key: ['number'],
  from: ofCase('notice_draft'),
  rowKey: numbered('number'),
};

const HELD_COLUMNS: readonly HeldColumn[] = [
  {
    column: CASE_HEAD,
    table: 'case_file',
    cell: 'head',
    key: ['case_token'],
    from: ofCase('case_file'),
    rowKey: (row) => caseRow(row.case_token as string),
  },
  {
    column: CASE_TASK,
    table: 'case_task',
    cell: 'content',
    key: ['task_no'],
    from: ofCase('case_task'),
    rowKey: numbered('task_no'),
  },
  {
    column: CASE_NOTE,
    table: 'case_note',
    cell: 'content',
    key: ['note_no'],
    from: ofCase('case_note'),
    rowKey: numbered('note_no'),
  },
  {
    column: CASE_LINK,
    table: 'case_link',
    cell: 'content',
    key: ['link_no'],
    from: `case_link join (select distinct l.link_no as held_no from case_link l
             join case_hold h on h.case_token in (l.case_token, l.other_token)) as held_link on held_link.held_no = case_link.link_no`,
    rowKey: numbered('link_no'),
  },
  { column: SUMMARY, ...MESSAGE, cell: 'summary', rowKey: numbered('message_no') },
  {
    column: CONTENT_KEY,
    ...MESSAGE,
    cell: 'content_key',
    also: ['message_id'],
    rowKey: (row) => row.message_id as Uint8Array,
  },
  { column: RECEIVED_RECEIPT, ...MESSAGE, cell: 'receipt', rowKey: numbered('message_no') },
  {
    column: DELIVERY_RECEIPT,
    table: 'message_delivery',
    cell: 'receipt',
    key: ['message_no', 'state'],
    from: ofMessage('message_delivery'),
    rowKey: (row) => receiptRow(row.message_no as number, row.state as StateCode),
  },
  {
    column: CONTENT_KEY,
    table: 'attachment',
    cell: 'content_key',
    key: ['message_no', 'place'],
    also: ['envelope_id'],
    from: ofMessage('attachment'),
    rowKey: (row) => row.envelope_id as Uint8Array,
  },
  {
    column: FINDINGS,
    table: 'cross_check',
    cell: 'findings',
    key: ['message_no'],
    from: ofMessage('cross_check'),
    rowKey: numbered('message_no'),
  },
  {
    column: ENTRY_PROOF_CONTENT,
    table: 'message_entry_proof',
    cell: 'content',
    key: ['message_no', 'state'],
    from: ofMessage('message_entry_proof'),
    rowKey: (row) => receiptRow(row.message_no as number, row.state as StateCode),
  },
  { column: MAIL_HEAD, ...MAIL, cell: 'head' },
  { column: MAIL_READING, ...MAIL, cell: 'reading' },
  {
    column: MAIL_PIECE,
    table: 'imported_mail_piece',
    cell: 'content',
    key: ['mail_id', 'piece'],
    weight: 64,
    from: `imported_mail_piece join imported_mail i on i.mail_id = imported_mail_piece.mail_id
             join case_hold on case_hold.case_token = i.case_token`,
    rowKey: (row) => pieceRow(row.mail_id as Uint8Array, row.piece as number),
  },
  {
    column: NOTICE_SUBJECT,
    table: 'notice',
    cell: 'subject',
    key: ['state', 'number'],
    from: ofCase('notice'),
    rowKey: (row) => noticeKey(row.state as string, row.number as string),
  },
  { column: DRAFTED_CONTENT, ...NOTICE_DRAFT, cell: 'content' },
  { column: DRAFT_DECISION, ...NOTICE_DRAFT, cell: 'decision' },
  { column: WAITING_SUMMARY, ...WAITING, cell: 'summary' },
  { column: WAITING_CONTENT, ...WAITING, cell: 'content' },
  { column: WAITING_WORDS, ...WAITING, cell: 'words' },
];

/** Table and column of each, as the test of the schema compares them. */
export const HELD_CELLS: readonly string[] = HELD_COLUMNS.map(({ table, cell }) => `${table}.${cell}`);

const READ_AT_ONCE_MAX = 256;
