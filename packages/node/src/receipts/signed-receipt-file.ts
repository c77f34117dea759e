// SPDX-License-Identifier: Apache-2.0
// The files of what a partner's node signed about a message: that it was received, that alerts have ended, that its content is gone. JSON
// in one spelling each (spec/receipt.md, 20, 24 and 26a). Reading verifies nothing but the form.
import { equalBytes, fromUtf8, toBase64, toHex, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { uuidFromBytes } from '@iims/wire/identifiers';
import { parseStrictJson } from '@iims/wire/strict-json';
import { z } from 'zod';
import { type MessageReceipt, readMessageReceipt } from '../messages/receipt.ts';
import {
  base64,
  documentsSchema,
  type EntryInLog,
  RECEIPT_BYTES_MAX,
  type ReceiptDocument,
  rootsSchema,
  type SignedBody,
  saysType,
  signedBodyJson,
} from './receipt-file.ts';

export type SignedReceiptKind = 'message' | 'deletion' | 'ending';

/** What a node signed and what shows that its log holds it, without the documents that say whose keys count. */
export interface SignedReceiptParts {
  readonly kind: SignedReceiptKind;
  /** Of a message the receipt as it was given (spec/message.md, 15); of the others the proof of the message that says it (spec/envelope.md, 21). */
  readonly signed: Uint8Array;
  /** The entry of it in the log of the node that signed; absent where it gave nothing. */
  readonly logged?: EntryInLog;
}

export interface SignedReceiptFile extends SignedReceiptParts {
  readonly documents: readonly ReceiptDocument[];
  /** After root 1, in order. */
  readonly roots: readonly SignedBody[];
}

/** Which of these receipts a file says that it is; undefined for any other file. */
export function signedReceiptKind(file: Uint8Array): SignedReceiptKind | undefined {
  return KINDS.find((kind) => saysType(file, TYPES[kind]));
}

/** The one spelling. What the receipt of a message says stands in words too, for whoever looks into the file. */
export function formatSignedReceipt({ kind, signed, logged, documents, roots }: SignedReceiptFile): Uint8Array {
  const json = {
    type: TYPES[kind],
    ...(kind === 'message' ? { ...inWords(signed), receipt: toBase64(signed) } : { proof: toBase64(signed) }),
    ...(logged && {
      entry: { salt: toBase64(logged.salt), body: toBase64(logged.body), proof: fromUtf8(logged.proof) },
    }),
    documents: documents.map(({ state, ...body }) => ({ state, ...signedBodyJson(body) })),
    roots: roots.map(signedBodyJson),
  };
  return utf8(`${JSON.stringify(json, undefined, 2)}\n`);
}

/** @throws IimsError `receipt.malformed` */
export function parseSignedReceipt(bytes: Uint8Array): SignedReceiptFile {
  const kind = signedReceiptKind(bytes);
  if (kind === undefined) throw malformed(`of type ${Object.values(TYPES).join(', ')}`);
  const parsed = SCHEMAS[kind].safeParse(readJson(bytes));
  if (!parsed.success) throw malformed('the fields of spec/receipt.md and no other', parsed.error.issues[0]?.path);
  const { entry, documents, roots } = parsed.data;
  const signed = 'receipt' in parsed.data ? parsed.data.receipt : parsed.data.proof;
  const file = { kind, signed, ...(entry && { logged: entry }), documents, roots };
  if (!equalBytes(formatSignedReceipt(file), bytes)) throw malformed('its one spelling');
  return file;
}

function inWords(receipt: Uint8Array) {
  const { messageId, sender, recipient, envelope } = readReceipt(receipt);
  return { messageId: uuidFromBytes(messageId), sender, recipient, envelope: toHex(envelope) };
}

function readReceipt(receipt: Uint8Array): MessageReceipt {
  try {
    return readMessageReceipt(receipt).receipt;
  } catch (cause) {
    throw malformed('a receipt of spec/message.md', ['receipt'], cause);
  }
}

function readJson(bytes: Uint8Array): unknown {
  try {
    return parseStrictJson(bytes, { bytesMax: RECEIPT_BYTES_MAX });
  } catch (cause) {
    throw malformed(`strict JSON of at most ${RECEIPT_BYTES_MAX} bytes`, undefined, cause);
  }
}

function malformed(rule: string, path: readonly PropertyKey[] = [], cause?: unknown): IimsError {
  return new IimsError('receipt.malformed', {
    message: 'The file is nothing that a node signed about a message.',
    ...(path.length === 0 ? {} : { field: path.map(String).join('.') }),
    rule,
    cause,
  });
}

const TYPES = {
  message: 'iims/message-receipt/1',
  deletion: 'iims/deletion-receipt/1',
  ending: 'iims/message-deletion-receipt/1',
} as const;
const KINDS: readonly SignedReceiptKind[] = ['message', 'deletion', 'ending'];
const common = {
  entry: z.strictObject({ salt: base64, body: base64, proof: z.string().transform(utf8) }).exactOptional(),
  documents: documentsSchema,
  roots: rootsSchema,
};
const SCHEMAS = {
  message: z.strictObject({
    type: z.literal(TYPES.message),
    messageId: z.string(),
    sender: z.string(),
    recipient: z.string(),
    envelope: z.string(),
    receipt: base64,
    ...common,
  }),
  deletion: z.strictObject({ type: z.literal(TYPES.deletion), proof: base64, ...common }),
  ending: z.strictObject({ type: z.literal(TYPES.ending), proof: base64, ...common }),
};
