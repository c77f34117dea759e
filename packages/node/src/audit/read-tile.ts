// SPDX-License-Identifier: Apache-2.0
// Reads tiles of the published log while it grows: a partial tile may have given way to a wider one, which begins with it.

import { HASH_BYTES } from '@iims/crypto/merkle-tree';
import { BUNDLE_STRIDE_BYTES } from '@iims/tlog/entry-bundle';
import type { ReadTile } from '@iims/tlog/proof';
import { TILE_WIDTH, type Tile, tilePath } from '@iims/tlog/tile';
import { IimsError } from '@iims/wire/errors';
import type { Disk } from './disk.ts';
import { publishedPath } from './log-files.ts';

/** The bytes of a tile of exactly this width, cut from a wider one if need be; `undefined` when the log has not come so far. */
export async function readPublishedTile(disk: Disk, tile: Tile): Promise<Uint8Array | undefined> {
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    for (const width of [tile.width, TILE_WIDTH, ...(await partialWidths(disk, tile))]) {
      if (width < tile.width) continue;
      const bytes = await disk.read(publishedPath(tilePath({ ...tile, width })));
      if (bytes !== undefined) return bytes.subarray(0, tile.width * itemBytes(tile));
    }
  }
  return undefined;
}

/** The published log as proofs are computed from it. Throws `log.damaged` for a tile that is not there. */
export function publishedTiles(disk: Disk): ReadTile {
  return async (tile) => {
    const bytes = await readPublishedTile(disk, tile);
    if (bytes?.length === tile.width * itemBytes(tile)) return bytes;
    throw new IimsError('log.damaged', {
      message: `The file ${tilePath(tile)} is not the published one.`,
      fix: 'Run `iims audit verify` and keep the evidence.',
    });
  };
}

async function partialWidths(disk: Disk, tile: Tile): Promise<number[]> {
  const widths = await disk.list(publishedPath(`${tilePath({ ...tile, width: TILE_WIDTH })}.p`));
  return widths.map(Number).filter((width) => width >= tile.width && width < TILE_WIDTH);
}

function itemBytes(tile: Tile): number {
  return tile.level === 'entries' ? BUNDLE_STRIDE_BYTES : HASH_BYTES;
}

/** Between looking for a width and reading it the log may have grown; it grows about once a second. */
const ATTEMPTS_MAX = 3;
