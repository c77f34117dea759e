// SPDX-License-Identifier: Apache-2.0
// Keeps the answer to a partner's query under its id, for ever one answer an id. Entry: query.answered.

import { IimsError } from '@iims/wire/errors';
import type { Transaction } from '../sql.ts';

/**
 * Throws `query.id-used` when the id has an answer already: the caller reads it with `findAnsweredQuery` and decides
 * whether the question is the same.
 */
export async function answerQuery(
  transaction: Transaction,
  args: { askerState: string; queryId: Uint8Array; questionDigest: Uint8Array; answer: Uint8Array },
): Promise<void> {
  const kept = await transaction.run(
    `insert into answered_query (asker_state, query_id, question_hash, answer, at_ms) values (?, ?, ?, ?, ?)
       on conflict do nothing`,
    [args.askerState, args.queryId, args.questionDigest, args.answer, transaction.atMs],
  );
  if (kept === 1) return;
  throw new IimsError('query.id-used', { message: 'The query id has an answer already.', field: 'queryId' });
}
