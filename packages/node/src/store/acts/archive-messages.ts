// SPDX-License-Identifier: Apache-2.0
// Takes messages out of the inbox; they are found by searching. Entry: message.archived.

import type { Transaction } from '../sql.ts';

export async function archiveMessages(
  transaction: Transaction,
  { numbers }: { readonly numbers: readonly number[] },
): Promise<void> {
  for (const no of numbers)
    await transaction.run('update message set archived_at = ? where message_no = ? and archived_at is null', [
      transaction.atMs,
      no,
    ]);
}
