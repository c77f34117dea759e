// SPDX-License-Identifier: Apache-2.0
// The Merkle tree of RFC 9162, 2.1 (RFC 6962): hashes, roots, inclusion and consistency paths and their verification.
// Frames, item proofs and the log use this one file. Trees have at most 2^53 - 1 leaves; a greater size never verifies.

import { assert } from '@iims/wire/assert';
import { equalBytes } from '@iims/wire/bytes';
import { sha256 } from './primitives.ts';

/** Hash of one leaf: SHA-256(0x00 ‖ data) (RFC 9162, 2.1.1). */
export function leafHash(data: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + data.length);
  input.set(data, 1);
  return sha256(input);
}

/** Hash of an inner node: SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  assert(left.length === HASH_BYTES && right.length === HASH_BYTES, 'a node joins two hashes of 32 bytes');
  NODE_INPUT.set(left, 1);
  NODE_INPUT.set(right, 1 + HASH_BYTES);
  return sha256(NODE_INPUT);
}

/** Root of a tree, from the hashes of its leaves in order. The root of no leaves is SHA-256 of nothing. */
export function treeRoot(leafHashes: readonly Uint8Array[]): Uint8Array {
  if (leafHashes.length === 0) return sha256(new Uint8Array(0));
  return rangeRoot((index) => leafHashes[index]!, 0, leafHashes.length);
}

/** Root of a tree of `size` leaves, at least one, whose hashes are asked for one by one and in order, so that none need be an object of its own. */
export function treeRootOf(size: number, leafHashAt: (index: number) => Uint8Array): Uint8Array {
  assert(Number.isSafeInteger(size) && size > 0, 'the tree has a leaf');
  return rangeRoot(leafHashAt, 0, size);
}

/** The path that proves leaf `index`, from the leaf's sibling up (RFC 9162, 2.1.3.1). */
export function inclusionPath(leafHashes: readonly Uint8Array[], index: number): Uint8Array[] {
  assert(
    Number.isSafeInteger(index) && index >= 0 && index < leafHashes.length,
    'a path is asked for a leaf of the tree',
  );
  const leafHashAt = (leaf: number): Uint8Array => leafHashes[leaf]!;
  const path: Uint8Array[] = [];
  let start = 0;
  let end = leafHashes.length;
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      path.push(rangeRoot(leafHashAt, middle, end));
      end = middle;
    } else {
      path.push(rangeRoot(leafHashAt, start, middle));
      start = middle;
    }
  }
  return path.reverse();
}

/** Root and paths of all leaves at once, in as many hashes as the root alone: paths share their hashes. At least one leaf. */
export function inclusionPaths(leafHashes: readonly Uint8Array[]): {
  readonly root: Uint8Array;
  readonly paths: readonly (readonly Uint8Array[])[];
} {
  assert(leafHashes.length > 0, 'the tree has a leaf');
  const paths: Uint8Array[][] = leafHashes.map(() => []);
  const join = (start: number, end: number): Uint8Array => {
    if (end - start === 1) return leafHashes[start]!;
    const middle = start + splitPoint(end - start);
    const left = join(start, middle);
    const right = join(middle, end);
    for (let leaf = start; leaf < end; leaf++) paths[leaf]!.push(leaf < middle ? right : left);
    return nodeHash(left, right);
  };
  return { root: join(0, leafHashes.length), paths };
}

export interface InclusionProof {
  readonly leafHash: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly path: readonly Uint8Array[];
}

/** Whether the path leads from the leaf to exactly this root. */
export function verifyInclusionPath(proof: InclusionProof, root: Uint8Array): boolean {
  const computed = rootFromInclusionPath(proof);
  return computed !== undefined && equalBytes(computed, root);
}

/** The root a path leads to (RFC 9162, 2.1.3.2), or `undefined` when index, size and length of the path do not fit together. */
export function rootFromInclusionPath(proof: InclusionProof): Uint8Array | undefined {
  const { index, size, path } = proof;
  if (!isSize(index) || !isSize(size) || index >= size) return undefined;
  if (proof.leafHash.length !== HASH_BYTES || !allHashes(path)) return undefined;
  let node = index;
  let last = size - 1;
  let hash = proof.leafHash;
  for (const sibling of path) {
    if (last === 0) return undefined;
    if (isOdd(node) || node === last) {
      hash = nodeHash(sibling, hash);
      // A right-most node without sibling moves up until it is a right child.
      while (!isOdd(node) && node !== 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    node = half(node);
    last = half(last);
  }
  return last === 0 ? hash : undefined;
}

/** The path that proves that the first `oldSize` leaves are a prefix of the tree (RFC 9162, 2.1.4.1). */
export function consistencyPath(leafHashes: readonly Uint8Array[], oldSize: number): Uint8Array[] {
  assert(
    Number.isSafeInteger(oldSize) && oldSize > 0 && oldSize <= leafHashes.length,
    'a consistency path leads from a tree of 1 to size leaves',
  );
  const leafHashAt = (leaf: number): Uint8Array => leafHashes[leaf]!;
  const path: Uint8Array[] = [];
  let start = 0;
  let end = leafHashes.length;
  let oldTreeIsWhole = true;
  while (oldSize !== end) {
    const middle = start + splitPoint(end - start);
    if (oldSize <= middle) {
      path.push(rangeRoot(leafHashAt, middle, end));
      end = middle;
    } else {
      path.push(rangeRoot(leafHashAt, start, middle));
      start = middle;
      oldTreeIsWhole = false;
    }
  }
  if (!oldTreeIsWhole) path.push(rangeRoot(leafHashAt, start, end));
  return path.reverse();
}

export interface ConsistencyProof {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly newSize: number;
  readonly newRoot: Uint8Array;
  readonly path: readonly Uint8Array[];
}

/**
 * Whether the tree of `newSize` leaves begins with the tree of `oldSize` leaves (RFC 9162, 2.1.4.2).
 * An empty old tree proves nothing and never verifies.
 */
export function verifyConsistencyPath(proof: ConsistencyProof): boolean {
  const { oldSize, oldRoot, newSize, newRoot, path } = proof;
  if (!isSize(oldSize) || !isSize(newSize) || oldSize === 0 || oldSize > newSize) return false;
  if (oldSize === newSize) return path.length === 0 && equalBytes(oldRoot, newRoot);
  if (oldRoot.length !== HASH_BYTES || newRoot.length !== HASH_BYTES || !allHashes(path)) return false;

  let node = oldSize - 1;
  let last = newSize - 1;
  while (isOdd(node)) {
    node = half(node);
    last = half(last);
  }
  // An old tree of 2^k leaves is itself a node of the new tree, so the path leaves it out.
  const startsAtOldRoot = node === 0;
  const first = startsAtOldRoot ? oldRoot : path[0];
  if (first === undefined) return false;
  let oldHash = first;
  let newHash = first;
  for (const sibling of startsAtOldRoot ? path : path.slice(1)) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      oldHash = nodeHash(sibling, oldHash);
      newHash = nodeHash(sibling, newHash);
      while (!isOdd(node) && node !== 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      newHash = nodeHash(newHash, sibling);
    }
    node = half(node);
    last = half(last);
  }
  return last === 0 && equalBytes(oldHash, oldRoot) && equalBytes(newHash, newRoot);
}

function rangeRoot(leafHashAt: (index: number) => Uint8Array, start: number, end: number): Uint8Array {
  if (end - start === 1) return leafHashAt(start);
  const middle = start + splitPoint(end - start);
  return nodeHash(rangeRoot(leafHashAt, start, middle), rangeRoot(leafHashAt, middle, end));
}

/** The greatest power of two smaller than `size` (size > 1). */
function splitPoint(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isOdd(value: number): boolean {
  return value % 2 === 1;
}

/** Halving by arithmetic: JavaScript's shifts would cut to 32 bits. */
function half(value: number): number {
  return Math.floor(value / 2);
}

function allHashes(path: readonly Uint8Array[]): boolean {
  return path.every((hash) => hash.length === HASH_BYTES);
}

export const HASH_BYTES = 32;
/** One buffer for every node: hashing is synchronous and twice as fast without an allocation. */
const NODE_INPUT = new Uint8Array(1 + 2 * HASH_BYTES);
NODE_INPUT[0] = 0x01;
