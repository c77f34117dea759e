// SPDX-License-Identifier: Apache-2.0
// Counts a failed sign-in against its account and its source. Entry: access.sign-in-refused.

import { SIGN_IN_FAILURE_KEPT_MS } from '../accounts.ts';
import type { Transaction } from '../sql.ts';

/** Both are hashes, so that the table is no list of names that somebody tried. Forgets what the window has left behind. */
export async function recordSignInFailure(
  transaction: Transaction,
  args: { account: Uint8Array; source: Uint8Array },
): Promise<void> {
  await transaction.run('delete from sign_in_failure where at_ms < ?', [transaction.atMs - SIGN_IN_FAILURE_KEPT_MS]);
  await transaction.run('insert into sign_in_failure (account_hash, source_hash, at_ms) values (?, ?, ?)', [
    args.account,
    args.source,
    transaction.atMs,
  ]);
}
