// SPDX-License-Identifier: Apache-2.0
// The auditor's calls: verify the whole log, and read its latest entries page by page, never their subjects.
import type { Session } from '../access/session.ts';
import { callNode, type Reply } from '../api/node-call.ts';
import { asObject, type JsonObject, listOf, numberOf, textOf } from '../api/read-json.ts';

const ENTRIES_PER_PAGE = 50;

export type LogVerdict =
  | { readonly ok: true; readonly size: number; readonly root: string; readonly checkedAt: number }
  /** `index` is absent where no single entry can be blamed. */
  | { readonly ok: false; readonly index?: number; readonly reason: string; readonly checkedAt: number };

export interface LogEntry {
  readonly index: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly event: string;
  readonly actor?: string;
  readonly counterpart?: string;
  readonly purpose?: string;
  readonly caseRef?: string;
  readonly outcome?: string;
}

export interface EntryPage {
  readonly entries: readonly LogEntry[];
  readonly size: number;
}

export function verifyLog(session: Session): Promise<Reply<LogVerdict>> {
  return callNode({ method: 'POST', path: '/api/verify-log', csrf: session.csrf, body: {} }, readLogVerdict);
}

/** Entries before `before`, newest first; the newest of all without it. */
export function fetchEntries(before: number | undefined): Promise<Reply<EntryPage>> {
  const from = before === undefined ? '' : `&before=${before}`;
  return callNode({ method: 'GET', path: `/api/entries?limit=${ENTRIES_PER_PAGE}${from}` }, readEntryPage);
}

/** Only `ok: true` with size and root is a yes; anything else that is readable is a no. */
export function readLogVerdict(json: unknown): LogVerdict | undefined {
  const body = asObject(json);
  if (body === undefined || typeof body.ok !== 'boolean') return undefined;
  const checkedAt = Date.parse(textOf(body, 'checkedAt') ?? '');
  if (Number.isNaN(checkedAt)) return undefined;
  const [size, root, index] = [numberOf(body, 'size'), textOf(body, 'root'), numberOf(body, 'index')];
  if (body.ok) return size === undefined || root === undefined ? undefined : { ok: true, size, root, checkedAt };
  return { ok: false, reason: textOf(body, 'reason') ?? '', checkedAt, ...(index === undefined ? {} : { index }) };
}

export function readEntryPage(json: unknown): EntryPage | undefined {
  const body = asObject(json);
  const size = body === undefined ? undefined : numberOf(body, 'size');
  if (body === undefined || size === undefined) return undefined;
  const entries = listOf(body, 'entries', entryOf);
  return { entries: [...entries].sort((first, second) => second.index - first.index), size };
}

function entryOf(entry: JsonObject): LogEntry | undefined {
  const [index, event] = [numberOf(entry, 'index'), textOf(entry, 'event')];
  const at = Date.parse(textOf(entry, 'at') ?? '');
  if (index === undefined || event === undefined || Number.isNaN(at)) return undefined;
  const texts = ENTRY_TEXTS.map((key) => [key, textOf(entry, key)]).filter(([, text]) => text !== undefined);
  return { index, at, event, ...Object.fromEntries(texts) };
}

const ENTRY_TEXTS = ['actor', 'counterpart', 'purpose', 'caseRef', 'outcome'] as const;
