// SPDX-License-Identifier: Apache-2.0
// `iims case`: what a bureau keeps of a case beside its messages, at a running node. Titles, tasks and notes come on stdin, since
// they are personal data.
import { CASE_NOTE_CHARACTERS_MAX } from '@iims/wire/case-codes';
import type { ExitStatus } from '../exit-status.ts';
import { inSession, type SessionOptions } from '../in-session.ts';
import { badOption, wholeNumber } from '../option-values.ts';
import { print, readStdinText } from '../terminal.ts';

export interface CaseOptions extends SessionOptions {
  readonly json: boolean;
}

export interface ListCasesOptions extends CaseOptions {
  readonly which?: string;
  readonly limit?: string;
  readonly before?: string;
}

export interface CaseTaskOptions extends CaseOptions {
  readonly for?: string;
  readonly due?: string;
  readonly done?: string;
  readonly notDone?: string;
}

export interface AssignOptions extends CaseOptions {
  readonly to?: string;
  readonly nobody?: boolean;
}

export interface LinkCasesOptions extends CaseOptions {
  readonly with: string;
  readonly reason?: string;
  readonly remove?: boolean;
}

export interface CloseCaseOptions extends CaseOptions {
  readonly outcome: string;
  readonly ground?: string;
  readonly leavesOpen?: boolean;
}

export function listCases({ which, limit, before, ...options }: ListCasesOptions): Promise<ExitStatus> {
  const query = new URLSearchParams({
    ...(which === undefined ? {} : { which }),
    limit: String(wholeNumber('limit', limit ?? '100', 1, LIST_LIMIT_MAX)),
    ...(before === undefined ? {} : { before: String(wholeNumber('before', before, 0, Number.MAX_SAFE_INTEGER)) }),
  });
  return inSession(options, async (session) => print(JSON.stringify(await session.get(`/api/cases?${query}`))));
}

export function showCase(caseRef: string, options: CaseOptions): Promise<ExitStatus> {
  const query = new URLSearchParams({ caseRef });
  return inSession(options, async (session) => print(JSON.stringify(await session.get(`/api/cases/show?${query}`))));
}

export async function openCase(caseRef: string, options: CaseOptions): Promise<ExitStatus> {
  return post(options, '/api/cases/open', { caseRef, title: await stdinText() });
}

export async function noteCase(caseRef: string, options: CaseOptions): Promise<ExitStatus> {
  return post(options, '/api/cases/note', { caseRef, text: await stdinText() });
}

/** Without `--done` and `--not-done` a task is added, whose text comes on stdin. */
export async function taskOfCase(caseRef: string, options: CaseTaskOptions): Promise<ExitStatus> {
  const { for: assignee, due, done, notDone } = options;
  if (done !== undefined && notDone !== undefined) throw badOption('done', 'not with --not-done');
  const named = { ...(assignee === undefined ? {} : { assignee }), ...(due === undefined ? {} : { due }) };
  if (done === undefined && notDone === undefined) {
    return post(options, '/api/cases/task', { caseRef, text: await stdinText(), ...named });
  }
  const task = wholeNumber(done === undefined ? 'not-done' : 'done', (done ?? notDone)!, 0, Number.MAX_SAFE_INTEGER);
  return post(options, '/api/cases/change-task', { caseRef, task, done: done !== undefined, ...named });
}

export function assignCase(caseRef: string, options: AssignOptions): Promise<ExitStatus> {
  return post(options, '/api/cases/assign', { caseRef, assignee: assigneeOf(options) });
}

export function assignMessage(id: string, options: AssignOptions): Promise<ExitStatus> {
  return post(options, '/api/messages/assign', { id, assignee: assigneeOf(options) });
}

export function linkCases(caseRef: string, options: LinkCasesOptions): Promise<ExitStatus> {
  const { with: other, reason, remove } = options;
  if (remove === true) return post(options, '/api/cases/unlink', { caseRef, other });
  return post(options, '/api/cases/link', { caseRef, other, reason: reason ?? 'other' });
}

export function closeCase(caseRef: string, options: CloseCaseOptions): Promise<ExitStatus> {
  const { outcome, ground, leavesOpen = false } = options;
  const named = { caseRef, outcome, ...(ground === undefined ? {} : { ground }), leavesOpen };
  return post(options, '/api/cases/close', named);
}

export function waitCase(caseRef: string, options: CaseOptions): Promise<ExitStatus> {
  return post(options, '/api/cases/wait', { caseRef });
}

export function reopenCase(caseRef: string, options: CaseOptions): Promise<ExitStatus> {
  return post(options, '/api/cases/reopen', { caseRef });
}

export async function holdCase(caseRef: string, options: CaseOptions): Promise<ExitStatus> {
  return post(options, '/api/cases/hold', { caseRef, reason: await stdinText() });
}

export async function liftHold(caseRef: string, options: CaseOptions): Promise<ExitStatus> {
  return post(options, '/api/cases/lift-hold', { caseRef, reason: await stdinText() });
}

function post(options: CaseOptions, path: string, body: object): Promise<ExitStatus> {
  return inSession(options, async (session) => print(JSON.stringify(await session.post(path, body))));
}

function assigneeOf({ to, nobody = false }: AssignOptions): string | null {
  if ((to === undefined) === nobody) return to ?? null;
  throw badOption('to', 'an operator, or else --nobody');
}

/** One line end belongs to whoever typed it. */
async function stdinText(): Promise<string> {
  return (await readStdinText(TEXT_BYTES_MAX)).replace(/\r?\n$/, '');
}

/** A note at its longest, in UTF-8. */
const TEXT_BYTES_MAX = 4 * CASE_NOTE_CHARACTERS_MAX;
const LIST_LIMIT_MAX = 200;
