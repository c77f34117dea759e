// SPDX-License-Identifier: Apache-2.0
// Puts a query into its officer's history before any State is asked. Entry: query.asked.

import { HISTORY_PER_USER_MAX } from '../query-history.ts';
import type { Transaction } from '../sql.ts';

/** Forgets the user's oldest queries beyond HISTORY_PER_USER_MAX, a few at a time. */
export async function askQuery(
  transaction: Transaction,
  args: { queryId: string; user: string; kind: string; label: string },
): Promise<void> {
  await transaction.run(
    `insert into query_history (log_index, query_id, user_name, asked_at, kind, label) values (?, ?, ?, ?, ?, ?)`,
    [transaction.entryIndex, args.queryId, args.user, transaction.atMs, args.kind, args.label],
  );
  await transaction.run(
    `delete from query_history where log_index in
       (select log_index from query_history where user_name = ? order by log_index desc limit ? offset ?)`,
    [args.user, SWEEP_ROWS, HISTORY_PER_USER_MAX],
  );
}

const SWEEP_ROWS = 2;
