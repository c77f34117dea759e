// SPDX-License-Identifier: Apache-2.0
// Puts a query into its officer's history before any State is asked. Entry: query.asked, which holds the label that the history shows.

import { HISTORY_FORGOTTEN_AT_ONCE, HISTORY_PER_USER } from '../query-history.ts';
import type { Transaction } from '../sql.ts';

/** Forgets the user's oldest queries beyond HISTORY_PER_USER, HISTORY_FORGOTTEN_AT_ONCE together. */
export async function askQuery(
  transaction: Transaction,
  args: { queryId: string; user: string; kind: string },
): Promise<void> {
  const [row] = await transaction.all<{ latest: number | null }>(
    'select max(user_query_no) as latest from query_history where user_name = ?',
    [args.user],
  );
  const queryNo = (row?.latest ?? 0) + 1;
  await transaction.run(
    `insert into query_history (log_index, query_id, user_name, user_query_no, asked_at, kind)
       values (?, ?, ?, ?, ?, ?)`,
    [transaction.entryIndex, args.queryId, args.user, queryNo, transaction.atMs, args.kind],
  );
  if (queryNo % HISTORY_FORGOTTEN_AT_ONCE !== 0) return;
  await transaction.run('delete from query_history where user_name = ? and user_query_no <= ?', [
    args.user,
    queryNo - HISTORY_PER_USER,
  ]);
}
