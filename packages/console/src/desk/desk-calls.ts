// SPDX-License-Identifier: Apache-2.0
// The desk's calls: what came and went, the content of one message, sending and answering, and the drafts that the node keeps.
import { type Handling, handlingSchema } from '@iims/wire/handling';
import { isMessageKind, MESSAGE_KINDS } from '@iims/wire/message-kinds';
import type { Session } from '../access/session.ts';
import { callNode, type Reply } from '../api/node-call.ts';
import { asObject, type JsonObject, listOf, numberOf, oneOf, textOf } from '../api/read-json.ts';
import { type LargeFile, largeFileOf } from '../attachments/large-files.tsx';
import type { BroughtFile } from '../attachments/upload-file.ts';
import { type AttachedFile, isFileId, isFileOf, readKeptFile } from './attached-files.ts';
import { STATUSES } from './desk-codes.ts';
import type { Delivery, MessageRow } from './desk-state.ts';
import { fieldsOf } from './form-draft.ts';
import { type DraftHead, handlingOf, readHead, readKept, type WriteDraft } from './write-draft.ts';

export interface MessagePage {
  readonly rows: readonly MessageRow[];
  /** To read on with what is older. */
  readonly next?: number;
}

/** What a message says. */
export interface OpenedMessage {
  readonly handling: Handling;
  readonly fields: JsonObject;
  readonly attachments: readonly OpenedFile[];
  /** Those that go beside it. */
  readonly largeFiles: readonly LargeFile[];
  /** The State's translation service, and the rule that stands against it; absent where there is none. */
  readonly translation: { readonly by: string; readonly refused: string | undefined } | undefined;
}

/** What became of what was said. */
export interface Said {
  readonly id: string;
  /** A second person releases it first. */
  readonly isWaiting: boolean;
}

export interface OpenedFile {
  readonly id: number;
  readonly name: string;
  readonly byteCount: number;
  /** Base64. */
  readonly content: string;
}

export function fetchMessages(before: number | undefined): Promise<Reply<MessagePage>> {
  const from = before === undefined ? '' : `&before=${before}`;
  return callNode({ method: 'GET', path: `/api/messages?limit=${PAGE}${from}` }, (json) => {
    const body = asObject(json);
    if (body === undefined || !Array.isArray(body.messages)) return undefined;
    const next = numberOf(body, 'next');
    return { rows: listOf(body, 'messages', rowOf), ...(next === undefined ? {} : { next }) };
  });
}

/** The text of a recipient's signed receipt. */
export function fetchReceipt(id: string, state: string): Promise<Reply<string>> {
  return callNode({ method: 'GET', path: `/api/messages/receipt?${new URLSearchParams({ id, state })}` }, (json) => {
    const body = asObject(json);
    return body && listOf(body, 'receipts', (receipt) => textOf(receipt, 'file'))[0];
  });
}

/** What changes when anything on the first page does. */
export function fetchNews(): Promise<Reply<string>> {
  return callNode({ method: 'GET', path: '/api/messages/news' }, (json) => {
    const body = asObject(json);
    return body && textOf(body, 'mark');
  });
}

/** Out of the inbox of the whole bureau, or back into it. It is an entry. */
export function archiveMessage({ csrf }: Session, id: string, isArchived: boolean): Promise<Reply<MessageRow>> {
  return callNode({ method: 'POST', path: '/api/messages/archive', csrf, body: { id, isArchived } }, (json) => {
    const body = asObject(json);
    return body && rowOf(body);
  });
}

/** It is an entry, and the sender's node is told. */
export function openMessage({ csrf }: Session, id: string): Promise<Reply<OpenedMessage>> {
  return callNode({ method: 'POST', path: '/api/messages/open', csrf, body: { id } }, (json) => {
    const body = asObject(json);
    const fields = asObject(body?.fields);
    const handling = handlingSchema.safeParse(body?.handling);
    if (body === undefined || fields === undefined || !handling.success) return undefined;
    const attachments = listOf(body, 'attachments', fileOf);
    const service = asObject(body.translation);
    const by = service && textOf(service, 'by');
    return {
      handling: handling.data,
      fields,
      attachments,
      largeFiles: listOf(body, 'largeAttachments', largeFileOf),
      translation: by === undefined ? undefined : { by, refused: textOf(service!, 'refused') },
    };
  });
}

/** Resolves when the message is stored, or waits for a second person; bringing it is the node's work. */
export function sendMessage(
  { csrf }: Session,
  draft: WriteDraft,
  uploads: readonly BroughtFile[],
): Promise<Reply<Said>> {
  const { kind, inReplyTo, to, groups, desk, caseRef, isUrgent } = draft;
  const said = {
    kind,
    urgency: isUrgent ? 'urgent' : 'routine',
    handling: handlingOf(draft.handling),
    fields: fieldsOf(MESSAGE_KINDS[kind].form, draft.fields),
    attachments: draft.files.map(({ name, mediaType, sha256, content }) => ({ name, mediaType, sha256, content })),
    ...(uploads.length > 0 && { uploads }),
  };
  const states = to.map((state) => ({ state, ...(desk !== '' && { desk }) }));
  const addresses = [...states, ...groups.map((group) => ({ group }))];
  const call =
    inReplyTo === undefined
      ? { path: '/api/messages/send', body: { ...said, to: addresses, caseRef: caseRef.trim() } }
      : { path: '/api/messages/reply', body: { ...said, id: inReplyTo } };
  return callNode({ method: 'POST', csrf, ...call }, (json) => {
    const body = asObject(json);
    const id = body && textOf(body, 'id');
    return id === undefined ? undefined : { id, isWaiting: textOf(body!, 'status') === 'waiting-for-release' };
  });
}

/** A name that stands for several addresses. */
export interface Group {
  readonly name: string;
  /** The States of its members. */
  readonly states: readonly string[];
}

/** Those that the administrator keeps; `all` has a button of its own. */
export function fetchGroups(): Promise<Reply<readonly Group[]>> {
  return callNode({ method: 'GET', path: '/api/groups' }, (json) => {
    const body = asObject(json);
    return body && listOf(body, 'groups', groupOf).filter(({ name }) => name !== 'all');
  });
}

function groupOf(group: JsonObject): Group | undefined {
  const name = textOf(group, 'name');
  const states = listOf(group, 'addresses', (address) => textOf(address, 'state'));
  return name === undefined ? undefined : { name, states: [...new Set(states)] };
}

/** A draft as a list shows it. */
export interface DraftRow {
  readonly draftId: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  /** Undefined where another release wrote it. */
  readonly head: DraftHead | undefined;
  /** The drafts that are its files. */
  readonly fileIds: readonly string[];
}

/** What the own person has begun to write. */
export function fetchDrafts(): Promise<Reply<readonly DraftRow[]>> {
  return callNode({ method: 'GET', path: '/api/drafts' }, (json) => {
    const body = asObject(json);
    if (body === undefined) return undefined;
    const rows = listOf(body, 'drafts', draftRowOf);
    const ids = rows.map(({ draftId }) => draftId);
    return rows
      .filter(({ draftId }) => !isFileId(draftId))
      .map((row) => ({ ...row, fileIds: ids.filter((id) => isFileOf(id, row.draftId)) }));
  });
}

/** With the files that go inside it. */
export async function openDraft(session: Session, { draftId, fileIds }: DraftRow): Promise<Reply<WriteDraft>> {
  const draft = await openOne(session, draftId, readKept);
  if (!draft.ok) return draft;
  const files: AttachedFile[] = [];
  for (const fileId of fileIds) {
    const file = await openOne(session, fileId, readKeptFile);
    if (!file.ok) return file;
    files.push(file.value);
  }
  return { ok: true, value: { ...draft.value, files } };
}

function openOne<T>(
  { csrf }: Session,
  draftId: string,
  read: (draftId: string, content: string) => T | undefined,
): Promise<Reply<T>> {
  return callNode({ method: 'POST', path: '/api/drafts/open', csrf, body: { draftId } }, (json) => {
    const content = textOf(asObject(json) ?? {}, 'content');
    return content === undefined ? undefined : read(draftId, content);
  });
}

export function keepDraft(
  { csrf }: Session,
  draft: { readonly draftId: string; readonly content: string; readonly head?: string },
): Promise<Reply<true>> {
  return callNode({ method: 'POST', path: '/api/drafts/keep', csrf, body: draft }, () => true);
}

export function dropDraft({ csrf }: Session, draftId: string): Promise<Reply<true>> {
  return callNode({ method: 'POST', path: '/api/drafts/drop', csrf, body: { draftId } }, () => true);
}

/** A message whose period has ended has neither States nor case any more; it stays in the list. */
export function rowOf(shown: JsonObject): MessageRow | undefined {
  const [id, kind, from] = [textOf(shown, 'id'), textOf(shown, 'kind'), asObject(shown.from)];
  const status = oneOf(textOf(shown, 'status'), STATUSES);
  if (id === undefined || kind === undefined || !isMessageKind(kind) || status === undefined) return undefined;
  const dueAt = Date.parse(textOf(shown, 'due') ?? '');
  return {
    id,
    kind,
    status,
    no: numberOf(shown, 'logIndex') ?? -1,
    isArchived: textOf(shown, 'archivedAt') !== undefined,
    isOwn: textOf(shown, 'direction') === 'out',
    isRecalled: textOf(shown, 'deleted') === 'recalled',
    from: (from && textOf(from, 'state')) ?? '',
    to: [...new Set(listOf(shown, 'to', (address) => textOf(address, 'state')))],
    caseRef: textOf(shown, 'caseRef') ?? '',
    assignee: textOf(shown, 'assignee') ?? '',
    caseAssignee: textOf(shown, 'caseAssignee') ?? '',
    deliveries: listOf(shown, 'deliveries', deliveryOf),
    isUrgent: textOf(shown, 'urgency') === 'urgent',
    at: Date.parse(textOf(shown, 'at') ?? '') || 0,
    ...(Number.isNaN(dueAt) ? {} : { dueAt }),
  };
}

function deliveryOf(delivery: JsonObject): Delivery | undefined {
  const [to, status] = [textOf(delivery, 'to'), oneOf(textOf(delivery, 'status'), STATUSES)];
  return to === undefined || status === undefined ? undefined : { to, status };
}

function fileOf(file: JsonObject): OpenedFile | undefined {
  const [id, byteCount] = [numberOf(file, 'id'), numberOf(file, 'bytes')];
  const [name, content] = [textOf(file, 'name'), textOf(file, 'content')];
  if (id === undefined || byteCount === undefined || name === undefined || content === undefined) return undefined;
  return { id, name, byteCount, content };
}

function draftRowOf(draft: JsonObject): DraftRow | undefined {
  const [draftId, savedAt, head] = [textOf(draft, 'draftId'), textOf(draft, 'savedAt'), textOf(draft, 'head')];
  if (draftId === undefined || savedAt === undefined) return undefined;
  return { draftId, savedAt: Date.parse(savedAt) || 0, head: readHead(head), fileIds: [] };
}

/** Messages that are read at once. */
const PAGE = 100;
