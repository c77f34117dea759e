// SPDX-License-Identifier: Apache-2.0
// What this node can prove of a query by itself: what a partner gave, or else the signed answer that it kept.
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { type QueryId, type StateCode, uuidToBytes } from '@iims/wire/identifiers';
import { itemProofsOf, unpackAnswerProofs } from '../partner/answer-proofs.ts';
import { findAnswerProofs } from '../store/answer-proofs.ts';
import { readEntryRows } from '../store/entries.ts';
import { findReceipts } from '../store/receipts.ts';
import type { Reader } from '../store/sql.ts';
import { batchProofOf, findBatchedFrame } from './batched-frame.ts';
import { frameHeaderOf } from './receipt-exchange.ts';
import type { ReceiptParts } from './receipt-file.ts';
import type { ReceiptStanding } from './verify-logged-entry.ts';

export interface HeldReceipt {
  readonly state: StateCode;
  readonly parts: ReceiptParts;
  readonly standing: ReceiptStanding;
  /** Place of the answer in its frame. */
  readonly index: number;
  /** Index of the entry `query.asked`. */
  readonly askedIndex: number;
}

/** The receipts of all partners that answered the query, by State; of one alone where it is named. None where nothing is kept. */
export async function readHeldReceipts(reader: Reader, queryId: QueryId, of?: StateCode): Promise<HeldReceipt[]> {
  const id = uuidToBytes(queryId);
  const held = new Map<StateCode, HeldReceipt>();
  for (const receipt of await signedAnswers(reader, id, of)) held.set(receipt.state, receipt);
  for (const { state, standing, content } of await findReceipts(reader, id)) {
    held.set(state, { state, standing: standing as ReceiptStanding, ...unpackContent(content) });
  }
  return [...held.values()].sort((a, b) => (a.state < b.state ? -1 : 1));
}

/** @throws IimsError `receipt.not-found` */
export async function readHeldReceipt(reader: Reader, queryId: QueryId, state: StateCode): Promise<HeldReceipt> {
  const held = (await readHeldReceipts(reader, queryId, state)).find((receipt) => receipt.state === state);
  if (held) return held;
  throw noReceipt();
}

/** Who asked the query; undefined where the entry is erased. */
export async function askerOf(reader: Reader, { askedIndex }: HeldReceipt): Promise<string | undefined> {
  const user = (await askedBody(reader, askedIndex))?.user;
  return typeof user === 'string' ? user : undefined;
}

export function noReceipt(): IimsError {
  return new IimsError('receipt.not-found', {
    message: 'Nothing is kept of this query.',
    field: 'query',
    fix: 'Give the id of a query that a partner answered, asked here and not too long ago.',
  });
}

/** What is stored of a receipt that a partner gave. */
export function packContent({ parts, index, askedIndex }: Omit<HeldReceipt, 'state' | 'standing'>): Uint8Array {
  const { question, answer, logged, batch, questionBatch } = parts;
  const batches = { batch: batch ?? null, questionBatch: questionBatch ?? null };
  return encodeCbor({ askedIndex, index, question, answer, ...logged, ...batches });
}

function unpackContent(content: Uint8Array): Omit<HeldReceipt, 'state' | 'standing'> {
  const { askedIndex, index, question, answer, batch, questionBatch, ...logged } = decodeCbor(content) as KeptContent;
  const batches = { ...(batch && { batch }), ...(questionBatch && { questionBatch }) };
  return { askedIndex, index, parts: { question, answer, logged, ...batches } };
}

interface KeptContent {
  readonly askedIndex: number;
  readonly index: number;
  readonly question: Uint8Array;
  readonly answer: Uint8Array;
  readonly salt: Uint8Array;
  readonly body: Uint8Array;
  readonly proof: Uint8Array;
  readonly batch: Uint8Array | null;
  readonly questionBatch: Uint8Array | null;
}

/** What was kept when the query closed; nothing where the question itself is erased. */
async function signedAnswers(reader: Reader, id: Uint8Array, of: StateCode | undefined): Promise<HeldReceipt[]> {
  const kept = await findAnswerProofs(reader, id);
  if (kept === undefined) return [];
  const { askedIndex, byState } = unpackAnswerProofs(kept);
  const question = (await askedBody(reader, askedIndex))?.question;
  if (!(question instanceof Uint8Array)) return [];
  const wanted = [...byState].filter(([state]) => of === undefined || state === of);
  return Promise.all(
    wanted.map(async ([state, proof]) => ({
      state,
      parts: await withOwnBatch(reader, itemProofsOf(proof, question)),
      standing: 'unlogged' as const,
      index: proof.index,
      askedIndex,
    })),
  );
}

/** With the hybrid signature of the question's frame, which is in the own log a tenth of a second after it was sent. */
async function withOwnBatch(reader: Reader, parts: ReceiptParts): Promise<ReceiptParts> {
  const frame = await findBatchedFrame(reader, frameHeaderOf(parts.question));
  return frame === undefined ? parts : { ...parts, questionBatch: batchProofOf(frame) };
}

async function askedBody(reader: Reader, index: number): Promise<Readonly<Record<string, unknown>> | undefined> {
  const [row] = await readEntryRows(reader, index, 1);
  return row?.content.kind === 'open' ? (decodeCbor(row.content.body) as Record<string, unknown>) : undefined;
}
