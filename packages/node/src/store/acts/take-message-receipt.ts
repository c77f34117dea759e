// SPDX-License-Identifier: Apache-2.0
// Keeps a partner's verified receipt: the message has arrived there, and is sent no more; the entry behind it is to be fetched. Entry:
// message.receipted.

import { assert } from '@iims/wire/assert';
import type { StateCode } from '@iims/wire/identifiers';
import { awaitEntry, isEntryWanted } from '../awaited-entries.ts';
import { startClock } from '../message-clocks.ts';
import { advanceDelivery, DELIVERY_RECEIPT, findDelivery, receiptRow } from '../outbox.ts';
import type { Transaction } from '../sql.ts';

export interface MessageReceiptToTake {
  readonly messageId: Uint8Array;
  readonly state: StateCode;
  readonly receivedAt: number;
  readonly receipt: Uint8Array;
}

export async function takeMessageReceipt(transaction: Transaction, taken: MessageReceiptToTake): Promise<void> {
  const { messageId, state, receivedAt, receipt } = taken;
  const delivery = await findDelivery(transaction, messageId, state);
  assert(delivery !== undefined, 'a receipt is verified against its delivery');
  await transaction.run(
    `update message_delivery set waits = 0, receipt = ?, received_at = ?, refused = null
      where message_no = ? and state = ?`,
    [transaction.seal(DELIVERY_RECEIPT, receiptRow(delivery.no, state), receipt), receivedAt, delivery.no, state],
  );
  if (isEntryWanted(delivery.kind)) await awaitEntry(transaction, delivery.no, state);
  await startClock(transaction, delivery.no, state, receivedAt);
  await advanceDelivery(transaction, messageId, state, 'received');
}
