// SPDX-License-Identifier: Apache-2.0
// Keeps the proof that a partner's log has forked. Entry: witness.fork-detected.

import { IimsError } from '@iims/wire/errors';
import type { Transaction } from '../sql.ts';

/** The first proof of a log stays. Throws `witness.moved` when there is one, so that no log gets a second entry. */
export async function keepFork(transaction: Transaction, args: { origin: string; proof: Uint8Array }): Promise<void> {
  const kept = await transaction.run(
    'insert into log_fork (origin, proof, found_at) values (?, ?, ?) on conflict do nothing',
    [args.origin, args.proof, transaction.atMs],
  );
  if (kept === 1) return;
  throw new IimsError('witness.moved', { message: 'This log is known to have forked.' });
}
