// SPDX-License-Identifier: Apache-2.0
// Keeps the answer to a partner's query under its id, for ever one answer an id. Entry: query.answered.

import { IimsError } from '@iims/wire/errors';
import { ANSWERED_QUERY_KEPT_MS } from '../answered-queries.ts';
import type { Transaction } from '../sql.ts';

/**
 * Throws `query.id-used` when the id has an answer already: the caller reads it with `findAnsweredQuery` and decides
 * whether the question is the same. Forgets up to SWEEP_ROWS that the window has left behind.
 */
export async function answerQuery(
  transaction: Transaction,
  args: { askerState: string; queryId: Uint8Array; questionDigest: Uint8Array; answer: Uint8Array },
): Promise<void> {
  // Rows are numbered in the order of time, so the oldest are found without an index on the time.
  await transaction.run(
    `delete from answered_query where answer_no in
       (select answer_no from (select answer_no, at_ms from answered_query order by answer_no limit ?) as oldest
         where at_ms < ?)`,
    [SWEEP_ROWS, transaction.atMs - ANSWERED_QUERY_KEPT_MS],
  );
  const kept = await transaction.run(
    `insert into answered_query (asker_state, query_id, question_hash, answer, at_ms) values (?, ?, ?, ?, ?)
       on conflict do nothing`,
    [args.askerState, args.queryId, args.questionDigest, args.answer, transaction.atMs],
  );
  if (kept === 1) return;
  throw new IimsError('query.id-used', { message: 'The query id has an answer already.', field: 'queryId' });
}

/** More than one, so that a table that grew in a rush shrinks again. */
const SWEEP_ROWS = 2;
