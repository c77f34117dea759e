// SPDX-License-Identifier: Apache-2.0
// Gives what waits for a State numbers behind those that the State has had from this node before it was restored from a backup,
// in the same order. Entry: message.renumbered.

import type { StateCode } from '@iims/wire/identifiers';
import { nextSequence } from '../outbox.ts';
import type { Transaction } from '../sql.ts';

export async function renumberDeliveries(
  transaction: Transaction,
  { state, beyond }: { readonly state: StateCode; readonly beyond: number },
): Promise<void> {
  const waiting = await transaction.all<{ no: number }>(
    'select message_no as no from message_delivery where state = ? and waits = 1 and sequence <= ? order by sequence',
    [state, beyond],
  );
  // No partner can use up the numbers.
  let next = Math.max(await nextSequence(transaction, state), Math.min(beyond, SEQUENCE_MAX) + 1);
  for (const { no } of waiting) {
    await transaction.run('update message_delivery set sequence = ? where message_no = ? and state = ?', [
      next,
      no,
      state,
    ]);
    next += 1;
  }
}

const SEQUENCE_MAX = 2 ** 50;
