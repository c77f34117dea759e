// SPDX-License-Identifier: Apache-2.0
// Shows a delivery as undeliverable in time for people to do something; at the end of its life it is given up. Entry: message.undeliverable.

import { assert } from '@iims/wire/assert';
import type { StateCode } from '@iims/wire/identifiers';
import { findDelivery, setDeliveryStatus } from '../outbox.ts';
import type { Transaction } from '../sql.ts';

export async function raiseUndeliverable(
  transaction: Transaction,
  { messageId, state, isOver }: { readonly messageId: Uint8Array; readonly state: StateCode; readonly isOver: boolean },
): Promise<void> {
  const delivery = await findDelivery(transaction, messageId, state);
  assert(delivery !== undefined, 'what is raised was sent');
  await transaction.run(
    'update message_delivery set raised = 1, due_at = ?, waits = ? where message_no = ? and state = ?',
    [delivery.expiresAt, isOver ? 0 : 1, delivery.no, state],
  );
  await setDeliveryStatus(transaction, delivery.no, state, 'undeliverable');
}
