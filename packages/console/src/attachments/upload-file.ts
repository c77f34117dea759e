// SPDX-License-Identifier: Apache-2.0
// Brings a file to the own node, so that it goes beside a message (spec/attachment.md, 4 to 8): hashed while it is read, sent in parts.
// A part that did not come through is sent again; the node leaves out what it has.
import { toHex } from '@iims/wire/bytes';
import { beginFileHash } from '@iims/wire/file-hash';
import { endsSession, type Session } from '../access/session.ts';
import { callNode, type Fault, LOCAL_FAULTS, type Reply, readFault } from '../api/node-call.ts';
import { asObject, numberOf, textOf } from '../api/read-json.ts';

/** As a message names it. */
export interface BroughtFile {
  readonly uploadId: string;
  readonly name: string;
  readonly mediaType: string;
}

export interface Bringing {
  readonly to: readonly (string | { readonly group: string })[];
  /** An upload that broke off, to go on with. */
  readonly begun: string | undefined;
  /** A new one was begun. */
  readonly onBegun: (uploadId: string) => void;
  /** How much of it has come, 0 to 1. */
  readonly onShare: (share: number) => void;
}

/** `other-file` where what came of it is not the beginning of this file: nothing of it is sent then, and the upload stays. */
export async function uploadFile(
  session: Session,
  file: File,
  { to, begun, onBegun, onShare }: Bringing,
): Promise<Reply<BroughtFile | 'other-file'>> {
  const { csrf } = session;
  const before = begun === undefined ? undefined : await standingOf(begun);
  const isOver = before?.ok === false && before.fault.code === 'attachment.not-found';
  if (before?.ok === false && !isOver) return before;
  const standing = before?.ok ? before : await begin(csrf, to, file.size);
  if (!standing.ok) return standing;
  const { uploadId } = standing.value;
  if (!before?.ok) onBegun(uploadId);
  const sent = await sendParts(csrf, standing.value, file, onShare);
  if (!sent.ok) {
    if (!mayGoOn(sent.fault)) await abandonUpload(session, uploadId);
    return sent;
  }
  if (sent.value === 'other-file') return { ok: true, value: sent.value };
  const completed = await callNode(
    { method: 'POST', path: '/api/uploads/complete', csrf, body: { uploadId, sha256: sent.value } },
    () => true,
  );
  if (!completed.ok) return completed;
  return { ok: true, value: { uploadId, name: sentName(file.name), mediaType: 'application/octet-stream' } };
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
  onShare: (share: number) => void,
): Promise<Reply<string>> {
  const whole = beginFileHash();
  for (let offset = 0; offset < file.size; ) {
    // What came is read and not sent, up to where it ends.
    const isThere = offset < received;
    const end = Math.min(file.size, offset + PART_BYTES, isThere ? received : Number.MAX_SAFE_INTEGER);
    let part: Uint8Array<ArrayBuffer>;
    try {
      part = new Uint8Array(await file.slice(offset, end).arrayBuffer());
    } catch {
      // It was changed, moved or taken out meanwhile.
      return { ok: false, fault: { code: 'attachment.incomplete' } };
    }
    whole.add(part);
    if (end === received && whole.soFar() !== expected) return { ok: true, value: 'other-file' };
    if (!isThere) {
      const sha256 = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', part)));
      const path = `/api/uploads/part?${new URLSearchParams({ uploadId, offset: String(offset), sha256 })}`;
      const fault = await sendPart(path, csrf, part);
      if (fault !== undefined) return { ok: false, fault };
    }
    offset = end;
    onShare(Math.max(offset, received) / file.size);
  }
  return { ok: true, value: whole.end() };
}

/** Again and again while the node is not to be reached. */
async function sendPart(path: string, csrf: string, part: Uint8Array<ArrayBuffer>): Promise<Fault | undefined> {
  for (let tries = 1; ; tries += 1) {
    const fault = await trySending(path, csrf, part);
    if (fault?.code !== LOCAL_FAULTS.unreachable || tries === TRIES_MAX) return fault;
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
  }
}

async function trySending(path: string, csrf: string, part: Uint8Array<ArrayBuffer>): Promise<Fault | undefined> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/octet-stream', 'x-csrf-token': csrf },
      credentials: 'same-origin',
      cache: 'no-store',
      body: part,
    });
  } catch {
    return { code: LOCAL_FAULTS.unreachable };
  }
  const json: unknown = await response.json().catch(() => undefined);
  if (response.ok && numberOf(asObject(json) ?? {}, 'received') !== undefined) return undefined;
  return readFault(json) ?? { code: LOCAL_FAULTS.unreadable };
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
