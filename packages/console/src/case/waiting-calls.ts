// SPDX-License-Identifier: Apache-2.0
// The calls of messages that wait for a second person, and of templates.
import type { ReleaseRefusalGround } from '@iims/wire/case-codes';
import { type Handling, handlingSchema } from '@iims/wire/handling';
import { isMessageKind, type MessageKind } from '@iims/wire/message-kinds';
import type { Session } from '../access/session.ts';
import { callNode, type Reply } from '../api/node-call.ts';
import { asObject, type JsonObject, listOf, numberOf, textOf } from '../api/read-json.ts';

/** A message that waits, or was refused, without what it says. */
export interface Proposal {
  readonly id: string;
  readonly kind: MessageKind;
  readonly to: readonly string[];
  readonly caseRef: string;
  readonly proposedBy: string;
  readonly proposedAt: number;
  readonly isOwn: boolean;
  readonly isUrgent: boolean;
  readonly digest: string;
  readonly dueAt?: number;
  readonly refused?: { readonly by: string; readonly ground: string; readonly words: string };
}

export interface OpenedProposal extends Proposal {
  /** Of those to whom it goes, who is named more closely than by the State: authority and desk. */
  readonly addressed: readonly { readonly state: string; readonly authority?: string; readonly desk?: string }[];
  readonly handling: Handling;
  readonly fields: JsonObject;
  readonly files: readonly ProposedFile[];
}

/** A file inside the message, or, without content, beside it. */
export interface ProposedFile {
  readonly id: number;
  readonly name: string;
  readonly byteCount: number;
  /** SHA-256 in hexadecimal. */
  readonly sha256: string;
  /** Base64. */
  readonly content?: string;
}

export interface Waiting {
  readonly waiting: readonly Proposal[];
  readonly refused: readonly Proposal[];
}

/** It is an entry. */
export function fetchWaiting(): Promise<Reply<Waiting>> {
  return callNode({ method: 'GET', path: '/api/messages/waiting' }, (json) => {
    const body = asObject(json);
    return body && { waiting: listOf(body, 'waiting', proposalOf), refused: listOf(body, 'refused', proposalOf) };
  });
}

/** What one says. It is an entry. */
export function openWaiting({ csrf }: Session, id: string): Promise<Reply<OpenedProposal>> {
  return callNode({ method: 'POST', path: '/api/messages/waiting/open', csrf, body: { id } }, (json) => {
    const body = asObject(json);
    const proposal = body && proposalOf(body);
    const [fields, handling] = [asObject(body?.fields), handlingSchema.safeParse(body?.handling)];
    if (body === undefined || proposal === undefined || fields === undefined || !handling.success) return undefined;
    const files = [...listOf(body, 'attachments', fileOf), ...listOf(body, 'largeAttachments', fileOf)];
    const addressed = listOf(body, 'to', addressOf).filter(({ authority, desk }) => authority ?? desk);
    return { ...proposal, addressed, fields, handling: handling.data, files };
  });
}

/** `digest` is that of what was looked at. */
export function releaseWaiting({ csrf }: Session, id: string, digest: string): Promise<Reply<true>> {
  return callNode({ method: 'POST', path: '/api/messages/release', csrf, body: { id, digest } }, () => true);
}

export function refuseRelease(
  { csrf }: Session,
  id: string,
  ground: ReleaseRefusalGround,
  words: string,
): Promise<Reply<true>> {
  const body = { id, ground, ...(words.trim() === '' ? {} : { words: words.trim() }) };
  return callNode({ method: 'POST', path: '/api/messages/refuse-release', csrf, body }, () => true);
}

/** What forms of one kind can be filled with. */
export interface Template {
  readonly template: number;
  readonly kind: string;
  readonly name: string;
  readonly language: string;
  readonly fields: JsonObject;
}

export function fetchTemplates(): Promise<Reply<readonly Template[]>> {
  return callNode({ method: 'GET', path: '/api/templates' }, (json) => {
    const body = asObject(json);
    return body && listOf(body, 'templates', templateOf);
  });
}

export function keepTemplate({ csrf }: Session, kept: Omit<Template, 'template'>): Promise<Reply<true>> {
  return callNode({ method: 'POST', path: '/api/templates/keep', csrf, body: { ...kept } }, () => true);
}

export function dropTemplate({ csrf }: Session, template: number): Promise<Reply<true>> {
  return callNode({ method: 'POST', path: '/api/templates/drop', csrf, body: { template } }, () => true);
}

function proposalOf(json: JsonObject): Proposal | undefined {
  const [id, kind, digest] = [textOf(json, 'id'), textOf(json, 'kind'), textOf(json, 'digest')];
  if (id === undefined || digest === undefined || kind === undefined || !isMessageKind(kind)) return undefined;
  const dueAt = Date.parse(textOf(json, 'due') ?? '');
  const refused = asObject(json.refused);
  return {
    id,
    kind,
    digest,
    to: [...new Set(listOf(json, 'to', (address) => textOf(address, 'state')))],
    caseRef: textOf(json, 'caseRef') ?? '',
    proposedBy: textOf(json, 'proposedBy') ?? '',
    proposedAt: Date.parse(textOf(json, 'proposedAt') ?? '') || 0,
    isOwn: json.own === true,
    isUrgent: textOf(json, 'urgency') === 'urgent',
    ...(Number.isNaN(dueAt) ? {} : { dueAt }),
    ...(refused && {
      refused: {
        by: textOf(refused, 'by') ?? '',
        ground: textOf(refused, 'ground') ?? '',
        words: textOf(refused, 'words') ?? '',
      },
    }),
  };
}

function addressOf(json: JsonObject): OpenedProposal['addressed'][number] | undefined {
  const [state, authority, desk] = [textOf(json, 'state'), textOf(json, 'authority'), textOf(json, 'desk')];
  if (state === undefined) return undefined;
  return { state, ...(authority === undefined ? {} : { authority }), ...(desk === undefined ? {} : { desk }) };
}

function fileOf(file: JsonObject): ProposedFile | undefined {
  const [id, name, byteCount] = [numberOf(file, 'id'), textOf(file, 'name'), numberOf(file, 'bytes')];
  const [sha256, content] = [textOf(file, 'sha256'), textOf(file, 'content')];
  if (id === undefined || name === undefined || byteCount === undefined || sha256 === undefined) return undefined;
  return { id, name, byteCount, sha256, ...(content === undefined ? {} : { content }) };
}

function templateOf(json: JsonObject): Template | undefined {
  const [template, kind, name] = [numberOf(json, 'template'), textOf(json, 'kind'), textOf(json, 'name')];
  const fields = asObject(json.fields);
  if (template === undefined || kind === undefined || name === undefined || fields === undefined) return undefined;
  return { template, kind, name, fields, language: textOf(json, 'language') ?? '' };
}
