// SPDX-License-Identifier: Apache-2.0
// A message while it is being written: what stands in its form, how it begins, and how it is kept on the node as a draft.
import type { Handling } from '@iims/wire/handling';
import { MESSAGE_KINDS, type MessageKind } from '@iims/wire/message-kinds';
import { type LargeDraft, readLarge } from '../attachments/large-draft.ts';
import type { AttachedFile } from './attached-files.ts';
import { OFFICERS_KINDS } from './desk-codes.ts';
import type { MessageRow } from './desk-state.ts';
import { type FormDraft, fieldsOf, isEmptyDraft, typedText } from './form-draft.ts';

export interface WriteDraft {
  readonly draftId: string;
  readonly kind: MessageKind;
  /** States. */
  readonly to: readonly string[];
  /** Names that stand for several addresses. */
  readonly groups: readonly string[];
  readonly desk: string;
  readonly caseRef: string;
  readonly isUrgent: boolean;
  readonly handling: FormDraft;
  readonly fields: FormDraft;
  readonly files: readonly AttachedFile[];
  /** Those that go beside it. */
  readonly large: readonly LargeDraft[];
  /** The message that it replies to. */
  readonly inReplyTo?: string;
}

/** What a list shows of a draft. */
export type DraftHead = Pick<WriteDraft, 'kind' | 'to' | 'groups' | 'caseRef'>;

export function freshDraft(draftId: string): WriteDraft {
  const kind = OFFICERS_KINDS[0] as MessageKind;
  return {
    draftId,
    kind,
    to: [],
    groups: [],
    desk: '',
    caseRef: '',
    isUrgent: false,
    handling: { code: 'H0' },
    fields: {},
    files: [],
    large: [],
  };
}

/** A reply goes to who sent, in the same case and with the same haste; undefined where nothing may answer. */
export function replyDraft(draftId: string, row: MessageRow): WriteDraft | undefined {
  const kind = repliesTo(row.kind)[0];
  if (kind === undefined || !mayAnswer(row)) return undefined;
  const { caseRef, isUrgent, id, from } = row;
  return { ...freshDraft(draftId), kind, to: [from], caseRef, isUrgent, inReplyTo: id };
}

/** Whether anything of an officer may answer it. */
export function mayAnswer({ kind, isOwn, isRecalled }: MessageRow): boolean {
  return !isOwn && !isRecalled && repliesTo(kind).length > 0;
}

/** The kinds of officers that may answer a kind, the most usual first. */
export function repliesTo(kind: MessageKind): readonly MessageKind[] {
  const { replies } = MESSAGE_KINDS[kind];
  return (replies as readonly MessageKind[]).filter((one) => OFFICERS_KINDS.includes(one));
}

/** Another kind keeps what fits its form: fields of the same name. */
export function ofKind(draft: WriteDraft, kind: MessageKind): WriteDraft {
  const kept = Object.entries(draft.fields).filter(([name]) => Object.hasOwn(MESSAGE_KINDS[kind].form, name));
  return { ...draft, kind, fields: Object.fromEntries(kept) };
}

/** The first field that is missing or malformed, empty when the form can be sent. */
export function faultIn({ kind, to, groups, caseRef, handling, fields }: WriteDraft): string {
  if (to.length === 0 && groups.length === 0) return 'to';
  if (caseRef.trim() === '') return 'caseRef';
  if (handling.code === 'H3' && typedText(handling.condition).trim() === '') return 'handling.condition';
  const parsed = MESSAGE_KINDS[kind].fields.safeParse(fieldsOf(MESSAGE_KINDS[kind].form, fields));
  return parsed.success ? '' : `fields.${parsed.error.issues[0]?.path.join('.') ?? ''}`;
}

/** How it may be handled, as the wire says it. What was left empty is left out. */
export function handlingOf(typed: FormDraft): Handling {
  const { scheme, source, information, sharing, ...rest } = typed;
  const given = Object.entries(rest).flatMap(([name, value]) =>
    typedText(value).trim() === '' || (name === 'condition' && rest.code !== 'H3')
      ? []
      : [[name, typedText(value).trim()]],
  );
  const grading = { scheme, source, information, ...(scheme === '3x5x2' && { sharing }) };
  return { ...Object.fromEntries(given), ...(typedText(scheme) !== '' && { grading }) } as Handling;
}

/** Whether it is worth keeping. */
export function isWorthKeeping({ fields, files, large, caseRef, inReplyTo }: WriteDraft): boolean {
  // The case of a reply was not typed.
  return (
    files.length > 0 || large.length > 0 || !isEmptyDraft(fields) || (inReplyTo === undefined && caseRef.trim() !== '')
  );
}

/** A draft from the text under which the node kept it, without the files inside it; undefined for one that another release wrote. */
export function readKept(draftId: string, content: string): WriteDraft | undefined {
  try {
    const kept = JSON.parse(content) as WriteDraft;
    const { kind, to, desk, caseRef, isUrgent, handling, fields, inReplyTo } = kept;
    if (!OFFICERS_KINDS.includes(kind) || !Array.isArray(to) || typeof fields !== 'object' || fields === null) {
      return undefined;
    }
    const groups = Array.isArray(kept.groups) ? kept.groups.map(String) : [];
    const about = { kind, to, groups, desk: String(desk), caseRef: String(caseRef), isUrgent: isUrgent === true };
    const large = readLarge(kept.large);
    return {
      draftId,
      ...about,
      handling,
      fields,
      files: [],
      large,
      ...(typeof inReplyTo === 'string' && { inReplyTo }),
    };
  } catch {
    return undefined;
  }
}

/** What the node keeps for its list. */
export function headText({ kind, to, groups, caseRef }: WriteDraft): string {
  return JSON.stringify({ kind, to, groups, caseRef } satisfies DraftHead);
}

/** Undefined for one that another release wrote. */
export function readHead(text = ''): DraftHead | undefined {
  try {
    const { kind, to, groups, caseRef } = JSON.parse(text) as DraftHead;
    if (!OFFICERS_KINDS.includes(kind) || !Array.isArray(to) || !Array.isArray(groups)) return undefined;
    return { kind, to: to.map(String), groups: groups.map(String), caseRef: String(caseRef) };
  } catch {
    return undefined;
  }
}

/** Whether two say the same to the same, with the same files, however far these have come. */
export function saysTheSame(one: WriteDraft, other: WriteDraft): boolean {
  return saidText(one) === saidText(other);
}

function saidText({ files, large, ...said }: WriteDraft): string {
  return JSON.stringify([said, files.map(({ fileId }) => fileId), large.map(({ id }) => id)]);
}

/** Files are kept by themselves. */
export function keptText({ draftId: _, files: _files, ...draft }: WriteDraft): string {
  return JSON.stringify(draft);
}
