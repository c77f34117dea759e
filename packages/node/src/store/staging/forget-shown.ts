// SPDX-License-Identifier: Apache-2.0
// Forgets which alerts were shown by queries that the officers' histories have forgotten.

import type { Staging } from './unseen-generation.ts';

export async function forgetShown(
  transaction: Staging,
  { askedIndexes }: { readonly askedIndexes: readonly number[] },
): Promise<void> {
  for (const askedIndex of askedIndexes) {
    await transaction.run(
      `delete from shown_alert where asked_index = ?
          and not exists (select 1 from query_history h where h.log_index = shown_alert.asked_index)`,
      [askedIndex],
    );
  }
}
