// SPDX-License-Identifier: Apache-2.0
// Takes one use of an offline pack: the next of its chain, so that each becomes an entry once, however often it comes. Entry: pack.used.

import { IimsError } from '@iims/wire/errors';
import type { Transaction } from '../sql.ts';

export interface PackUseToTake {
  readonly packId: string;
  /** One more than was taken. */
  readonly n: number;
  readonly hash: Uint8Array;
  /** Whether it met an alert that somebody must settle. */
  readonly hit: boolean;
}

/** Throws `pack.in-use` where another upload took it meanwhile. */
export async function takePackUse(transaction: Transaction, { packId, n, hash, hit }: PackUseToTake): Promise<void> {
  const taken = await transaction.run(
    'update offline_pack set uses_taken = ?, last_hash = ? where pack_id = ? and uses_taken = ?',
    [n, hash, packId, n - 1],
  );
  if (taken === 0) {
    throw new IimsError('pack.in-use', {
      message: 'Another upload of this log is under way.',
      field: 'pack',
      fix: 'Upload it again; what was taken is not taken twice.',
    });
  }
  if (hit)
    await transaction.run('insert into pack_hit (entry_index, pack_id) values (?, ?)', [
      transaction.entryIndex,
      packId,
    ]);
}
