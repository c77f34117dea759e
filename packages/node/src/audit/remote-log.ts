// SPDX-License-Identifier: Apache-2.0
// A partner's log as its own node serves it, and whether a checkpoint that the log signed is of that very log.

import { HASH_BYTES, verifyConsistencyPath } from '@iims/crypto/merkle-tree';
import { openCheckpoint, type SignedCheckpoint } from '@iims/tlog/checkpoint';
import { type ForkProof, forkAtOneSize } from '@iims/tlog/fork';
import { NOTE_BYTES_MAX } from '@iims/tlog/note';
import { consistencyProof, type ReadTile, rootOfPrefix } from '@iims/tlog/proof';
import { TILE_WIDTH, tilePath } from '@iims/tlog/tile';
import { equalBytes } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { LOG_PATH } from '../partner/edge-paths.ts';
import type { EdgeCall, EdgeReply } from '../partner/transport.ts';
import type { PartnerLog } from './witness-keys.ts';

/** Calls a path of a partner's edge. Throws `partner.*` when no answer comes. */
export type CallPartner = (state: StateCode, call: EdgeCall) => Promise<EdgeReply>;

/** What a log serves of itself: its newest checkpoint, and the tiles that belong to it. */
export interface ServedLog {
  readonly note: Uint8Array;
  readonly checkpoint: SignedCheckpoint;
  readonly readTile: ReadTile;
}

export type Comparison =
  | { readonly kind: 'consistent' }
  | { readonly kind: 'fork'; readonly proof: ForkProof }
  /** The log serves a smaller tree than one that it signed. */
  | { readonly kind: 'behind'; readonly servedSize: number };

/** Asks a log for its checkpoint; its tiles are read when they are needed. Throws `partner.*`, `note.*`, `checkpoint.*` */
export async function readServedLog(call: CallPartner, { state, log }: PartnerLog): Promise<ServedLog> {
  const get = async (path: string, bytesMax: number): Promise<Uint8Array> => {
    const { status, body } = await call(state, { method: 'GET', path: `${LOG_PATH}/${path}`, bytesMax });
    if (status === 200) return body;
    throw new IimsError('partner.refused', {
      message: 'The partner does not serve its log.',
      rule: `HTTP status ${status}`,
    });
  };
  const note = await get('checkpoint', NOTE_BYTES_MAX);
  const seen = new Map<string, Promise<Uint8Array>>();
  const readTile: ReadTile = async (tile) => {
    const path = tilePath(tile);
    const read = seen.get(path) ?? get(path, TILE_WIDTH * HASH_BYTES);
    seen.set(path, read);
    const bytes = await read;
    if (bytes.length === tile.width * HASH_BYTES) return bytes;
    throw new IimsError('partner.refused', { message: "A tile of the partner's log has not its size." });
  };
  return { note, checkpoint: openCheckpoint(note, log), readTile };
}

/**
 * Compares a checkpoint with the log that is served. Both are signed by the log, so where they cannot both be true the
 * result convinces everybody. Throws `partner.refused` where the tiles do not lead to the served checkpoint.
 */
export async function compareWithServed(
  { note, checkpoint }: { readonly note: Uint8Array; readonly checkpoint: SignedCheckpoint },
  served: ServedLog,
): Promise<Comparison> {
  const { size, root } = checkpoint;
  const { size: servedSize, root: servedRoot } = served.checkpoint;
  if (size > servedSize) return { kind: 'behind', servedSize };
  if (size === 0) return { kind: 'consistent' };
  if (size === servedSize) {
    const proof = forkAtOneSize(note, served.note, servedRoot);
    return equalBytes(root, servedRoot) ? { kind: 'consistent' } : { kind: 'fork', proof };
  }
  const rootInLarger = await rootOfPrefix(served.readTile, size, servedSize);
  const path = await consistencyProof(served.readTile, size, servedSize);
  const leads = verifyConsistencyPath({
    oldSize: size,
    oldRoot: rootInLarger,
    newSize: servedSize,
    newRoot: servedRoot,
    path,
  });
  if (!leads) {
    throw new IimsError('partner.refused', { message: "The partner's tiles do not lead to its checkpoint." });
  }
  if (equalBytes(rootInLarger, root)) return { kind: 'consistent' };
  return { kind: 'fork', proof: { smaller: note, larger: served.note, rootInLarger, path } };
}
