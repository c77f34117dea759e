// SPDX-License-Identifier: Apache-2.0
// The bureau does not have a hit confirmed that an officer asked for. Entry: confirmation.declined.

import { type DeclineGround, settleAsked } from '../asked-confirmations.ts';
import type { Transaction } from '../sql.ts';

/** Throws `confirmation.settled`. */
export async function declineConfirmation(
  transaction: Transaction,
  { id, ground }: { readonly id: Uint8Array; readonly ground: DeclineGround },
): Promise<void> {
  await settleAsked(transaction, id, { by: 'declining', ground });
}
