// SPDX-License-Identifier: Apache-2.0
// Says that a register was compared with its source and equals it. Entry: register.source-confirmed.

import { findSource, REGISTER_TABLES } from '../register-sources.ts';
import type { Transaction } from '../sql.ts';

/**
 * A source that answered is no longer unavailable; what was withdrawn stays so, since a person ends that.
 * The time is never later than the entry's, and never falls behind what was confirmed. Throws `register.unknown`.
 */
export async function confirmSource(
  transaction: Transaction,
  args: { readonly register: string; readonly checkedAt: number; readonly staleAfterMs?: number },
): Promise<void> {
  const { atMs } = transaction;
  const held = await findSource(transaction, args.register);
  const checkedAt = Math.min(Math.max(args.checkedAt, held.checkedAt), atMs);
  const answersAgain = held.sourceStanding === 'unavailable';
  for (const table of REGISTER_TABLES) {
    await transaction.run(
      `update ${table} set checked_at = ?, stale_after_ms = ?, source_standing = ?, source_since = ? where id = ?`,
      [
        checkedAt,
        args.staleAfterMs ?? held.staleAfterMs,
        answersAgain ? 'current' : held.sourceStanding,
        answersAgain ? atMs : held.sourceSince,
        args.register,
      ],
    );
  }
}
