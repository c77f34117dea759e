// SPDX-License-Identifier: Apache-2.0
// A case as operators are shown it: its messages and how far they are answered, and the bureau's own file (spec/case.md).
import { type ClockStage, standingAt } from '@iims/exchange/clocks';
import type { CaseChoice, CaseLinkReason, CaseOutcome, CaseStanding } from '@iims/wire/case-codes';
import { MESSAGE_KINDS, type MessageKind } from '@iims/wire/message-kinds';
import { type ShownMail, shownMails } from '../messages/shown-mail.ts';
import { type ShownMessage, shownMessagesOf } from '../messages/shown-message.ts';
import { type CaseFile, findCaseFile, isStirred, noSuchCase } from '../store/case-files.ts';
import { type CaseHold, holdOf } from '../store/case-holds.ts';
import { countsOf, headOf, linksOf, listCaseFiles, notesOf, tasksOf } from '../store/cases.ts';
import { mailsOfCase } from '../store/imported-mails.ts';
import { type ClockRow, clocksOf } from '../store/message-clocks.ts';
import { type MessageRow, messagesOfCase } from '../store/messages.ts';
import type { Reader } from '../store/sql.ts';

/** A case in a list. Plain data for JSON; times are ISO 8601. */
export interface ShownCase {
  /** Absent where its period has ended. */
  readonly caseRef?: string;
  readonly title?: string;
  readonly standing: CaseStanding;
  readonly outcome?: CaseOutcome;
  readonly ground?: string;
  readonly assignee?: string;
  readonly closedAt?: string;
  /** A message came after it was closed. */
  readonly stirred: boolean;
  readonly messages: number;
  readonly unopened: number;
  readonly openTasks: number;
  readonly due?: string;
  /** While no period erases anything of it. */
  readonly hold?: { readonly by: string; readonly at: string; readonly reason?: string };
}

export interface ShownTask {
  readonly task: number;
  readonly text?: string;
  readonly assignee?: string;
  readonly due?: string;
  readonly by: string;
  readonly at: string;
  readonly done?: { readonly by: string; readonly at: string };
}

interface ShownNote {
  readonly note: number;
  readonly text?: string;
  readonly by: string;
  readonly at: string;
}

interface ShownLink {
  readonly other?: string;
  readonly reason: CaseLinkReason;
  readonly words?: string;
  readonly by: string;
  readonly at: string;
}

/** A request of the case towards one State, and how far it is answered. */
interface ShownRequest {
  readonly id: string;
  readonly direction: 'in' | 'out';
  readonly state: string;
  readonly kind: MessageKind;
  readonly stage: ClockStage;
  readonly due?: string;
  readonly answered: 'no' | 'in-part' | 'whole';
  /** Ids of what was said in answer, the oldest first. */
  readonly answers: readonly string[];
}

export interface NotesPage {
  /** The latest first. */
  readonly notes: readonly ShownNote[];
  /** What `before` of the next page is; absent where nothing is older. */
  readonly olderNotes?: number;
}

export interface WholeCase extends ShownCase, NotesPage {
  readonly tasks: readonly ShownTask[];
  readonly links: readonly ShownLink[];
  readonly requests: readonly ShownRequest[];
  /** The oldest first. */
  readonly thread: readonly ShownMessage[];
  /** Old mail that was put into it, by when it was written. */
  readonly mails: readonly ShownMail[];
  /** Whether the case has more messages than are listed. */
  readonly isCut: boolean;
}

export interface CasePage {
  readonly cases: readonly ShownCase[];
  /** What `before` of the next page is; absent on the last. */
  readonly next?: number;
}

/** Those with which something happened last come first. */
export async function shownCases(
  reader: Reader,
  asked: { readonly which: CaseChoice; readonly user: string; readonly before?: number; readonly limit: number },
): Promise<CasePage> {
  const { which, user, before = Number.MAX_SAFE_INTEGER, limit } = asked;
  const files = await listCaseFiles(reader, { which, user, before, limit: limit + 1 });
  const page = files.slice(0, limit);
  const cases = await Promise.all(page.map((file) => inList(reader, file)));
  return { cases, ...(files.length > limit ? { next: page.at(-1)!.touchedNo } : {}) };
}

/** Notes of before the one with the number `before`. @throws IimsError `case.not-found` */
export async function olderNotes(reader: Reader, caseRef: string, before: number): Promise<NotesPage> {
  const file = await findCaseFile(reader, caseRef);
  if (file === undefined) throw noSuchCase();
  return notesPage(reader, file.token, before);
}

/** @throws IimsError `case.not-found` */
export async function shownCase(reader: Reader, caseRef: string, now: number): Promise<WholeCase> {
  const file = await findCaseFile(reader, caseRef);
  if (file === undefined) throw noSuchCase();
  const { token } = file;
  const rows = await messagesOfCase(reader, caseRef, CASE_MESSAGES_SHOWN);
  return {
    caseRef,
    ...(await inList(reader, file)),
    tasks: (await tasksOf(reader, token)).map(({ task, addedBy, addedAt, ...rest }) => ({
      task,
      ...(rest.text === undefined ? {} : { text: rest.text }),
      ...(rest.assignedTo === null ? {} : { assignee: rest.assignedTo }),
      ...(rest.dueAt === null ? {} : { due: iso(rest.dueAt) }),
      by: addedBy,
      at: iso(addedAt),
      ...(rest.doneAt === null ? {} : { done: { by: rest.doneBy!, at: iso(rest.doneAt) } }),
    })),
    ...(await notesPage(reader, token, undefined)),
    links: (await linksOf(reader, token)).map(({ other, reason, words, addedBy, addedAt }) => ({
      ...(other === undefined ? {} : { other }),
      reason,
      ...(words === undefined ? {} : { words }),
      by: addedBy,
      at: iso(addedAt),
    })),
    requests: await requestsOf(reader, rows, now),
    thread: await shownMessagesOf(reader, rows),
    mails: shownMails(await mailsOfCase(reader, caseRef)).sort((one, other) => (one.datedAt < other.datedAt ? -1 : 1)),
    isCut: rows.length === CASE_MESSAGES_SHOWN,
  };
}

async function notesPage(reader: Reader, token: string, before: number | undefined): Promise<NotesPage> {
  const kept = await notesOf(reader, token, { limit: NOTES_PAGE + 1, before });
  const page = kept.slice(0, NOTES_PAGE);
  const notes = page.map(({ note, text, addedBy, addedAt }) => ({
    note,
    ...(text === undefined ? {} : { text }),
    by: addedBy,
    at: iso(addedAt),
  }));
  return { notes, ...(kept.length > NOTES_PAGE ? { olderNotes: page.at(-1)!.note } : {}) };
}

async function inList(reader: Reader, file: CaseFile): Promise<ShownCase> {
  const { standing, outcome, ground, assignedTo, closedAt, token } = file;
  const { dueAt, ...counts } = await countsOf(reader, token);
  const hold = await holdOf(reader, token);
  return {
    ...(await headOf(reader, file)),
    standing,
    ...(outcome === null ? {} : { outcome }),
    ...(ground === null ? {} : { ground }),
    ...(assignedTo === null ? {} : { assignee: assignedTo }),
    ...(closedAt === null ? {} : { closedAt: iso(closedAt) }),
    stirred: isStirred(file),
    ...counts,
    ...(dueAt === null ? {} : { due: iso(dueAt) }),
    ...(hold === undefined ? {} : { hold: shownHold(hold) }),
  };
}

function shownHold({ by, at, reason }: CaseHold): NonNullable<ShownCase['hold']> {
  return { by, at: iso(at), ...(reason === undefined ? {} : { reason }) };
}

async function requestsOf(reader: Reader, rows: readonly MessageRow[], now: number): Promise<ShownRequest[]> {
  const requests: ShownRequest[] = [];
  for (const row of rows) {
    if (MESSAGE_KINDS[row.kind].clock === undefined) continue;
    for (const clock of await clocksOf(reader, row.no)) requests.push(shownRequest(clock, rows, now));
  }
  return requests;
}

function shownRequest(clock: ClockRow, rows: readonly MessageRow[], now: number): ShownRequest {
  const { messageId, direction, counterpart, kind, story } = clock;
  const { stage, dueAt } = standingAt(story, now);
  const answers = rows.filter(
    (row) =>
      row.inReplyTo === messageId &&
      row.direction !== direction &&
      (direction === 'in' || row.state === counterpart) &&
      MESSAGE_KINDS[row.kind].answers,
  );
  const isWhole = stage === 'answered' || stage === 'answered-late';
  return {
    id: messageId,
    direction,
    state: counterpart,
    kind,
    stage,
    ...(dueAt === undefined || isWhole || stage === 'paused' ? {} : { due: iso(dueAt) }),
    answered: isWhole ? 'whole' : answers.length > 0 ? 'in-part' : 'no',
    answers: answers.map(({ id }) => id),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** Of one case. */
const CASE_MESSAGES_SHOWN = 500;
/** Of a case, which may have four times as many. */
const NOTES_PAGE = 500;
