// SPDX-License-Identifier: Apache-2.0
// Where the parts of a log stand (C2SP tlog-tiles v0.1.0): tiles of 256 hashes, bundles of 256 entries, and their paths.
// A tree of a given size needs exactly the files that `filesOf` lists, and no other.

import { assert } from '@iims/wire/assert';

/** One file of a log. Level `entries` are the bundles; level 0 are their leaf hashes; each level above hashes full tiles below. */
export interface Tile {
  readonly level: TileLevel;
  /** Position within the level, from 0. */
  readonly index: number;
  /** 1 to 256; less than 256 is a partial tile. */
  readonly width: number;
}

/** The level of a tile, from 0, or the bundles below it. */
export type TileLevel = number | 'entries';

/** Path under the log's directory: `tile/0/x001/x234/067`, with `.p/5` for a partial tile of 5. */
export function tilePath(tile: Tile): string {
  assert(tile.width >= 1 && tile.width <= TILE_WIDTH, 'a tile is 1 to 256 wide');
  assert(tile.level === 'entries' || (tile.level >= 0 && tile.level < LEVELS_MAX), 'a tile has a level');
  const suffix = tile.width === TILE_WIDTH ? '' : `.p/${tile.width}`;
  return `tile/${tile.level}/${indexPath(tile.index)}${suffix}`;
}

/** Reads a path as `tilePath` writes it; `undefined` for any other text. */
export function parseTilePath(path: string): Tile | undefined {
  const [, level, groups, width] =
    /^tile\/(entries|[0-6])\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path) ?? [];
  if (level === undefined || groups === undefined) return undefined;
  const index = Number(groups.replaceAll(/[x/]/g, ''));
  const tile: Tile = {
    level: level === 'entries' ? level : Number(level),
    index,
    width: width === undefined ? TILE_WIDTH : Number(width),
  };
  if (!Number.isSafeInteger(index) || tile.width < 1 || tile.width > TILE_WIDTH) return undefined;
  return tilePath(tile) === path ? tile : undefined;
}

/** How many hashes of a level are settled in a tree of `size` entries: those over full subtrees of 256^level entries. */
export function hashesAtLevel(size: number, level: TileLevel): number {
  return level === 'entries' ? size : Math.floor(size / TILE_WIDTH ** level);
}

/** The levels that a tree of `size` entries has files on: `entries` and 0 upwards. */
function levelsOf(size: number): TileLevel[] {
  const levels: TileLevel[] = size > 0 ? ['entries'] : [];
  for (let level = 0; hashesAtLevel(size, level) > 0; level++) levels.push(level);
  return levels;
}

/** The tile at `index` of a level in a tree of `size` entries, or `undefined` when it would be empty. */
export function tileAt(size: number, level: TileLevel, index: number): Tile | undefined {
  const width = Math.min(TILE_WIDTH, hashesAtLevel(size, level) - index * TILE_WIDTH);
  return width > 0 ? { level, index, width } : undefined;
}

/** The partial tiles at the right edge of a tree: at most one for each level. */
export function partialTiles(size: number): Tile[] {
  const partial: Tile[] = [];
  for (const level of levelsOf(size)) {
    const count = hashesAtLevel(size, level);
    if (count % TILE_WIDTH !== 0) {
      partial.push({ level, index: Math.floor(count / TILE_WIDTH), width: count % TILE_WIDTH });
    }
  }
  return partial;
}

/** The paths of all tiles and bundles of a tree of `size` entries. */
export function* filesOf(size: number): Generator<string> {
  for (const level of levelsOf(size)) {
    const tiles = Math.ceil(hashesAtLevel(size, level) / TILE_WIDTH);
    for (let index = 0; index < tiles; index++) yield tilePath(tileAt(size, level, index)!);
  }
}

/** Zero-padded groups of three digits; all but the last begin with `x`, so that no file is named as a directory. */
function indexPath(index: number): string {
  assert(Number.isSafeInteger(index) && index >= 0, 'a tile has an index');
  let path = String(index % 1000).padStart(3, '0');
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    path = `x${String(rest % 1000).padStart(3, '0')}/${path}`;
  }
  return path;
}

/** Hashes of a full tile, and entries of a full bundle. */
export const TILE_WIDTH = 256;
/** Sizes stay below 2^53, which seven levels of 256 hold. */
export const LEVELS_MAX = 7;
