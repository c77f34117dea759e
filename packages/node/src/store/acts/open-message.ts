// SPDX-License-Identifier: Apache-2.0
// Notes that a message is opened: each time is an entry, message.opened; the first one is remembered.

import type { Transaction } from '../sql.ts';

/** Resolves to whether it is the first time. @throws nothing for a message that is not there: the caller has read its row */
export async function openMessage(transaction: Transaction, { no }: { readonly no: number }): Promise<boolean> {
  const changed = await transaction.run(
    `update message set opened_at = ?, status = case when status = 'received' then 'opened' else status end
      where message_no = ? and direction = 'in' and opened_at is null`,
    [transaction.atMs, no],
  );
  return changed === 1;
}
