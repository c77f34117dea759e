// SPDX-License-Identifier: Apache-2.0
// A large file of a message that is being written, as its draft on the node remembers it (spec/attachment.md, 7): no byte of it, and
// nothing of it in the browser, which holds the file itself only as long as the page is there.
import { asObject, listOf, numberOf, textOf } from '../api/read-json.ts';

export interface LargeDraft {
  /** Of the page's own making. */
  readonly id: string;
  readonly name: string;
  readonly byteCount: number;
  /** What was begun of it on the node. */
  readonly upload?: BegunUpload;
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
    const upload = asObject(one.upload);
    const [uploadId, to] = [upload && textOf(upload, 'uploadId'), upload && textOf(upload, 'to')];
    if (uploadId === undefined || to === undefined) return { id, name, byteCount };
    return { id, name, byteCount, upload: { uploadId, to, isWhole: upload!.isWhole === true } };
  });
}

/** Whether it may be named as it is: all of it is on the node, sealed for these. */
export function isBrought({ upload }: LargeDraft, to: string): boolean {
  return upload?.isWhole === true && upload.to === to;
}
