// SPDX-License-Identifier: Apache-2.0
// Brings a file to the own node, so that it goes beside a message (spec/attachment.md, 4 to 8): hashed while it is read, sent in parts.
// A part that did not come through is sent again; the node leaves out what it has.
import { toHex } from '@iims/wire/bytes';
import { beginFileHash } from '@iims/wire/file-hash';
import { endsSession, type Session } from '../access/session.ts';
import { callNode, type Fault, LOCAL_FAULTS, type Reply } from '../api/node-call.ts';
import { asObject, numberOf, textOf } from '../api/read-json.ts';

/** As a message names it. */
export interface BroughtFile {
  readonly uploadId: string;
  readonly name: string;
  readonly mediaType: string;
}

/** What is known of a file, whatever its name: the SHA-256 of so many bytes at its beginning, in hexadecimal. */
export interface FileMark {
  readonly bytes: number;
  readonly sha256: string;
}

export interface Bringing {
  readonly to: readonly (string | { readonly group: string })[];
  /** An upload that broke off, to go on with. */
  readonly begun: string | undefined;
  /** What was read of the file before: no other is sent. */
  readonly known: FileMark | undefined;
  /** A new one was begun. */
  readonly onBegun: (uploadId: string) => void;
  /** So much of it is on the node: told at each doubling and at its end. */
  readonly onRead: (mark: FileMark) => void;
  /** How much of it has come, 0 to 1. */
  readonly onShare: (share: number) => void;
  /** Nobody waits for it any more: what has come stays. */
  readonly signal: AbortSignal;
}

/** `other-file` where it is not the one that was begun: nothing of it is sent then, and the upload stays. */
export type Brought = { readonly uploadId: string } | 'other-file' | 'stopped';

export async function uploadFile(session: Session, file: File, bringing: Bringing): Promise<Reply<Brought>> {
  const reply = await bring(session, file, bringing);
  return bringing.signal.aborted ? { ok: true, value: 'stopped' } : reply;
}

async function bring(session: Session, file: File, bringing: Bringing): Promise<Reply<Brought>> {
  const { csrf } = session;
  const { to, begun, known, onBegun, signal } = bringing;
  const before = begun === undefined ? undefined : await standingOf(begun);
  const isOver = before?.ok === false && before.fault.code === 'attachment.not-found';
  if (before?.ok === false && !isOver) return before;
  const received = before?.ok ? before.value.received : 0;
  // What the node has is compared on the way; of what it has lost, or never had for these States, the draft alone knows.
  if (known !== undefined && known.bytes > received) {
    const beginning = await hashOfBeginning(file, known.bytes, signal);
    if (!beginning.ok) return beginning;
    if (signal.aborted) return { ok: true, value: 'stopped' };
    if (beginning.value !== known.sha256) return { ok: true, value: 'other-file' };
  }
  if (signal.aborted) return { ok: true, value: 'stopped' };
  const standing = before?.ok ? before : await begin(csrf, to, file.size);
  if (!standing.ok) return standing;
  const { uploadId } = standing.value;
  if (!before?.ok) onBegun(uploadId);
  const sent = await sendParts(csrf, standing.value, file, bringing);
  if (!sent.ok) {
    if (!mayGoOn(sent.fault)) await abandonUpload(session, uploadId);
    return sent;
  }
  if (sent.value === 'other-file') return { ok: true, value: sent.value };
  const body = { uploadId, sha256: sent.value };
  // The node gives the same answer again where the first was lost.
  const completed = await patiently(signal, () =>
    callNode({ method: 'POST', path: '/api/uploads/complete', csrf, body }, () => true),
  );
  return completed.ok ? { ok: true, value: { uploadId } } : completed;
}

export interface UploadStanding {
  readonly uploadId: string;
  readonly received: number;
  /** Of what came; absent where nothing has. */
  readonly sha256?: string;
}

export function standingOf(uploadId: string): Promise<Reply<UploadStanding>> {
  const path = `/api/uploads?${new URLSearchParams({ uploadId })}`;
  return callNode({ method: 'GET', path }, (json) => {
    const body = asObject(json) ?? {};
    const [received, sha256] = [numberOf(body, 'received'), textOf(body, 'sha256')];
    return received === undefined || sha256 === undefined ? undefined : { uploadId, received, sha256 };
  });
}

export function abandonUpload({ csrf }: Session, uploadId: string): Promise<Reply<true>> {
  return callNode({ method: 'POST', path: '/api/uploads/abandon', csrf, body: { uploadId } }, () => true);
}

function begin(csrf: string, to: Bringing['to'], bytes: number): Promise<Reply<UploadStanding>> {
  return callNode({ method: 'POST', path: '/api/uploads/begin', csrf, body: { to, bytes } }, (json) => {
    const uploadId = textOf(asObject(json) ?? {}, 'uploadId');
    return uploadId === undefined ? undefined : { uploadId, received: 0 };
  });
}

/** What ended for another reason than the file stays on the node for an hour. */
function mayGoOn(fault: Fault): boolean {
  return fault.code === LOCAL_FAULTS.unreachable || endsSession(fault);
}

/** Gives the SHA-256 of what was read. */
async function sendParts(
  csrf: string,
  { uploadId, received, sha256: expected }: UploadStanding,
  file: File,
  { known, onRead, onShare, signal }: Bringing,
): Promise<Reply<string>> {
  const whole = beginFileHash();
  let told = known?.bytes ?? 0;
  for (let offset = 0; offset < file.size; ) {
    // What came is read and not sent, up to where it ends.
    const isThere = offset < received;
    const end = Math.min(file.size, offset + PART_BYTES, isThere ? received : Number.MAX_SAFE_INTEGER);
    const part = await bytesOf(file, offset, end);
    if (!part.ok) return part;
    whole.add(part.value);
    if (end === received && whole.soFar() !== expected) return { ok: true, value: 'other-file' };
    if (!isThere) {
      const sha256 = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', part.value)));
      const path = `/api/uploads/part?${new URLSearchParams({ uploadId, offset: String(offset), sha256 })}`;
      const call = { method: 'POST', path, csrf, bytes: part.value, signal } as const;
      const sent = await patiently(signal, () => callNode(call, isTaken));
      if (!sent.ok) return sent;
    }
    offset = end;
    onShare(Math.max(offset, received) / file.size);
    if (offset >= received && (offset >= 2 * told || (offset === file.size && told < offset))) {
      told = offset;
      onRead({ bytes: offset, sha256: whole.soFar() });
    }
  }
  return { ok: true, value: whole.end() };
}

/** In hexadecimal; of no use where nobody waits for it any more. */
async function hashOfBeginning(file: File, bytes: number, signal: AbortSignal): Promise<Reply<string>> {
  const hash = beginFileHash();
  for (let offset = 0; offset < bytes && !signal.aborted; offset += PART_BYTES) {
    const part = await bytesOf(file, offset, Math.min(bytes, offset + PART_BYTES));
    if (!part.ok) return part;
    hash.add(part.value);
  }
  return { ok: true, value: hash.end() };
}

async function bytesOf(file: File, from: number, to: number): Promise<Reply<Uint8Array<ArrayBuffer>>> {
  try {
    return { ok: true, value: new Uint8Array(await file.slice(from, to).arrayBuffer()) };
  } catch {
    // It was changed, moved or taken out meanwhile.
    return { ok: false, fault: { code: 'attachment.incomplete' } };
  }
}

/** Again and again while the node is not to be reached and somebody waits for it. */
async function patiently(signal: AbortSignal, act: () => Promise<Reply<true>>): Promise<Reply<true>> {
  for (let tries = 1; ; tries += 1) {
    const reply = await act();
    const isAway = !reply.ok && reply.fault.code === LOCAL_FAULTS.unreachable;
    if (!isAway || tries === TRIES_MAX || signal.aborted) return reply;
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
  }
}

function isTaken(json: unknown): true | undefined {
  return numberOf(asObject(json) ?? {}, 'received') === undefined ? undefined : true;
}

/** A name is text: what a message may not carry in one is left out. */
export function sentName(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}/\\]/gu, '').slice(0, NAME_CHARACTERS_MAX);
  return plain === '' || plain === '.' || plain === '..' ? 'file' : plain;
}

/** As the node takes them. */
const PART_BYTES = 1_048_576;
const NAME_CHARACTERS_MAX = 255;
const TRIES_MAX = 60;
const REST_MS = 1_000;
