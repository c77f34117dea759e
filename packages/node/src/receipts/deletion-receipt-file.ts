// SPDX-License-Identifier: Apache-2.0
// The file of a deletion receipt: JSON in one spelling (spec/receipt.md, 24). Reading verifies nothing but the form.
import { equalBytes, toBase64, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { parseStrictJson } from '@iims/wire/strict-json';
import { z } from 'zod';
import {
  base64,
  documentsSchema,
  RECEIPT_BYTES_MAX,
  type ReceiptDocument,
  rootsSchema,
  type SignedBody,
  saysType,
  signedBodyJson,
} from './receipt-file.ts';

/** What the partner signed, and the documents that say that the node is the partner's. */
export interface DeletionReceiptFile {
  /** The proof of the message `alert-deleted` (spec/envelope.md, 21). */
  readonly proof: Uint8Array;
  readonly documents: readonly ReceiptDocument[];
  /** After root 1, in order. */
  readonly roots: readonly SignedBody[];
}

/** Whether the file says of itself that it is a deletion receipt. */
export function isDeletionReceipt(file: Uint8Array): boolean {
  return saysType(file, DELETION_RECEIPT_TYPE);
}

/** The one spelling. */
export function formatDeletionReceipt({ proof, documents, roots }: DeletionReceiptFile): Uint8Array {
  const json: z.input<typeof schema> = {
    type: DELETION_RECEIPT_TYPE,
    proof: toBase64(proof),
    documents: documents.map(({ state, ...signed }) => ({ state, ...signedBodyJson(signed) })),
    roots: roots.map(signedBodyJson),
  };
  return utf8(`${JSON.stringify(json, undefined, 2)}\n`);
}

/** @throws IimsError `receipt.malformed` */
export function parseDeletionReceipt(bytes: Uint8Array): DeletionReceiptFile {
  const parsed = schema.safeParse(readJson(bytes));
  if (!parsed.success) throw malformed('the fields of spec/receipt.md and no other');
  const { type: _type, ...file } = parsed.data;
  if (!equalBytes(formatDeletionReceipt(file), bytes)) throw malformed('its one spelling');
  return file;
}

function readJson(bytes: Uint8Array): unknown {
  try {
    return parseStrictJson(bytes, { bytesMax: RECEIPT_BYTES_MAX });
  } catch (cause) {
    throw malformed(`strict JSON of at most ${RECEIPT_BYTES_MAX} bytes`, cause);
  }
}

function malformed(rule: string, cause?: unknown): IimsError {
  return new IimsError('receipt.malformed', { message: 'The file is no deletion receipt.', rule, cause });
}

const DELETION_RECEIPT_TYPE = 'iims/deletion-receipt/1';
const schema = z.strictObject({
  type: z.literal(DELETION_RECEIPT_TYPE),
  proof: base64,
  documents: documentsSchema,
  roots: rootsSchema,
});
