// SPDX-License-Identifier: Apache-2.0
// Keeps what a partner gave for a receipt, in the place of what it gave before: one that is witnessed is asked for by itself no more.
// Entry: receipt.fetched.

import { type AskedReceipt, settleReceipt } from '../awaited-receipts.ts';
import { RECEIPT_CONTENT, receiptRow } from '../receipts.ts';
import type { Transaction } from '../sql.ts';

export async function keepReceipt(
  transaction: Transaction,
  args: {
    queryId: Uint8Array;
    state: string;
    standing: string;
    content: Uint8Array;
    /** Where it was asked for by itself. */
    asked?: AskedReceipt;
  },
): Promise<void> {
  // Two may ask at once, and what comes later may say less: nothing takes the place of a witnessed one but another.
  const cell = transaction.seal(RECEIPT_CONTENT, receiptRow(args.queryId, args.state), args.content);
  await transaction.run(
    `insert into receipt (query_id, state, at_ms, standing, content) values (?, ?, ?, ?, ?)
       on conflict (query_id, state)
         do update set at_ms = excluded.at_ms, standing = excluded.standing, content = excluded.content
         where receipt.standing <> 'witnessed' or excluded.standing = 'witnessed'`,
    [args.queryId, args.state, transaction.atMs, args.standing, cell],
  );
  const settled = args.standing === 'witnessed' ? {} : args.asked;
  if (settled !== undefined) await settleReceipt(transaction, args, settled);
}
