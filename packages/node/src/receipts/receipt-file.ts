// SPDX-License-Identifier: Apache-2.0
// The file of a receipt: JSON in one spelling (spec/receipt.md, 1). Reading verifies nothing but the form.
import { equalBytes, fromBase64, fromUtf8, toBase64, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { isStateCode, type StateCode } from '@iims/wire/identifiers';
import { parseStrictJson } from '@iims/wire/strict-json';
import { z } from 'zod';

/** What a receipt proves, without the documents that say whose keys count. */
export interface ReceiptParts {
  /** Proofs of one item (spec/envelope.md, 13). */
  readonly question: Uint8Array;
  readonly answer: Uint8Array;
  /** What the answering State gave; absent where it gave nothing. */
  readonly logged?: EntryInLog;
  /** The proof of the answer's frame in a batch. */
  readonly batch?: Uint8Array;
  /** The proof of the question's frame in a batch of the asking State. */
  readonly questionBatch?: Uint8Array;
}

export interface Receipt extends ReceiptParts {
  readonly documents: readonly ReceiptDocument[];
  /** After root 1, in order. */
  readonly roots: readonly SignedBody[];
}

/** The entry of the answer, opened, and that it is in the log. */
export interface EntryInLog {
  readonly salt: Uint8Array;
  readonly body: Uint8Array;
  /** A tlog-proof. */
  readonly proof: Uint8Array;
}

export interface SignedBody {
  readonly body: Uint8Array;
  readonly signatures: readonly BodySignature[];
}

export interface BodySignature {
  readonly holder: string;
  readonly ed25519: Uint8Array;
  readonly mldsa65: Uint8Array;
}

export interface ReceiptDocument extends SignedBody {
  readonly state: StateCode;
}

/** Whether a file says of itself, in its first field, what it is. Nothing else of it is read. */
export function saysType(file: Uint8Array, type: string): boolean {
  const start = utf8(`{\n  "type": "${type}"`);
  return equalBytes(file.subarray(0, start.length), start);
}

/** The one spelling of a receipt. */
export function formatReceipt({
  question,
  answer,
  logged,
  batch,
  questionBatch,
  documents,
  roots,
}: Receipt): Uint8Array {
  const json: ReceiptJson = {
    type: RECEIPT_TYPE,
    question: toBase64(question),
    answer: toBase64(answer),
    ...(logged && {
      entry: { salt: toBase64(logged.salt), body: toBase64(logged.body) },
      proof: fromUtf8(logged.proof),
    }),
    ...(batch && { batch: toBase64(batch) }),
    ...(questionBatch && { questionBatch: toBase64(questionBatch) }),
    documents: documents.map(({ state, ...signed }) => ({ state, ...signedBodyJson(signed) })),
    roots: roots.map(signedBodyJson),
  };
  return utf8(`${JSON.stringify(json, undefined, 2)}\n`);
}

/** Reads a receipt. @throws IimsError `receipt.malformed` */
export function parseReceipt(bytes: Uint8Array): Receipt {
  const parsed = receiptSchema.safeParse(readJson(bytes));
  if (!parsed.success) {
    throw malformed('the fields of spec/receipt.md and no other', parsed.error.issues[0]?.path.join('.'));
  }
  const { type: _type, entry, proof, ...parts } = parsed.data;
  if ((entry === undefined) !== (proof === undefined))
    throw malformed('an entry stands together with its proof', 'proof');
  const receipt = { ...parts, ...(entry && proof && { logged: { ...entry, proof } }) };
  if (!equalBytes(formatReceipt(receipt), bytes)) throw malformed('its one spelling');
  return receipt;
}

function readJson(bytes: Uint8Array): unknown {
  try {
    return parseStrictJson(bytes, { bytesMax: RECEIPT_BYTES_MAX });
  } catch (cause) {
    throw malformed(`strict JSON of at most ${RECEIPT_BYTES_MAX} bytes`, undefined, cause);
  }
}

/** As the files of receipts spell it. */
export function signedBodyJson({ body, signatures }: SignedBody) {
  return {
    body: toBase64(body),
    signatures: signatures.map(({ holder, ed25519, mldsa65 }) => ({
      holder,
      ed25519: toBase64(ed25519),
      mldsa65: toBase64(mldsa65),
    })),
  };
}

function malformed(rule: string, field?: string, cause?: unknown): IimsError {
  return new IimsError('receipt.malformed', {
    message: 'The file is no receipt.',
    ...(field ? { field } : {}),
    rule,
    cause,
  });
}

/** Bytes in base64. */
export const base64 = z.string().transform((text, context): Uint8Array => {
  try {
    return fromBase64(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'is base64' });
    return z.NEVER;
  }
});
const signedBody = {
  body: base64,
  signatures: z
    .array(z.strictObject({ holder: z.string().min(1).max(80), ed25519: base64, mldsa65: base64 }))
    .min(1)
    .max(64),
};
/** Documents of States, as every file of receipts carries them. */
export const documentsSchema = z
  .array(
    z.strictObject({
      state: z.string().refine((text): text is StateCode => isStateCode(text)),
      ...signedBody,
    }),
  )
  .min(1)
  .max(64);
/** The roots after root 1. */
export const rootsSchema = z.array(z.strictObject(signedBody)).max(256);
const RECEIPT_TYPE = 'iims/receipt/1';
const receiptSchema = z.strictObject({
  type: z.literal(RECEIPT_TYPE),
  question: base64,
  answer: base64,
  entry: z.strictObject({ salt: base64, body: base64 }).exactOptional(),
  proof: z.string().transform(utf8).exactOptional(),
  batch: base64.exactOptional(),
  questionBatch: base64.exactOptional(),
  documents: documentsSchema,
  roots: rootsSchema,
});
type ReceiptJson = z.input<typeof receiptSchema>;

/** Documents of 32 States with 16 nodes each, and more than a hundred roots. */
export const RECEIPT_BYTES_MAX = 16_777_216;
