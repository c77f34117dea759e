// SPDX-License-Identifier: Apache-2.0
// The calls of cases: what the bureau keeps of one, and what it does with it. Reading one is an entry.
import {
  CASE_STANDINGS,
  type CaseLinkReason,
  type CaseOutcome,
  type CaseStanding,
  type ExportFormat,
  type ExportReader,
} from '@iims/wire/case-codes';
import { isMessageKind, type MessageKind } from '@iims/wire/message-kinds';
import type { Session } from '../access/session.ts';
import { callNode, LOCAL_FAULTS, openCall, type Reply } from '../api/node-call.ts';
import { asObject, type JsonObject, listOf, numberOf, oneOf, textOf, textsOf } from '../api/read-json.ts';
import { type Mail, mailOf } from '../mails/mail-calls.ts';

export interface ShownCase {
  readonly caseRef: string;
  readonly title: string;
  readonly standing: CaseStanding;
  readonly outcome: string;
  readonly assignee: string;
  /** A message came after it was closed. */
  readonly isStirred: boolean;
  readonly tasks: readonly CaseTask[];
  readonly notes: readonly CaseNote[];
  /** From which number on notes are older than these. */
  readonly olderNotes: number | undefined;
  readonly links: readonly CaseLink[];
  readonly requests: readonly CaseRequest[];
  /** Old mail that was put into it. */
  readonly mails: readonly Mail[];
  /** While no period erases anything of it. */
  readonly hold?: { readonly by: string; readonly at: number; readonly reason: string };
}

export interface CaseTask {
  readonly task: number;
  readonly text: string;
  readonly assignee: string;
  /** Milliseconds since 1970. */
  readonly dueAt?: number;
  readonly isDone: boolean;
}

export interface CaseNote {
  readonly note: number;
  readonly text: string;
  readonly by: string;
  readonly at: number;
}

export interface CaseLink {
  readonly other: string;
  readonly reason: string;
}

/** A request of the case towards one State, and how far it is answered. */
export interface CaseRequest {
  readonly id: string;
  readonly isOwn: boolean;
  readonly state: string;
  readonly kind: MessageKind;
  readonly answered: 'no' | 'in-part' | 'whole';
  readonly answers: number;
}

export function fetchCase(caseRef: string): Promise<Reply<ShownCase>> {
  return callNode({ method: 'GET', path: `/api/cases/show?${new URLSearchParams({ caseRef })}` }, caseOf);
}

export function fetchOlderNotes(
  caseRef: string,
  before: number,
): Promise<Reply<Pick<ShownCase, 'notes' | 'olderNotes'>>> {
  const asked = new URLSearchParams({ caseRef, before: String(before) });
  return callNode({ method: 'GET', path: `/api/cases/notes?${asked}` }, (json) => {
    const body = asObject(json);
    return body && { notes: listOf(body, 'notes', noteOf), olderNotes: numberOf(body, 'olderNotes') };
  });
}

export function fetchOperators(): Promise<Reply<readonly string[]>> {
  return callNode({ method: 'GET', path: '/api/operators' }, (json) => {
    const body = asObject(json);
    return body && textsOf(body, 'operators');
  });
}

/** What somebody does with a case: each is one entry. */
export type CaseAct =
  | { readonly act: 'open'; readonly title: string }
  | { readonly act: 'note'; readonly text: string }
  | { readonly act: 'task'; readonly text: string; readonly assignee?: string; readonly due?: string }
  | { readonly act: 'change-task'; readonly task: number; readonly done: boolean }
  | { readonly act: 'assign'; readonly assignee: string | null }
  | { readonly act: 'link'; readonly other: string; readonly reason: CaseLinkReason }
  | { readonly act: 'unlink'; readonly other: string }
  | { readonly act: 'close'; readonly outcome: CaseOutcome; readonly ground?: string; readonly leavesOpen: boolean }
  | { readonly act: 'wait' }
  | { readonly act: 'reopen' }
  | { readonly act: 'hold' | 'lift-hold'; readonly reason: string };

export function doWithCase({ csrf }: Session, caseRef: string, { act, ...said }: CaseAct): Promise<Reply<true>> {
  return callNode({ method: 'POST', path: `/api/cases/${act}`, csrf, body: { caseRef, ...said } }, () => true);
}

export function assignMessage({ csrf }: Session, id: string, assignee: string | null): Promise<Reply<true>> {
  return callNode({ method: 'POST', path: '/api/messages/assign', csrf, body: { id, assignee } }, () => true);
}

export interface ExportedCase {
  readonly content: Uint8Array;
  readonly messages: number;
  /** Named in the file with the reason, and not there. */
  readonly withheld: number;
}

/** It is an entry. */
export async function exportCase(
  { csrf }: Session,
  asked: { readonly caseRef: string; readonly reader: ExportReader; readonly format: ExportFormat },
): Promise<Reply<ExportedCase>> {
  const reply = await openCall({ method: 'POST', path: '/api/cases/export', csrf, body: asked });
  if (!reply.ok) return reply;
  const { headers } = reply.value;
  const count = (name: string) => Number(headers.get(`x-iims-${name}`));
  try {
    const content = new Uint8Array(await reply.value.arrayBuffer());
    return { ok: true, value: { content, messages: count('messages'), withheld: count('withheld') } };
  } catch {
    return { ok: false, fault: { code: LOCAL_FAULTS.brokenOff } };
  }
}

function caseOf(json: unknown): ShownCase | undefined {
  const body = asObject(json);
  const standing = body && oneOf(textOf(body, 'standing'), CASE_STANDINGS);
  if (body === undefined || standing === undefined) return undefined;
  return {
    caseRef: textOf(body, 'caseRef') ?? '',
    title: textOf(body, 'title') ?? '',
    standing,
    outcome: textOf(body, 'outcome') ?? '',
    assignee: textOf(body, 'assignee') ?? '',
    isStirred: body.stirred === true,
    tasks: listOf(body, 'tasks', taskOf),
    notes: listOf(body, 'notes', noteOf),
    olderNotes: numberOf(body, 'olderNotes'),
    links: listOf(body, 'links', linkOf),
    requests: listOf(body, 'requests', requestOf),
    mails: listOf(body, 'mails', mailOf),
    ...holdOf(asObject(body.hold)),
  };
}

function holdOf(hold: JsonObject | undefined): Pick<ShownCase, 'hold'> {
  const by = hold && textOf(hold, 'by');
  if (hold === undefined || by === undefined) return {};
  return { hold: { by, at: Date.parse(textOf(hold, 'at') ?? '') || 0, reason: textOf(hold, 'reason') ?? '' } };
}

function taskOf(json: JsonObject): CaseTask | undefined {
  const task = numberOf(json, 'task');
  const dueAt = Date.parse(textOf(json, 'due') ?? '');
  if (task === undefined) return undefined;
  return {
    task,
    text: textOf(json, 'text') ?? '',
    assignee: textOf(json, 'assignee') ?? '',
    isDone: asObject(json.done) !== undefined,
    ...(Number.isNaN(dueAt) ? {} : { dueAt }),
  };
}

function noteOf(json: JsonObject): CaseNote | undefined {
  const note = numberOf(json, 'note');
  if (note === undefined) return undefined;
  const at = Date.parse(textOf(json, 'at') ?? '') || 0;
  return { note, text: textOf(json, 'text') ?? '', by: textOf(json, 'by') ?? '', at };
}

function linkOf(json: JsonObject): CaseLink | undefined {
  const [other, reason] = [textOf(json, 'other'), textOf(json, 'reason')];
  return other === undefined || reason === undefined ? undefined : { other, reason };
}

function requestOf(json: JsonObject): CaseRequest | undefined {
  const [id, state, kind] = [textOf(json, 'id'), textOf(json, 'state'), textOf(json, 'kind')];
  const answered = oneOf(textOf(json, 'answered'), ['no', 'in-part', 'whole'] as const);
  if (id === undefined || state === undefined || kind === undefined || !isMessageKind(kind)) return undefined;
  if (answered === undefined) return undefined;
  const isOwn = textOf(json, 'direction') === 'out';
  return { id, state, kind, isOwn, answered, answers: textsOf(json, 'answers').length };
}
