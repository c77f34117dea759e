// SPDX-License-Identifier: Apache-2.0
// A large file of a message that is being written, as its draft on the node remembers it (spec/attachment.md, 7): no byte of it, and
// nothing of it in the browser, which holds the file itself only as long as the page is there.
import { asObject, type JsonObject, listOf, numberOf, textOf } from '../api/read-json.ts';
import type { FileMark } from './upload-file.ts';

export interface LargeDraft {
  /** Of the page's own making. */
  readonly id: string;
  readonly name: string;
  readonly byteCount: number;
  /** What was begun of it on the node. */
  readonly upload?: BegunUpload;
  /** By what the same file is known again, also where the node has lost what came of it. */
  readonly read?: FileMark;
}

export interface BegunUpload {
  readonly uploadId: string;
  /** Whom it is sealed for, as text to be compared. */
  readonly to: string;
  /** Whether all of it is there. */
  readonly isWhole: boolean;
}

export function freshLarge(id: string, { name, size }: Pick<File, 'name' | 'size'>): LargeDraft {
  return { id, name, byteCount: size };
}

/** Those of a draft that the node kept; what is none is left out. */
export function readLarge(kept: unknown): readonly LargeDraft[] {
  return listOf({ kept }, 'kept', (one) => {
    const [id, name, byteCount] = [textOf(one, 'id'), textOf(one, 'name'), numberOf(one, 'byteCount')];
    if (id === undefined || name === undefined || byteCount === undefined) return undefined;
    const [upload, read] = [begunOf(asObject(one.upload)), markOf(asObject(one.read))];
    return { id, name, byteCount, ...(upload && { upload }), ...(read && { read }) };
  });
}

function begunOf(upload: JsonObject = {}): BegunUpload | undefined {
  const [uploadId, to] = [textOf(upload, 'uploadId'), textOf(upload, 'to')];
  return uploadId === undefined || to === undefined ? undefined : { uploadId, to, isWhole: upload.isWhole === true };
}

function markOf(read: JsonObject = {}): FileMark | undefined {
  const [bytes, sha256] = [numberOf(read, 'bytes'), textOf(read, 'sha256')];
  return bytes === undefined || sha256 === undefined ? undefined : { bytes, sha256 };
}

/** Whether it may be named as it is: all of it is on the node, sealed for these. */
export function isBrought({ upload }: LargeDraft, to: string): boolean {
  return upload?.isWhole === true && upload.to === to;
}
