// SPDX-License-Identifier: Apache-2.0
// Notes that a partner gave no receipt of a hit, or none that holds: when it is asked again, or that it is no more. Entry: receipt.withheld.

import { type AskedReceipt, settleReceipt } from '../awaited-receipts.ts';
import type { Transaction } from '../sql.ts';

export async function noteReceiptWithheld(
  transaction: Transaction,
  { queryId, state, asked }: { queryId: Uint8Array; state: string; asked: AskedReceipt },
): Promise<void> {
  await settleReceipt(transaction, { queryId, state }, asked);
}
