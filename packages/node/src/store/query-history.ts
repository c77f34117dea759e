// SPDX-License-Identifier: Apache-2.0
// An officer's own latest queries, as the history on the screen shows them. The log, not this, is the proof.

import { readBody } from './entries.ts';
import type { Reader } from './sql.ts';

export interface HistoryRow {
  readonly queryId: string;
  readonly askedAt: number;
  /** Kind of the first subject. */
  readonly kind: string;
  /** A short text by which the officer knows the query again: it stands in the asking entry, and is empty when that is erased. */
  readonly label: string;
  /** Absent while the query is open. */
  readonly verdict?: string;
  readonly complete?: boolean;
  /** Index of the asking entry. */
  readonly logIndex: number;
}

/** The latest queries of one user, newest first, at most `limit`. */
export async function readHistory(reader: Reader, user: string, limit: number): Promise<HistoryRow[]> {
  const rows = await reader.all(
    `select h.query_id, h.asked_at, h.kind, h.verdict, h.complete, h.log_index, e.idx, e.content
       from query_history h join entry e on e.idx = h.log_index
      where h.user_name = ? order by h.user_query_no desc limit ?`,
    [user, limit],
  );
  const history: HistoryRow[] = [];
  for (const row of rows) {
    const asked = await readBody(reader, row);
    history.push({
      queryId: row.query_id as string,
      askedAt: row.asked_at as number,
      kind: row.kind as string,
      label: typeof asked?.label === 'string' ? asked.label : '',
      ...(row.verdict === null ? {} : { verdict: row.verdict as string }),
      ...(row.complete === null ? {} : { complete: row.complete === 1 }),
      logIndex: row.log_index as number,
    });
  }
  return history;
}

/** Queries that are kept of one user, at least; HISTORY_FORGOTTEN_AT_ONCE more may wait to be forgotten. */
export const HISTORY_PER_USER = 200;
export const HISTORY_FORGOTTEN_AT_ONCE = 20;
