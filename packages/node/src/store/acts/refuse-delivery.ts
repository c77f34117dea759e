// SPDX-License-Identifier: Apache-2.0
// Notes that a partner refused a message: for good, or until another time, while those behind it go on. Entry: message.refused.

import { assert } from '@iims/wire/assert';
import type { StateCode } from '@iims/wire/identifiers';
import { findDelivery, setDeliveryStatus } from '../outbox.ts';
import type { Transaction } from '../sql.ts';

export interface DeliveryToRefuse {
  readonly messageId: Uint8Array;
  readonly state: StateCode;
  readonly code: string;
  /** When it is tried again; absent where it never is. */
  readonly againAt?: number;
}

export async function refuseDelivery(transaction: Transaction, refused: DeliveryToRefuse): Promise<void> {
  const { messageId, state, code, againAt } = refused;
  const delivery = await findDelivery(transaction, messageId, state);
  assert(delivery !== undefined, 'what is refused was sent');
  await transaction.run(
    `update message_delivery set attempts = attempts + 1, refused = ?, next_attempt_at = ?, waits = ?
      where message_no = ? and state = ?`,
    [code, againAt ?? 0, againAt === undefined ? 0 : 1, delivery.no, state],
  );
  if (againAt === undefined) await setDeliveryStatus(transaction, delivery.no, state, 'undeliverable');
  else if (delivery.status === 'stored') await setDeliveryStatus(transaction, delivery.no, state, 'sent');
}
