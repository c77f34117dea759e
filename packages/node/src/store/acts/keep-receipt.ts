// SPDX-License-Identifier: Apache-2.0
// Keeps what a partner gave for a receipt, in the place of what it gave before. Entry: receipt.fetched.

import { RECEIPT_CONTENT, receiptRow } from '../receipts.ts';
import type { Transaction } from '../sql.ts';

export async function keepReceipt(
  transaction: Transaction,
  args: { queryId: Uint8Array; state: string; standing: string; content: Uint8Array },
): Promise<void> {
  const cell = transaction.seal(RECEIPT_CONTENT, receiptRow(args.queryId, args.state), args.content);
  await transaction.run(
    `insert into receipt (query_id, state, at_ms, standing, content) values (?, ?, ?, ?, ?)
       on conflict (query_id, state) do update set at_ms = excluded.at_ms, standing = excluded.standing, content = excluded.content`,
    [args.queryId, args.state, transaction.atMs, args.standing, cell],
  );
}
