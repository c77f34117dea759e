// SPDX-License-Identifier: Apache-2.0
// The text in the box as the node will read it: a list, or why the whole of it cannot be asked. Never throws.
import { errorToJson, IimsError } from '@iims/wire/errors';
import { MANIFEST_BYTES_MAX, type Manifest, readManifest } from '@iims/wire/manifest';
import { manifestText } from '@iims/wire/manifest-text';
import type { Fault } from '../api/node-call.ts';

export type ListRead =
  | { readonly kind: 'empty' }
  | { readonly kind: 'list'; readonly manifest: Manifest }
  | { readonly kind: 'refused'; readonly fault: Fault };

export function readList(text: string, referenceYear: number): ListRead {
  if (text.trim() === '') return { kind: 'empty' };
  try {
    return { kind: 'list', manifest: readManifest(text, { referenceYear }) };
  } catch (thrown) {
    return { kind: 'refused', fault: faultOf(thrown) };
  }
}

/** The text of a dropped or chosen file, or why it is none. What is far too large is not read. */
export async function textOfFile(file: Blob): Promise<string | Fault> {
  if (file.size > MANIFEST_BYTES_MAX * UTF16_GROWTH) return { code: 'manifest.too-large' };
  try {
    return manifestText(new Uint8Array(await file.arrayBuffer()));
  } catch (thrown) {
    return faultOf(thrown);
  }
}

function faultOf(thrown: unknown): Fault {
  // A file that the browser cannot read any more is as unreadable as one that is no text.
  return thrown instanceof IimsError ? { code: thrown.code, ...errorToJson(thrown) } : { code: 'input.unreadable' };
}

/** A text of ASCII has twice the bytes in UTF-16. */
const UTF16_GROWTH = 2;
