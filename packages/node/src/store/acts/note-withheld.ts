// SPDX-License-Identifier: Apache-2.0
// Notes that a partner gave no entry behind what its node signed, or none that holds: when it is asked again, or that it is no more.
// Entry: receipt.withheld.

import type { StateCode } from '@iims/wire/identifiers';
import { type AskedEntry, settleAwaited } from '../awaited-entries.ts';
import type { Transaction } from '../sql.ts';

export async function noteWithheld(
  transaction: Transaction,
  { state, asked }: { readonly state: StateCode; readonly asked: readonly AskedEntry[] },
): Promise<void> {
  for (const one of asked) await settleAwaited(transaction, state, one);
}
