// SPDX-License-Identifier: Apache-2.0
// Files that go inside a message: read and hashed in the browser, and kept on the node each as a draft of its own beside the draft of
// the message, so that they are brought there once.
import { toBase64, toHex } from '@iims/wire/bytes';
import { ATTACHMENTS_BYTES_MAX, ATTACHMENTS_MAX } from '@iims/wire/message';
import { asObject, numberOf, textOf } from '../api/read-json.ts';

export interface AttachedFile {
  /** Under which the node keeps it. */
  readonly fileId: string;
  readonly name: string;
  readonly mediaType: string;
  readonly byteCount: number;
  /** Of the bytes as they were read here, in hexadecimal. */
  readonly sha256: string;
  /** Base64. */
  readonly content: string;
}

/** What is read of a file, as browsers give it. */
export interface ReadableFile {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Why another file has no place, if it has none. */
export function attachFault(attached: readonly AttachedFile[], size: number): 'too-many' | 'too-large' | undefined {
  if (attached.length >= ATTACHMENTS_MAX) return 'too-many';
  return bytesOf(attached) + size > ATTACHMENTS_BYTES_MAX ? 'too-large' : undefined;
}

export function bytesOf(attached: readonly AttachedFile[]): number {
  return attached.reduce((sum, { byteCount }) => sum + byteCount, 0);
}

/** The first id of a draft that none of its files has. */
export function freeFileId(draftId: string, attached: readonly AttachedFile[]): string {
  const taken = new Set(attached.map(({ fileId }) => fileId));
  for (let place = 1; ; place += 1) if (!taken.has(`${draftId}${FILE}${place}`)) return `${draftId}${FILE}${place}`;
}

export async function readAttached(file: ReadableFile, fileId: string): Promise<AttachedFile> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const sha256 = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
  const mediaType = MEDIA_TYPE.test(file.type) ? file.type : 'application/octet-stream';
  return { fileId, name: file.name, mediaType, byteCount: bytes.length, sha256, content: toBase64(bytes) };
}

export function keptFileText({ fileId: _, ...file }: AttachedFile): string {
  return JSON.stringify({ file });
}

/** A file from the text under which the node kept it; undefined for what is none. */
export function readKeptFile(fileId: string, content: string): AttachedFile | undefined {
  try {
    const file = asObject(asObject(JSON.parse(content))?.file);
    if (file === undefined || !isFileId(fileId)) return undefined;
    const [name, mediaType] = [textOf(file, 'name'), textOf(file, 'mediaType')];
    const [sha256, bytes] = [textOf(file, 'sha256'), textOf(file, 'content')];
    const byteCount = numberOf(file, 'byteCount');
    if (name === undefined || mediaType === undefined || sha256 === undefined) return undefined;
    return bytes === undefined || byteCount === undefined
      ? undefined
      : { fileId, name, mediaType, byteCount, sha256, content: bytes };
  } catch {
    return undefined;
  }
}

/** Whether what is kept under an id is a file of a draft. */
export function isFileOf(fileId: string, draftId: string): boolean {
  return fileId.startsWith(`${draftId}${FILE}`);
}

/** Whether what is kept under an id is a file at all, and no draft of a message. */
export function isFileId(id: string): boolean {
  return id.includes(FILE);
}

const FILE = '-file-';
/** As the wire takes them; browsers tell what they guess from the name. */
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,62}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}$/;
