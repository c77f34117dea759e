// SPDX-License-Identifier: Apache-2.0
// Takes out by what messages were found whose content has ended with the key of its month.

import { forgetTerms } from '../message-terms.ts';
import type { Staging } from './unseen-generation.ts';

export async function forgetMessages(
  transaction: Staging,
  { numbers }: { readonly numbers: readonly number[] },
): Promise<void> {
  for (const no of numbers) await forgetTerms(transaction, no);
}
