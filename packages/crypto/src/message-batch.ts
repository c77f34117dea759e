// SPDX-License-Identifier: Apache-2.0
// Messages that share both signatures: Ed25519 and ML-DSA-65 over the root of a tree in which each of them is a leaf under a fresh
// salt (spec/envelope.md, 22 to 25). The tree has one size, and its order is chance: what a recipient gets shows nothing of the others.
//
//   batch part of a message = salt 32 | place 1 | path 6 x 32, from the leaf's sibling up

import { assert } from '@iims/wire/assert';
import { concatBytes, lengthPrefixed, toHex, utf8 } from '@iims/wire/bytes';
import type { SigningKey } from './keys.ts';
import { HASH_BYTES, inclusionPaths, leafHash, rootFromInclusionPath } from './merkle-tree.ts';
import { type Random, sha256 } from './primitives.ts';
import { badContent } from './sealed-content.ts';

/** Both keys of the one sender, by their ids. */
interface PairOfIds {
  readonly ed25519: { readonly keyId: Uint8Array };
  readonly mlDsa65: { readonly keyId: Uint8Array };
}

export interface PairOfSigners {
  readonly ed25519: SigningKey;
  readonly mlDsa65: SigningKey;
}

/** Messages that were signed together. */
export interface SignedTogether {
  /** Ed25519, then ML-DSA-65: the same in each of the messages. */
  readonly signatures: readonly [Uint8Array, Uint8Array];
  /** The batch part of each message, in the order in which they were given. */
  readonly parts: readonly Uint8Array[];
}

/** Signs 1 to `MESSAGE_BATCH_MAX` messages, each given by what a signature of its own would cover; off this thread where the keys allow it. */
export async function signTogether(
  signed: readonly Uint8Array[],
  signers: PairOfSigners,
  random: Random,
): Promise<SignedTogether> {
  assert(signed.length >= 1 && signed.length <= MESSAGE_BATCH_MAX, 'a batch holds 1 to 64 messages');
  const salts = signed.map(() => random(SALT_BYTES));
  const own = signed.map((message, at) => ({ hash: batchLeaf(salts[at]!, message), message: at }));
  const fillers = Array.from({ length: MESSAGE_BATCH_MAX - own.length }, () => ({ hash: random(HASH_BYTES) }));
  const leaves: readonly Leaf[] = [...own, ...fillers].sort((a, b) => compareBytes(a.hash, b.hash));
  const { root, paths } = inclusionPaths(leaves.map(({ hash }) => hash));
  const parts: Uint8Array[] = [];
  for (const [place, { message }] of leaves.entries()) {
    if (message !== undefined) parts[message] = concatBytes(salts[message]!, new Uint8Array([place]), ...paths[place]!);
  }
  const covered = batchInput(signers, root);
  const signatures = await Promise.all([signAside(signers.ed25519, covered), signAside(signers.mlDsa65, covered)]);
  return { signatures, parts };
}

/**
 * What both signatures must cover for a message with this batch part.
 * @throws IimsError `envelope.content` for a part that is none
 */
export function coveredByBatch(part: Uint8Array, signed: Uint8Array, keys: PairOfIds): Uint8Array {
  const place = part[SALT_BYTES] ?? MESSAGE_BATCH_MAX;
  if (part.length !== BATCH_PART_BYTES || place >= MESSAGE_BATCH_MAX) {
    throw badContent('batch', `a salt, a place below ${MESSAGE_BATCH_MAX} and a path of ${PATH_HASHES} hashes`);
  }
  const path = Array.from({ length: PATH_HASHES }, (_, level) => {
    const start = SALT_BYTES + 1 + level * HASH_BYTES;
    return part.subarray(start, start + HASH_BYTES);
  });
  const leaf = batchLeaf(part.subarray(0, SALT_BYTES), signed);
  const root = rootFromInclusionPath({ leafHash: leaf, index: place, size: MESSAGE_BATCH_MAX, path });
  assert(root !== undefined, 'a path of six leads from any of 64 leaves to a root');
  return batchInput(keys, root);
}

/**
 * Batches whose signatures held: messages of one batch come together, and its signatures are verified once. Known by what they cover
 * and by both signatures, so that nothing is taken under other ones. Which keys count is asked for each message before.
 */
export class VerifiedBatches {
  readonly #known = new Set<string>();

  /** Whether the signatures hold over `covered`, by memory or by `verify`. */
  holds(covered: Uint8Array, signatures: readonly Uint8Array[], verify: () => boolean): boolean {
    const name = toHex(sha256(lengthPrefixed(covered, ...signatures)));
    if (this.#known.has(name)) return true;
    if (!verify()) return false;
    const [oldest] = this.#known;
    if (this.#known.size === KNOWN_BATCHES_MAX && oldest !== undefined) this.#known.delete(oldest);
    this.#known.add(name);
    return true;
  }
}

interface Leaf {
  readonly hash: Uint8Array;
  /** Which message it is; none has a place that is only filled. */
  readonly message?: number;
}

/** The key ids tie the two signatures together: neither can be taken for half of another pair's. */
function batchInput({ ed25519, mlDsa65 }: PairOfIds, root: Uint8Array): Uint8Array {
  return lengthPrefixed(BATCH_LABEL, ed25519.keyId, mlDsa65.keyId, root);
}

/** The salt keeps whoever knows another message of the batch, or guesses it, from finding it in a path. */
function batchLeaf(salt: Uint8Array, signed: Uint8Array): Uint8Array {
  return leafHash(lengthPrefixed(LEAF_LABEL, salt, signed));
}

async function signAside(key: SigningKey, message: Uint8Array): Promise<Uint8Array> {
  return key.signAside === undefined ? key.sign(message) : key.signAside(message);
}

/** By the first byte that differs; both have one length. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const place = a.findIndex((byte, at) => byte !== b[at]);
  return place < 0 ? 0 : a[place]! - b[place]!;
}

/** Messages of one batch, and leaves of its tree. */
export const MESSAGE_BATCH_MAX = 64;
const PATH_HASHES = 6;
const SALT_BYTES = 32;
/** What a message carries beside its signatures when they cover a batch. */
export const BATCH_PART_BYTES = SALT_BYTES + 1 + PATH_HASHES * HASH_BYTES;
/** Verified batches that a receiver remembers: 64 bytes of text each. */
export const KNOWN_BATCHES_MAX = 256;

const LEAF_LABEL = utf8('iims/s1/leaf');
const BATCH_LABEL = utf8('iims/s1/batch');
