// SPDX-License-Identifier: Apache-2.0
// Takes out by what messages were found whose content has ended with its key.

import { forgetTerms } from '../message-terms.ts';
import type { Staging } from './unseen-generation.ts';

export interface MessagesToForget {
  readonly numbers: readonly number[];
  /** With the last of them: for how many erased keys all have been looked through. */
  readonly keysForgotten?: number;
}

export async function forgetMessages(
  transaction: Staging,
  { numbers, keysForgotten }: MessagesToForget,
): Promise<void> {
  for (const no of numbers) await forgetTerms(transaction, no);
  if (keysForgotten === undefined) return;
  await transaction.run('update message_term_mark set keys_forgotten = ? where mark_no = 1', [keysForgotten]);
}
