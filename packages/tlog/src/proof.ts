// SPDX-License-Identifier: Apache-2.0
// Inclusion and consistency proofs computed from tiles, of which only those on the way are read.
// What comes out is verified by `verifyInclusionPath` and `verifyConsistencyPath` of @iims/crypto/merkle-tree.

import { HASH_BYTES, nodeHash, treeRoot } from '@iims/crypto/merkle-tree';
import { assert } from '@iims/wire/assert';
import { TILE_WIDTH, type Tile, tileAt } from './tile.ts';
import { hashesOf } from './tree.ts';

/**
 * Gives the bytes of a tile, or of a wider one at the same place, of which the tile is the beginning.
 * It may throw what it likes when there is none; a proof needs no tile that its tree has not.
 */
export type ReadTile = (tile: Tile) => Promise<Uint8Array>;

/** The path from entry `index` to the root of the first `size` entries (RFC 6962, 2.1.1). `index` < `size`. */
export async function inclusionProof(readTile: ReadTile, size: number, index: number): Promise<Uint8Array[]> {
  assert(Number.isSafeInteger(size) && Number.isSafeInteger(index), 'sizes and indices are safe integers');
  assert(index >= 0 && index < size, 'the entry is in the tree');
  const path: Uint8Array[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + largestPowerBelow(end - start);
    if (index < middle) {
      path.push(await subtreeRoot(readTile, size, middle, end));
      end = middle;
    } else {
      path.push(await subtreeRoot(readTile, size, start, middle));
      start = middle;
    }
  }
  return path.reverse();
}

/** The path that shows the first `oldSize` entries to be a prefix of the first `size` (RFC 6962, 2.1.2). 1 <= `oldSize` <= `size`. */
export async function consistencyProof(readTile: ReadTile, oldSize: number, size: number): Promise<Uint8Array[]> {
  assert(Number.isSafeInteger(oldSize) && Number.isSafeInteger(size), 'sizes are safe integers');
  assert(oldSize >= 1 && oldSize <= size, 'the old tree is not empty and not the larger one');
  const path: Uint8Array[] = [];
  let start = 0;
  let end = size;
  while (end !== oldSize) {
    const middle = start + largestPowerBelow(end - start);
    if (oldSize <= middle) {
      path.push(await subtreeRoot(readTile, size, middle, end));
      end = middle;
    } else {
      path.push(await subtreeRoot(readTile, size, start, middle));
      start = middle;
    }
  }
  // A walk that never turned right ends at the old root itself, which the verifier has.
  if (start > 0) path.push(await subtreeRoot(readTile, size, start, end));
  return path.reverse();
}

/** The root of the first `prefix` entries of a tree of `size`. 1 <= `prefix` <= `size`. */
export async function rootOfPrefix(readTile: ReadTile, prefix: number, size: number): Promise<Uint8Array> {
  assert(Number.isSafeInteger(prefix) && Number.isSafeInteger(size), 'sizes are safe integers');
  assert(prefix >= 1 && prefix <= size, 'the prefix is not empty and not longer than the tree');
  return subtreeRoot(readTile, size, 0, prefix);
}

/** Root over the entries from `start` to before `end`, where `start` is a multiple of a power of two not below the length. */
async function subtreeRoot(readTile: ReadTile, size: number, start: number, end: number): Promise<Uint8Array> {
  const length = end - start;
  const split = largestPowerBelow(length);
  if (length !== 1 && split * 2 !== length) {
    const left = await subtreeRoot(readTile, size, start, start + split);
    return nodeHash(left, await subtreeRoot(readTile, size, start + split, end));
  }
  // A full subtree lies within one tile: that of the highest level whose hashes are not above it.
  let level = 0;
  let span = 1;
  while (span * TILE_WIDTH <= length) {
    level += 1;
    span *= TILE_WIDTH;
  }
  const first = start / span;
  const tile = tileAt(size, level, Math.floor(first / TILE_WIDTH));
  assert(tile !== undefined, 'a full subtree of the tree has its tile');
  const bytes = await readTile(tile);
  assert(bytes.length >= tile.width * HASH_BYTES, 'a tile is at least as wide as it was asked for');
  const position = first % TILE_WIDTH;
  return treeRoot(hashesOf(bytes.subarray(position * HASH_BYTES, (position + length / span) * HASH_BYTES)));
}

/** The largest power of two below `length` (1 for 1 and 2). */
function largestPowerBelow(length: number): number {
  let power = 1;
  while (power * 2 < length) power *= 2;
  return power;
}
