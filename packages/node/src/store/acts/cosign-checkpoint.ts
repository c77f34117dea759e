// SPDX-License-Identifier: Apache-2.0
// Holds a larger tree of a partner's log, if the one that it was checked against is still held. Entry: witness.cosigned.

import { IimsError } from '@iims/wire/errors';
import type { Transaction } from '../sql.ts';

/**
 * Compare-and-swap on the size (`oldSize` 0: nothing is held): two requests that were checked at once cannot roll each
 * other back (tlog-witness, "add-checkpoint"). Throws `witness.moved` when another size is held.
 */
export async function cosignCheckpoint(
  transaction: Transaction,
  args: {
    origin: string;
    oldSize: number;
    size: number;
    root: Uint8Array;
    checkpoint: Uint8Array;
    cosignedAtSeconds: number;
  },
): Promise<void> {
  const { origin, oldSize, size, root, checkpoint, cosignedAtSeconds } = args;
  const changed =
    oldSize === 0
      ? await transaction.run(
          `insert into held_checkpoint (origin, size, root, checkpoint, cosigned_at) values (?, ?, ?, ?, ?)
             on conflict do nothing`,
          [origin, size, root, checkpoint, cosignedAtSeconds],
        )
      : await transaction.run(
          'update held_checkpoint set size = ?, root = ?, checkpoint = ?, cosigned_at = ? where origin = ? and size = ?',
          [size, root, checkpoint, cosignedAtSeconds, origin, oldSize],
        );
  if (changed === 1) return;
  throw new IimsError('witness.moved', { message: 'Another tree of this log has been cosigned meanwhile.' });
}
