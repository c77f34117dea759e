// SPDX-License-Identifier: Apache-2.0
// The growing tree: its right edge, and what appending entries adds to the files of the log.
// Nothing is kept but the edge (at most 255 hashes a level), so a log of any length appends in the same time.

import { HASH_BYTES, leafHash, treeRoot } from '@iims/crypto/merkle-tree';
import { assert } from '@iims/wire/assert';
import { concatBytes } from '@iims/wire/bytes';
import { COMMITMENT_BYTES, encodeEntryBundle } from './entry-bundle.ts';
import { hashesAtLevel, LEVELS_MAX, partialTiles, TILE_WIDTH, type Tile } from './tile.ts';

/** All that appending needs of a tree of `size` entries. Immutable. */
export interface TreeEdge {
  /** Entries in the tree, at most 2^53 - 1. */
  readonly size: number;
  /** The commitments of the partial bundle: `size mod 256` of them. */
  readonly commitments: readonly Uint8Array[];
  /** For each level from 0, the hashes of its partial tile: `floor(size / 256^level) mod 256` of them. */
  readonly levels: readonly (readonly Uint8Array[])[];
}

/** A tile or bundle with its bytes. */
export interface TileFile extends Tile {
  readonly bytes: Uint8Array;
}

/** What appending makes of a tree. */
export interface Growth {
  readonly edge: TreeEdge;
  /** Every tile and bundle of the new tree that the old one did not have: full ones, then the partial ones at the new edge. */
  readonly files: readonly TileFile[];
}

/** The tree without entries, from which every log grows. */
export const EMPTY_EDGE: TreeEdge = { size: 0, commitments: [], levels: [] };

/**
 * Appends commitments (32 bytes each). Each full tile comes out once and each partial one once a call,
 * so the cost is that of the new entries and of one rewrite of the edge.
 */
export function appendEntries(edge: TreeEdge, commitments: readonly Uint8Array[]): Growth {
  assert(isEdge(edge), 'an edge has the hashes that its size asks for');
  assert(
    commitments.every((commitment) => commitment.length === COMMITMENT_BYTES),
    'commitments have 32 bytes',
  );
  const size = edge.size + commitments.length;
  assert(Number.isSafeInteger(size), 'a tree has at most 2^53 - 1 entries');

  const files: TileFile[] = [];
  const bundle = appendTo(edge, 'entries', edge.commitments, commitments, encodeEntryBundle, files);
  const levels: (readonly Uint8Array[])[] = [];
  let added = commitments.map((commitment) => leafHash(commitment));
  for (let level = 0; level < edge.levels.length || added.length > 0; level++) {
    const tile = appendTo(edge, level, edge.levels[level] ?? [], added, encodeTile, files);
    levels.push(tile.rest);
    // The root of a full tile is a hash of the level above; a partial tile is never hashed upwards (tlog-tiles, "Partial Tiles").
    added = tile.full.map((hashes) => treeRoot(hashes));
  }
  const grown = { size, commitments: bundle.rest, levels };
  assert(isEdge(grown), 'the new edge has the hashes that its size asks for');
  return { edge: grown, files };
}

/** The partial tiles and the partial bundle of a tree, as published. */
export function edgeFiles(edge: TreeEdge): TileFile[] {
  assert(isEdge(edge), 'an edge has the hashes that its size asks for');
  return partialTiles(edge.size).map((tile) => ({
    ...tile,
    bytes: tile.level === 'entries' ? encodeEntryBundle(edge.commitments) : encodeTile(edge.levels[tile.level]!),
  }));
}

/** Root hash of the whole tree (RFC 6962, 2.1). */
export function rootOf(edge: TreeEdge): Uint8Array {
  assert(isEdge(edge), 'an edge has the hashes that its size asks for');
  // Splits fall on multiples of 256^level wherever more than one item is left on that level,
  // so what is incomplete below counts as one last item of the level above.
  let incomplete: Uint8Array[] = [];
  for (const hashes of edge.levels) {
    const items = [...hashes, ...incomplete];
    incomplete = items.length > 0 ? [treeRoot(items)] : [];
  }
  return incomplete[0] ?? treeRoot([]);
}

/** The hashes of a tile, which has a multiple of 32 bytes. */
export function hashesOf(tile: Uint8Array): Uint8Array[] {
  assert(tile.length % HASH_BYTES === 0, 'a tile is a sequence of hashes');
  return Array.from({ length: tile.length / HASH_BYTES }, (_, position) =>
    tile.subarray(position * HASH_BYTES, (position + 1) * HASH_BYTES),
  );
}

/** Cuts one level's old edge and new items into full tiles and a rest; adds the files of both. */
function appendTo(
  edge: TreeEdge,
  level: Tile['level'],
  partial: readonly Uint8Array[],
  added: readonly Uint8Array[],
  encode: (items: readonly Uint8Array[]) => Uint8Array,
  files: TileFile[],
): { full: Uint8Array[][]; rest: readonly Uint8Array[] } {
  if (added.length === 0) return { full: [], rest: partial };
  const items = [...partial, ...added];
  const full: Uint8Array[][] = [];
  let index = Math.floor(hashesAtLevel(edge.size, level) / TILE_WIDTH);
  let start = 0;
  for (; items.length - start >= TILE_WIDTH; start += TILE_WIDTH, index++) {
    const tile = items.slice(start, start + TILE_WIDTH);
    full.push(tile);
    files.push({ level, index, width: TILE_WIDTH, bytes: encode(tile) });
  }
  const rest = items.slice(start);
  if (rest.length > 0) files.push({ level, index, width: rest.length, bytes: encode(rest) });
  return { full, rest };
}

function encodeTile(hashes: readonly Uint8Array[]): Uint8Array {
  return concatBytes(...hashes);
}

function isEdge(edge: TreeEdge): boolean {
  const { size, commitments, levels } = edge;
  if (!Number.isSafeInteger(size) || size < 0 || levels.length > LEVELS_MAX) return false;
  if (hashesAtLevel(size, levels.length) !== 0) return false;
  return (
    commitments.length === size % TILE_WIDTH &&
    levels.every((hashes, level) => hashes.length === hashesAtLevel(size, level) % TILE_WIDTH)
  );
}
