// SPDX-License-Identifier: Apache-2.0
// Takes entries of partners that lie under a destroyed key from under their checkpoints: a piece of what follows from `retention.erased`.

import { forgetErasedCheckpoints } from '../entry-proofs.ts';
import type { Staging } from './unseen-generation.ts';

export function forgetCheckpoints(
  transaction: Staging,
  { messages }: { readonly messages: readonly number[] },
): Promise<void> {
  return forgetErasedCheckpoints(transaction, messages);
}
