// SPDX-License-Identifier: Apache-2.0
// What the partners' cosignatures say about the past of a log: which tree it had at a size, and when it had no more than that
// (spec/witness.md, 15 and 16).

import { openCheckpoint } from '@iims/tlog/checkpoint';
import { cosignersOf, largestUntilSeconds, type WitnessPolicy } from '@iims/tlog/policy';
import { rootOfPrefix } from '@iims/tlog/proof';
import { equalBytes } from '@iims/wire/bytes';
import { decodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import type { WitnessedCheckpoint } from '../store/witnesses.ts';
import type { Disk } from './disk.ts';
import { publishedTiles } from './read-tile.ts';
import { CLOCK_TOLERANCE_S } from './witness.ts';

/** A tree that a quorum of partners has cosigned. */
export interface WitnessedTree {
  readonly size: number;
  readonly root: Uint8Array;
  /** Until when a quorum knew of none larger, seconds since 1970. */
  readonly atSeconds: number;
}

/** Verifies what the database holds. A checkpoint that keys of before signed says nothing any more and is left out. */
export function witnessedTrees(rows: readonly WitnessedCheckpoint[], policy: WitnessPolicy): WitnessedTree[] {
  return rows.flatMap(({ checkpoint }) => {
    try {
      const opened = openCheckpoint(checkpoint, policy.log);
      const atSeconds = largestUntilSeconds(cosignersOf(opened, policy.witnesses), policy.quorum);
      return atSeconds === undefined ? [] : [{ size: opened.size, root: opened.root, atSeconds }];
    } catch (fault) {
      if (fault instanceof IimsError) return [];
      throw fault;
    }
  });
}

/** Whether the published log of `size` entries has the root of each witnessed tree. Its tiles are verified already. */
export async function holdsWitnessed(disk: Disk, size: number, witnessed: readonly WitnessedTree[]): Promise<boolean> {
  for (const tree of witnessed) {
    if (tree.size > size) return false;
    if (tree.size === 0) continue;
    if (!equalBytes(await rootOfPrefix(publishedTiles(disk), tree.size, size), tree.root)) return false;
  }
  return true;
}

/**
 * Tells of each entry, in the order of the log, whether it says that it was written when partners had already cosigned a tree
 * that did not hold it. The time counts that the body commits to, and not the column beside it.
 */
export function backDating(witnessed: readonly WitnessedTree[]): (index: number, body: Uint8Array) => boolean {
  let next = 0;
  let latestSeconds = Number.NEGATIVE_INFINITY;
  return (index, body) => {
    for (let tree = witnessed[next]; tree !== undefined && tree.size <= index; tree = witnessed[++next]) {
      latestSeconds = Math.max(latestSeconds, tree.atSeconds);
    }
    if (latestSeconds === Number.NEGATIVE_INFINITY) return false;
    const { at } = decodeCbor(body) as { at?: unknown };
    return typeof at !== 'number' || at < (latestSeconds - CLOCK_TOLERANCE_S) * 1_000;
  };
}
