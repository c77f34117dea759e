// SPDX-License-Identifier: Apache-2.0
// One hybrid signature for many frames: Ed25519 and ML-DSA-65 over the Merkle root of what the frames' own signatures cover.
// A proof shows one frame and, under fresh salts, nothing of the frames beside it (spec/batch-signature.md).

import { assert } from '@iims/wire/assert';
import { concatBytes, equalBytes, lengthPrefixed, utf8 } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import type { SigningKey, VerifyKey } from './keys.ts';
import { HASH_BYTES, inclusionPath, inclusionPaths, leafHash, rootFromInclusionPath, treeRoot } from './merkle-tree.ts';
import { type Random, SIGNATURE_BYTES, sha256 } from './primitives.ts';

/** Both keys of the one holder who signed the frames. */
export interface BatchSigners {
  readonly ed25519: SigningKey;
  readonly mldsa65: SigningKey;
}

export interface BatchKeys {
  readonly ed25519: VerifyKey;
  readonly mldsa65: VerifyKey;
}

export interface BatchSignatures {
  /** 64 bytes. */
  readonly ed25519: Uint8Array;
  /** 3,309 bytes. */
  readonly mldsa65: Uint8Array;
}

/** Everything from which the proof of each frame can be made. */
export interface SignedBatch {
  /** By the signer's clock, milliseconds since 1970. */
  readonly signedAt: number;
  /** SHA-256 of what each frame's own signature covers, 32 bytes each, joined in order. */
  readonly digests: Uint8Array;
  /** 32 fresh random bytes for each frame, joined. */
  readonly salts: Uint8Array;
  readonly signatures: BatchSignatures;
}

/** What shows that one frame is in a batch. */
export interface BatchProof {
  readonly signedAt: number;
  /** Place of the frame among `count`, from 0. */
  readonly index: number;
  readonly count: number;
  /** 32 bytes. */
  readonly salt: Uint8Array;
  /** From the frame's sibling up, 32 bytes each. */
  readonly path: readonly Uint8Array[];
  readonly signatures: BatchSignatures;
}

/** What a batch takes of a frame: the digest of what its own signature covers (`SealedFrame.signed`), 32 bytes. */
export function frameDigest(signed: Uint8Array): Uint8Array {
  return sha256(signed);
}

/** Signs 1 to `BATCH_FRAMES_MAX` frames with both keys, off this thread where the keys allow it. */
export async function signBatch(batch: {
  readonly digests: readonly Uint8Array[];
  readonly signers: BatchSigners;
  readonly signedAt: number;
  readonly random: Random;
}): Promise<SignedBatch> {
  const { signers, signedAt, random } = batch;
  const count = batch.digests.length;
  assert(count >= 1 && count <= BATCH_FRAMES_MAX, 'a batch holds 1 to 512 frames');
  assert(signers.ed25519.algorithm === 'ed25519' && signers.mldsa65.algorithm === 'ml-dsa-65', 'one key of each kind');
  const digests = concatBytes(...batch.digests);
  const salts = random(count * SALT_BYTES);
  const input = batchInput(signers, signedAt, count, treeRoot(leavesOf(digests, salts)));
  const [ed25519, mldsa65] = await Promise.all([signAside(signers.ed25519, input), signAside(signers.mldsa65, input)]);
  return { signedAt, digests, salts, signatures: { ed25519, mldsa65 } };
}

/** The proof of the frame at a place of the batch. */
export function proveInBatch({ signedAt, digests, salts, signatures }: SignedBatch, index: number): BatchProof {
  const leaves = leavesOf(digests, salts);
  const path = inclusionPath(leaves, index);
  return { signedAt, index, count: leaves.length, salt: partAt(salts, index).slice(), path, signatures };
}

/** The proofs of all frames of the batch, in order, in as many hashes as one of them alone. */
export function proveAllInBatch({ signedAt, digests, salts, signatures }: SignedBatch): BatchProof[] {
  const { paths } = inclusionPaths(leavesOf(digests, salts));
  return paths.map((path, index) => {
    const salt = partAt(salts, index).slice();
    return { signedAt, index, count: paths.length, salt, path, signatures };
  });
}

/** The batch whose signatures held last: proofs of one batch mostly come together, and its signatures are verified once. */
export class LastBatch {
  #verified: { readonly input: Uint8Array; readonly signatures: BatchSignatures } | undefined;

  holds(input: Uint8Array, signatures: BatchSignatures, verify: () => boolean): boolean {
    const last = this.#verified;
    const isLast =
      last !== undefined &&
      equalBytes(last.input, input) &&
      equalBytes(last.signatures.ed25519, signatures.ed25519) &&
      equalBytes(last.signatures.mldsa65, signatures.mldsa65);
    if (isLast) return true;
    if (!verify()) return false;
    this.#verified = { input, signatures };
    return true;
  }
}

/**
 * Verifies that the holder of both keys signed a batch with this frame. `last` is for a caller that verifies many proofs of one batch.
 * @throws IimsError `batch.proof`
 */
export function verifyBatchProof(
  proof: BatchProof,
  digest: Uint8Array,
  keys: BatchKeys,
  last: LastBatch = new LastBatch(),
): void {
  const { signedAt, index, count, salt, path, signatures } = proof;
  assert(keys.ed25519.algorithm === 'ed25519' && keys.mldsa65.algorithm === 'ml-dsa-65', 'one key of each kind');
  const root = rootFromInclusionPath({ leafHash: batchLeaf(salt, digest), index, size: count, path });
  if (root === undefined) throw badProof('the path fits index and count');
  const input = batchInput(keys, signedAt, count, root);
  const verify = () => keys.ed25519.verify(input, signatures.ed25519) && keys.mldsa65.verify(input, signatures.mldsa65);
  if (!last.holds(input, signatures, verify)) throw badProof('both signatures cover the root that the path leads to');
}

/** The proof as deterministic CBOR of `{version, signedAt, index, count, salt, path, ed25519, mldsa65}`. */
export function encodeBatchProof({ signatures, ...proof }: BatchProof): Uint8Array {
  return encodeCbor({ version: 1, ...proof, ...signatures });
}

/** Reads a proof; nothing of it is verified. @throws IimsError `batch.proof` */
export function decodeBatchProof(bytes: Uint8Array): BatchProof {
  if (bytes.length > BATCH_PROOF_BYTES_MAX) throw badProof(`at most ${BATCH_PROOF_BYTES_MAX} bytes`);
  const { version, signedAt, index, count, salt, path, ed25519, mldsa65, ...others } = decodeMap(bytes);
  if (version !== 1 || Object.keys(others).length > 0) throw badProof('version 1 with exactly the named fields');
  if (!isWhole(signedAt) || !isWhole(index) || !isWhole(count) || index >= count || count > BATCH_FRAMES_MAX) {
    throw badProof('a time, and the index of a frame of the batch');
  }
  if (!isBytes(salt, SALT_BYTES) || !Array.isArray(path) || !path.every((hash) => isBytes(hash, HASH_BYTES))) {
    throw badProof('a salt and a path of hashes, 32 bytes each');
  }
  if (!isBytes(ed25519, SIGNATURE_BYTES.ed25519) || !isBytes(mldsa65, SIGNATURE_BYTES['ml-dsa-65'])) {
    throw badProof('a signature of each kind');
  }
  return { signedAt, index, count, salt, path, signatures: { ed25519, mldsa65 } };
}

/** What both signatures cover. The key ids tie the two together: neither can be taken for half of another pair's. */
function batchInput(
  { ed25519, mldsa65 }: { readonly [kind in keyof BatchKeys]: { readonly keyId: Uint8Array } },
  signedAt: number,
  count: number,
  root: Uint8Array,
): Uint8Array {
  const numbers = new DataView(new ArrayBuffer(12));
  numbers.setBigUint64(0, BigInt(signedAt));
  numbers.setUint32(8, count);
  const time = new Uint8Array(numbers.buffer, 0, 8);
  return lengthPrefixed(SIGNATURE_LABEL, ed25519.keyId, mldsa65.keyId, time, new Uint8Array(numbers.buffer, 8), root);
}

function leavesOf(digests: Uint8Array, salts: Uint8Array): Uint8Array[] {
  assert(
    digests.length === salts.length && digests.length % HASH_BYTES === 0,
    'each frame has its digest and its salt',
  );
  return Array.from({ length: digests.length / HASH_BYTES }, (_, index) =>
    batchLeaf(partAt(salts, index), partAt(digests, index)),
  );
}

/** The salt keeps whoever knows another frame, nonces and all, from finding it in a path. */
function batchLeaf(salt: Uint8Array, digest: Uint8Array): Uint8Array {
  return leafHash(lengthPrefixed(LEAF_LABEL, salt, digest));
}

function partAt(joined: Uint8Array, index: number): Uint8Array {
  return joined.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
}

async function signAside(key: SigningKey, message: Uint8Array): Promise<Uint8Array> {
  return key.signAside === undefined ? key.sign(message) : key.signAside(message);
}

function decodeMap(bytes: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = decodeCbor(bytes);
  } catch (cause) {
    throw badProof('deterministic CBOR (RFC 8949, 4.2)', cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array) {
    throw badProof('a map');
  }
  return value as Record<string, unknown>;
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isBytes(value: unknown, length: number): value is Uint8Array {
  return value instanceof Uint8Array && value.length === length;
}

function badProof(rule: string, cause?: unknown): IimsError {
  return new IimsError('batch.proof', { message: 'The proof of the batch signature does not hold.', rule, cause });
}

/** Frames of one batch: its proofs then have at most nine hashes. */
export const BATCH_FRAMES_MAX = 512;
export const BATCH_PROOF_BYTES_MAX = 4_096;

const SALT_BYTES = 32;
const LEAF_LABEL = utf8('iims/batch/leaf');
const SIGNATURE_LABEL = utf8('iims/batch/sig');
