// SPDX-License-Identifier: Apache-2.0
// The file of a message's receipt: JSON in one spelling (spec/receipt.md, 20). Reading verifies nothing but the form.
import { equalBytes, toBase64, toHex, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { uuidFromBytes } from '@iims/wire/identifiers';
import { parseStrictJson } from '@iims/wire/strict-json';
import { z } from 'zod';
import { type MessageReceipt, readMessageReceipt } from '../messages/receipt.ts';
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

/** What the recipient's node gave, and the documents that say that the node is the recipient's. */
export interface MessageReceiptFile {
  /** As it was given (spec/message.md): what was received, and both signatures. */
  readonly receipt: Uint8Array;
  readonly documents: readonly ReceiptDocument[];
  /** After root 1, in order. */
  readonly roots: readonly SignedBody[];
}

/** Whether the file says of itself that it is the receipt of a message. */
export function isMessageReceipt(file: Uint8Array): boolean {
  return saysType(file, MESSAGE_RECEIPT_TYPE);
}

/** The one spelling. What the receipt says of message and States stands in words too, for whoever looks into the file. */
export function formatMessageReceipt({ receipt, documents, roots }: MessageReceiptFile): Uint8Array {
  const { messageId, sender, recipient, envelope } = readReceipt(receipt);
  const json: z.input<typeof schema> = {
    type: MESSAGE_RECEIPT_TYPE,
    messageId: uuidFromBytes(messageId),
    sender,
    recipient,
    envelope: toHex(envelope),
    receipt: toBase64(receipt),
    documents: documents.map(({ state, ...signed }) => ({ state, ...signedBodyJson(signed) })),
    roots: roots.map(signedBodyJson),
  };
  return utf8(`${JSON.stringify(json, undefined, 2)}\n`);
}

/** @throws IimsError `receipt.malformed` */
export function parseMessageReceiptFile(bytes: Uint8Array): MessageReceiptFile {
  const parsed = schema.safeParse(readJson(bytes));
  if (!parsed.success) throw malformed('the fields of spec/receipt.md and no other', parsed.error.issues[0]?.path);
  const { receipt, documents, roots } = parsed.data;
  if (!equalBytes(formatMessageReceipt({ receipt, documents, roots }), bytes)) throw malformed('its one spelling');
  return { receipt, documents, roots };
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
    message: 'The file is no receipt of a message.',
    ...(path.length === 0 ? {} : { field: path.map(String).join('.') }),
    rule,
    cause,
  });
}

const MESSAGE_RECEIPT_TYPE = 'iims/message-receipt/1';
const schema = z.strictObject({
  type: z.literal(MESSAGE_RECEIPT_TYPE),
  messageId: z.string(),
  sender: z.string(),
  recipient: z.string(),
  envelope: z.string(),
  receipt: base64,
  documents: documentsSchema,
  roots: rootsSchema,
});
