// SPDX-License-Identifier: Apache-2.0
// A frame that this node signed, in the batch that gave it its hybrid signature: found in the own log by the frame's id and time
// (spec/batch-signature.md, 9).
import { encodeBatchProof, proveInBatch, type SignedBatch } from '@iims/crypto/batch-signature';
import { equalBytes } from '@iims/wire/bytes';
import { decodeCbor } from '@iims/wire/cbor';
import { readEntryRows } from '../store/entries.ts';
import { findBatchEntries } from '../store/signed-batches.ts';
import type { Reader } from '../store/sql.ts';

/** A frame's place in the batch that holds it, and the entries of its answers; none for a frame of questions. */
export interface BatchedFrame {
  readonly batch: SignedBatch;
  readonly place: number;
  readonly entries: readonly number[];
}

/** `id`: 16 bytes; `createdAt`: ms since 1970. Undefined where no batch holds it, or none is remembered. */
export async function findBatchedFrame(
  reader: Reader,
  { id, createdAt }: { readonly id: Uint8Array; readonly createdAt: number },
): Promise<BatchedFrame | undefined> {
  for (const index of await findBatchEntries(reader, createdAt)) {
    const [row] = await readEntryRows(reader, index, 1);
    const found = row?.content.kind === 'open' ? placeIn(decodeCbor(row.content.body) as BatchBody, id) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** What shows others that the frame is in its batch (spec/batch-signature.md, 5). */
export function batchProofOf({ batch, place }: BatchedFrame): Uint8Array {
  return encodeBatchProof(proveInBatch(batch, place));
}

/** The body of `frames.batch-signed`, which this node wrote itself. */
interface BatchBody {
  readonly signedAt: number;
  readonly frames: Uint8Array;
  readonly digests: Uint8Array;
  readonly salts: Uint8Array;
  readonly entries: readonly (readonly number[])[];
  readonly ed25519: Uint8Array;
  readonly mldsa65: Uint8Array;
}

function placeIn(body: BatchBody, id: Uint8Array): BatchedFrame | undefined {
  const { signedAt, frames, digests, salts, entries, ed25519, mldsa65 } = body;
  for (let place = 0; place < entries.length; place += 1) {
    if (!equalBytes(frames.subarray(place * ID_BYTES, (place + 1) * ID_BYTES), id)) continue;
    return { batch: { signedAt, digests, salts, signatures: { ed25519, mldsa65 } }, place, entries: entries[place]! };
  }
  return undefined;
}

const ID_BYTES = 16;
