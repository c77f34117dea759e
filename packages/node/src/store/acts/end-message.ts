// SPDX-License-Identifier: Apache-2.0
// Deletes the content of a message whose last day has ended. Entry: message.deleted.

import { endContent } from '../message-holders.ts';
import type { Transaction } from '../sql.ts';

export function endMessage(transaction: Transaction, { no }: { readonly no: number }): Promise<void> {
  return endContent(transaction, no, 'expired');
}
