// SPDX-License-Identifier: Apache-2.0
// Keeps the test of a partner in the place of the one before. Entry: partner.tested.

import type { Transaction } from '../sql.ts';

export interface PartnerTestToKeep {
  readonly state: string;
  readonly outcome: string;
  /** CBOR. */
  readonly layers: Uint8Array;
}

/** Resolves to the time of the entry, milliseconds since 1970. */
export async function keepPartnerTest(transaction: Transaction, args: PartnerTestToKeep): Promise<number> {
  await transaction.run(
    `insert into partner_test (state, tested_at, outcome, layers) values (?, ?, ?, ?)
     on conflict (state) do update set
       tested_at = excluded.tested_at, outcome = excluded.outcome, layers = excluded.layers`,
    [args.state, transaction.atMs, args.outcome, args.layers],
  );
  return transaction.atMs;
}
