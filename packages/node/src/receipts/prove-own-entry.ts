// SPDX-License-Identifier: Apache-2.0
// That an entry is in the own log, for whoever may see it: a tlog-proof to the smallest witnessed checkpoint that holds it; before there
// is one, to the newest published (spec/receipt.md, 17).
import { parseCheckpointText } from '@iims/tlog/checkpoint';
import { parseNote } from '@iims/tlog/note';
import { inclusionProof } from '@iims/tlog/proof';
import { formatProofFile } from '@iims/tlog/proof-file';
import type { Tile } from '@iims/tlog/tile';
import { IimsError } from '@iims/wire/errors';
import { CHECKPOINTS_MAX } from './receipt-exchange.ts';

/** The own log as partners may see it. */
export interface PublishedLog {
  /** The oldest checkpoint that is kept, that enough partners cosigned and that covers the entry. */
  witnessedCheckpointCovering(index: number): Promise<{ readonly checkpoint: Uint8Array } | undefined>;
  publishedCheckpoint(): Promise<Uint8Array | undefined>;
  publishedTile(tile: Tile): Promise<Uint8Array | undefined>;
}

/** @throws IimsError `receipt.not-published`, `log.damaged` */
export async function proveOwnEntry(log: PublishedLog, index: number): Promise<Uint8Array> {
  const { checkpoints, places } = await proveOwnEntries(log, [index]);
  const place = places.get(index);
  if (place !== undefined)
    return formatProofFile({ index, path: place.path, checkpoint: checkpoints[place.checkpoint]! });
  throw new IimsError('receipt.not-published', {
    message: 'The entry is not published yet.',
    fix: 'Ask again in a second.',
  });
}

/** Where entries stand: checkpoints that many of them share, and the path of each to one of these. */
export interface OwnEntriesProven {
  readonly checkpoints: readonly Uint8Array[];
  /** By the index of the entry; none for one that is not published yet. */
  readonly places: ReadonlyMap<number, { readonly checkpoint: number; readonly path: readonly Uint8Array[] }>;
}

/** Under as few checkpoints as it takes, at most `CHECKPOINTS_MAX`; what these leave over is for another time. @throws IimsError `log.damaged` */
export async function proveOwnEntries(log: PublishedLog, indexes: readonly number[]): Promise<OwnEntriesProven> {
  const checkpoints: Uint8Array[] = [];
  const places = new Map<number, { readonly checkpoint: number; readonly path: readonly Uint8Array[] }>();
  const tiles = new Map<string, Promise<Uint8Array>>();
  const readOnce = (tile: Tile): Promise<Uint8Array> => {
    const name = `${tile.level}/${tile.index}/${tile.width}`;
    const read = tiles.get(name) ?? readTile(log, tile);
    tiles.set(name, read);
    return read;
  };
  let left = [...new Set(indexes)].sort((a, b) => a - b);
  while (left.length > 0 && checkpoints.length < CHECKPOINTS_MAX) {
    const checkpoint = await checkpointFor(log, left);
    if (checkpoint === undefined) break;
    const size = sizeOf(checkpoint);
    for (const index of left.filter((one) => one < size)) {
      places.set(index, { checkpoint: checkpoints.length, path: await inclusionProof(readOnce, size, index) });
    }
    checkpoints.push(checkpoint);
    left = left.filter((one) => one >= size);
  }
  return { checkpoints, places };
}

/** One that partners witnessed and that holds all of them; else one that holds the first; else the newest published, if it holds the first. */
async function checkpointFor(log: PublishedLog, indexes: readonly number[]): Promise<Uint8Array | undefined> {
  const [first, last] = [indexes[0]!, indexes.at(-1)!];
  const witnessed = (await log.witnessedCheckpointCovering(last)) ?? (await log.witnessedCheckpointCovering(first));
  const checkpoint = witnessed?.checkpoint ?? (await log.publishedCheckpoint());
  return checkpoint && sizeOf(checkpoint) > first ? checkpoint : undefined;
}

function sizeOf(checkpoint: Uint8Array): number {
  return parseCheckpointText(parseNote(checkpoint).text).size;
}

async function readTile(log: PublishedLog, tile: Tile): Promise<Uint8Array> {
  const bytes = await log.publishedTile(tile);
  if (bytes) return bytes;
  throw new IimsError('log.damaged', {
    message: 'A tile of the published log is not there.',
    fix: 'Run `iims audit verify` and keep the evidence.',
  });
}
