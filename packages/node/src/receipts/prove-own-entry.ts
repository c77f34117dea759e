// SPDX-License-Identifier: Apache-2.0
// That an entry is in the own log, for whoever may see it: a tlog-proof to the smallest witnessed checkpoint that holds it; before there
// is one, to the newest published (spec/receipt.md, 17).
import { parseCheckpointText } from '@iims/tlog/checkpoint';
import { parseNote } from '@iims/tlog/note';
import { inclusionProof } from '@iims/tlog/proof';
import { formatProofFile } from '@iims/tlog/proof-file';
import type { Tile } from '@iims/tlog/tile';
import { IimsError } from '@iims/wire/errors';

/** The own log as partners may see it. */
export interface PublishedLog {
  /** The oldest checkpoint that is kept, that enough partners cosigned and that covers the entry. */
  witnessedCheckpointCovering(index: number): Promise<{ readonly checkpoint: Uint8Array } | undefined>;
  publishedCheckpoint(): Promise<Uint8Array | undefined>;
  publishedTile(tile: Tile): Promise<Uint8Array | undefined>;
}

/** @throws IimsError `receipt.not-published`, `log.damaged` */
export async function proveOwnEntry(log: PublishedLog, index: number): Promise<Uint8Array> {
  const checkpoint = await checkpointCovering(log, index);
  const path = await inclusionProof((tile) => readTile(log, tile), sizeOf(checkpoint), index);
  return formatProofFile({ index, path, checkpoint });
}

async function checkpointCovering(log: PublishedLog, index: number): Promise<Uint8Array> {
  const witnessed = await log.witnessedCheckpointCovering(index);
  const checkpoint = witnessed?.checkpoint ?? (await log.publishedCheckpoint());
  if (checkpoint && sizeOf(checkpoint) > index) return checkpoint;
  throw new IimsError('receipt.not-published', {
    message: 'The entry is not published yet.',
    fix: 'Ask again in a second.',
  });
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
