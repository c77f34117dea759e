// SPDX-License-Identifier: Apache-2.0
// The proof that a log has forked: two checkpoints that it signed and that cannot both be true (spec/witness.md, 9).
// Whoever holds the log's public keys can check it; nobody without its private keys can make one.

import { HASH_BYTES, verifyConsistencyPath } from '@iims/crypto/merkle-tree';
import { equalBytes } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { type LogKeys, openCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import { NOTE_BYTES_MAX } from './note.ts';

export interface ForkProof {
  /** Two signed notes of one log; the first is not larger than the second. */
  readonly smaller: Uint8Array;
  readonly larger: Uint8Array;
  /** Root of the larger tree at the smaller one's size, 32 bytes: another than the smaller one's. */
  readonly rootInLarger: Uint8Array;
  /** Consistency proof from that root to the larger tree's; empty where the sizes are equal. */
  readonly path: readonly Uint8Array[];
}

/** Verifies a fork and says between which trees. @throws IimsError `fork.not-proven`, and as `openCheckpoint` */
export function verifyForkProof(
  proof: ForkProof,
  keys: LogKeys,
): { readonly smaller: SignedCheckpoint; readonly larger: SignedCheckpoint } {
  const smaller = openCheckpoint(proof.smaller, keys);
  const larger = openCheckpoint(proof.larger, keys);
  const leads = verifyConsistencyPath({
    oldSize: smaller.size,
    oldRoot: proof.rootInLarger,
    newSize: larger.size,
    newRoot: larger.root,
    path: proof.path,
  });
  if (leads && !equalBytes(proof.rootInLarger, smaller.root)) return { smaller, larger };
  throw notProven('The two checkpoints may both be true.');
}

/** One size and two roots: the proof needs nothing else. */
export function forkAtOneSize(one: Uint8Array, other: Uint8Array, otherRoot: Uint8Array): ForkProof {
  return { smaller: one, larger: other, rootInLarger: otherRoot, path: [] };
}

/** Deterministic CBOR of the four fields under their names. */
export function encodeForkProof({ smaller, larger, rootInLarger, path }: ForkProof): Uint8Array {
  return encodeCbor({ smaller, larger, rootInLarger, path: [...path] });
}

/** Reads a proof without verifying it. @throws IimsError `fork.not-proven`, `cbor.malformed`, `cbor.not-deterministic` */
export function parseForkProof(bytes: Uint8Array): ForkProof {
  if (bytes.length > FORK_PROOF_BYTES_MAX) throw notProven(`A proof has at most ${FORK_PROOF_BYTES_MAX} bytes.`);
  const value = decodeCbor(bytes);
  if (!isProof(value)) throw notProven('The proof has not the four fields of its form.');
  return value;
}

function isProof(value: unknown): value is ForkProof {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 4) return false;
  const { smaller, larger, rootInLarger, path } = value as Partial<Record<keyof ForkProof, unknown>>;
  return (
    smaller instanceof Uint8Array &&
    larger instanceof Uint8Array &&
    isHash(rootInLarger) &&
    Array.isArray(path) &&
    path.length <= PATH_LENGTH_MAX &&
    path.every(isHash)
  );
}

function isHash(value: unknown): boolean {
  return value instanceof Uint8Array && value.length === HASH_BYTES;
}

function notProven(message: string): IimsError {
  return new IimsError('fork.not-proven', { message });
}

/** Consistency proofs of trees below 2^53 entries are shorter. */
const PATH_LENGTH_MAX = 63;
export const FORK_PROOF_BYTES_MAX = 2 * NOTE_BYTES_MAX + 4_096;
