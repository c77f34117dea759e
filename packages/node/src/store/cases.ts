// SPDX-License-Identifier: Apache-2.0
// Reads of the bureau's own files of cases (spec/case.md): lists of them, and what one holds.

import { fromUtf8 } from '@iims/wire/bytes';
import type { CaseChoice, CaseLinkReason } from '@iims/wire/case-codes';
import { decodeCbor } from '@iims/wire/cbor';
import { MESSAGE_KINDS } from '@iims/wire/message-kinds';
import {
  CASE_HEAD,
  CASE_LINK,
  CASE_NOTE,
  CASE_TASK,
  type CaseFile,
  type CaseHead,
  caseRow,
  SELECT_CASE,
} from './case-files.ts';
import { messageRows } from './messages.ts';
import type { SealedColumn } from './sealed-cell.ts';
import type { Reader, SqlValue } from './sql.ts';

export interface CaseTask {
  readonly task: number;
  readonly addedBy: string;
  readonly addedAt: number;
  readonly assignedTo: string | null;
  readonly dueAt: number | null;
  readonly doneAt: number | null;
  readonly doneBy: string | null;
  /** Undefined where its period has ended. */
  readonly text: string | undefined;
}

export interface CaseNote {
  readonly note: number;
  readonly addedBy: string;
  readonly addedAt: number;
  readonly text: string | undefined;
}

/** A link as the case looks at it, whichever of the two it was made in. */
export interface CaseLink {
  readonly link: number;
  readonly reason: CaseLinkReason;
  readonly addedBy: string;
  readonly addedAt: number;
  /** The reference of the other case. */
  readonly other: string | undefined;
  readonly words?: string;
}

/** What a list says of a case in numbers. */
export interface CaseCounts {
  readonly messages: number;
  readonly unopened: number;
  readonly openTasks: number;
  /** When the first request that is to be answered here is due. */
  readonly dueAt: number | null;
}

export interface CasesToList {
  readonly which: CaseChoice;
  /** Whose cases `mine` are. */
  readonly user: string;
  /** The number of the last case of the page before. */
  readonly before: number;
  readonly limit: number;
}

/** Those with which something happened last come first. */
export async function listCaseFiles(reader: Reader, { which, user, before, limit }: CasesToList): Promise<CaseFile[]> {
  const values = which === 'mine' ? [user] : [];
  return reader.all<CaseFile>(
    `${SELECT_CASE} where touched_no < ? and ${CHOICES[which]} order by touched_no desc limit ?`,
    [before, ...values, limit],
  );
}

/** Its reference and title as far as they can still be read: of a case that nobody opened, the reference of its last message. */
export async function headOf(reader: Reader, file: CaseFile): Promise<Partial<CaseHead>> {
  if (file.head !== null) {
    const unsealed = await reader.unseal(CASE_HEAD, caseRow(file.token), file.head);
    if (unsealed.kind === 'open') return decodeCbor(unsealed.content) as unknown as CaseHead;
  }
  if (file.lastMessageNo === null) return {};
  const [last] = await messageRows(reader, 'message_no = ?', [file.lastMessageNo]);
  return last?.summary === undefined ? {} : { caseRef: last.summary.caseRef };
}

export async function countsOf(reader: Reader, token: string): Promise<CaseCounts> {
  const kinds = MAIL_KINDS.map(() => '?').join(', ');
  const [row] = await reader.all<CaseCounts>(
    `select count(*) as messages,
            coalesce(sum(case when direction = 'in' and status = 'received' then 1 else 0 end), 0) as unopened,
            (select count(*) from case_task where case_token = ? and done_at is null) as "openTasks",
            (select min(c.due_at) from message_clock c join message r on r.message_no = c.message_no
              where r.case_token = ? and r.direction = 'in' and c.is_open = 1) as "dueAt"
       from message where case_token = ? and kind in (${kinds})`,
    [token, token, token, ...MAIL_KINDS],
  );
  return row!;
}

/** In the order in which they were added. */
export async function tasksOf(reader: Reader, token: string): Promise<CaseTask[]> {
  const rows = await reader.all<Omit<CaseTask, 'text'> & { readonly content: Uint8Array }>(
    `select task_no as task, added_by as "addedBy", added_at as "addedAt", assigned_to as "assignedTo", due_at as "dueAt",
       done_at as "doneAt", done_by as "doneBy", content from case_task where case_token = ? order by task_no`,
    [token],
  );
  return Promise.all(
    rows.map(async ({ content, ...task }) => ({ ...task, text: await textOf(reader, CASE_TASK, task.task, content) })),
  );
}

/** The latest first, those before the number `before`; at most `limit`. */
export async function notesOf(
  reader: Reader,
  token: string,
  { limit, before = Number.MAX_SAFE_INTEGER }: { readonly limit: number; readonly before?: number | undefined },
): Promise<CaseNote[]> {
  const rows = await reader.all<Omit<CaseNote, 'text'> & { readonly content: Uint8Array }>(
    `select note_no as note, added_by as "addedBy", added_at as "addedAt", content
       from case_note where case_token = ? and note_no < ? order by note_no desc limit ?`,
    [token, before, limit],
  );
  return Promise.all(
    rows.map(async ({ content, ...note }) => ({ ...note, text: await textOf(reader, CASE_NOTE, note.note, content) })),
  );
}

/** In the order in which they were made. */
export async function linksOf(reader: Reader, token: string): Promise<CaseLink[]> {
  const rows = await reader.all<Omit<CaseLink, 'other' | 'words'> & { from: string; content: Uint8Array }>(
    `select link_no as link, reason, added_by as "addedBy", added_at as "addedAt", case_token as "from", content
       from case_link where case_token = ? or other_token = ? order by link_no`,
    [token, token],
  );
  return Promise.all(
    rows.map(async ({ from, content, ...link }) => {
      const unsealed = await reader.unseal(CASE_LINK, link.link, content);
      if (unsealed.kind !== 'open') return { ...link, other: undefined };
      const { caseRef, other, ...words } = decodeCbor(unsealed.content) as unknown as SealedLink;
      return { ...link, ...words, other: from === token ? other : caseRef };
    }),
  );
}

/** Who works on a message, and on its case. */
export async function assigneesOf(
  reader: Pick<Reader, 'all'>,
  no: number,
): Promise<{ readonly assignee: string | null; readonly caseAssignee: string | null }> {
  const [row] = await reader.all<{ assignee: string | null; caseAssignee: string | null }>(
    `select a.assigned_to as assignee, f.assigned_to as "caseAssignee" from message m
       left join message_assignment a on a.message_no = m.message_no
       left join case_file f on f.case_token = m.case_token where m.message_no = ?`,
    [no],
  );
  return row!;
}

interface SealedLink {
  readonly caseRef: string;
  readonly other: string;
  readonly words?: string;
}

async function textOf(
  reader: Reader,
  column: SealedColumn,
  no: number,
  content: Uint8Array,
): Promise<string | undefined> {
  const unsealed = await reader.unseal(column, no, content);
  return unsealed.kind === 'open' ? fromUtf8(unsealed.content) : undefined;
}

const MAIL_KINDS: readonly SqlValue[] = Object.values(MESSAGE_KINDS).flatMap(({ kind, writtenBy }) =>
  writtenBy === 'node' ? [] : [kind],
);
const STIRRED = '(closed_no is not null and last_in_no is not null and last_in_no > closed_no)';
const OPEN = `(standing <> 'closed' or ${STIRRED})`;
const CHOICES: Readonly<Record<CaseChoice, string>> = {
  all: '1 = 1',
  open: OPEN,
  mine: `assigned_to = ? and ${OPEN}`,
  // Whoever left the bureau works on nothing.
  unassigned: `(assigned_to is null or assigned_to in (select user_name from user_account where disabled_at is not null)) and ${OPEN}`,
  waiting: "standing = 'waiting'",
  held: 'case_token in (select case_token from case_hold)',
  closed: `standing = 'closed' and not ${STIRRED}`,
};
