// SPDX-License-Identifier: Apache-2.0
// Ends one session. Entry: access.signed-out.

import type { Transaction } from '../sql.ts';

/** Closing a session that is gone already is no fault: signing out twice is not one either. */
export async function closeSession(transaction: Transaction, args: { tokenHash: Uint8Array }): Promise<void> {
  await transaction.run('delete from session where token_hash = ?', [args.tokenHash]);
}
