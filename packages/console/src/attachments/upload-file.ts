// SPDX-License-Identifier: Apache-2.0
// Brings a file to the own node, so that it goes beside a message (spec/attachment.md, 4 to 8): hashed while it is read, sent in parts.
// A part that did not come through is sent again; the node leaves out what it has.
import { toHex } from '@iims/wire/bytes';
import { beginFileHash } from '@iims/wire/file-hash';
import type { Session } from '../access/session.ts';
import { callNode, type Fault, LOCAL_FAULTS, type Reply, readFault } from '../api/node-call.ts';
import { asObject, numberOf, textOf } from '../api/read-json.ts';

/** As a message names it. */
export interface BroughtFile {
  readonly uploadId: string;
  readonly name: string;
  readonly mediaType: string;
}

/** `onShare` is told how much of it has come, 0 to 1. Ends with a fault when `signal` is aborted. */
export async function uploadFile(
  session: Session,
  file: File,
  to: readonly (string | { readonly group: string })[],
  onShare: (share: number) => void,
): Promise<Reply<BroughtFile>> {
  const { csrf } = session;
  const begun = await callNode(
    { method: 'POST', path: '/api/uploads/begin', csrf, body: { to, bytes: file.size } },
    (json) => textOf(asObject(json) ?? {}, 'uploadId'),
  );
  if (!begun.ok) return begun;
  const uploadId = begun.value;
  const sent = await sendParts(csrf, uploadId, file, onShare);
  if (!sent.ok) {
    await callNode({ method: 'POST', path: '/api/uploads/abandon', csrf, body: { uploadId } }, () => true);
    return sent;
  }
  const completed = await callNode(
    { method: 'POST', path: '/api/uploads/complete', csrf, body: { uploadId, sha256: sent.value } },
    () => true,
  );
  if (!completed.ok) return completed;
  return { ok: true, value: { uploadId, name: nameOf(file), mediaType: 'application/octet-stream' } };
}

/** Gives the SHA-256 of what was read. */
async function sendParts(
  csrf: string,
  uploadId: string,
  file: File,
  onShare: (share: number) => void,
): Promise<Reply<string>> {
  const whole = beginFileHash();
  for (let offset = 0; offset < file.size; offset += PART_BYTES) {
    let part: Uint8Array<ArrayBuffer>;
    try {
      part = new Uint8Array(await file.slice(offset, offset + PART_BYTES).arrayBuffer());
    } catch {
      // It was changed, moved or taken out meanwhile.
      return { ok: false, fault: { code: 'attachment.incomplete' } };
    }
    whole.add(part);
    const sha256 = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', part)));
    const path = `/api/uploads/part?${new URLSearchParams({ uploadId, offset: String(offset), sha256 })}`;
    const fault = await sendPart(path, csrf, part);
    if (fault !== undefined) return { ok: false, fault };
    onShare((offset + part.length) / file.size);
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
function nameOf({ name }: File): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}/\\]/gu, '').slice(0, NAME_CHARACTERS_MAX);
  return plain === '' || plain === '.' || plain === '..' ? 'file' : plain;
}

/** As the node takes them. */
const PART_BYTES = 1_048_576;
const NAME_CHARACTERS_MAX = 255;
const TRIES_MAX = 60;
const REST_MS = 1_000;
