// SPDX-License-Identifier: Apache-2.0
// Notes that messages were handed to a partner whose answer did not come: it may have them or not. Entry: message.sent.

import type { StateCode } from '@iims/wire/identifiers';
import { findDelivery, setDeliveryStatus } from '../outbox.ts';
import type { Transaction } from '../sql.ts';

export async function markMessagesSent(
  transaction: Transaction,
  { state, messageIds }: { readonly state: StateCode; readonly messageIds: readonly Uint8Array[] },
): Promise<void> {
  for (const id of messageIds) {
    const delivery = await findDelivery(transaction, id, state);
    if (delivery?.status === 'stored') await setDeliveryStatus(transaction, delivery.no, state, 'sent');
  }
}
