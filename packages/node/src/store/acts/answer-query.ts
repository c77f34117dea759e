// SPDX-License-Identifier: Apache-2.0
// Keeps the answer to a partner's query under its id, for ever one answer an id. Entry: query.answered.

import { concatInto } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { passingMemory } from '@iims/wire/passing-bytes';
import { ANSWER_CONTENT, answerRow } from '../answered-queries.ts';
import type { Transaction } from '../sql.ts';

/**
 * Throws `query.id-used` when the id has an answer already: the caller reads it with `findAnsweredQuery` and decides
 * whether the question is the same.
 */
export async function answerQuery(
  transaction: Transaction,
  args: { askerState: string; queryId: Uint8Array; questionDigest: Uint8Array; answer: Uint8Array },
): Promise<void> {
  const row = answerRow(args.askerState, args.queryId);
  const content = concatInto(passingMemory, args.questionDigest, args.answer);
  const kept = await transaction.run(
    'insert into answered_query (asker_state, query_id, content, at_ms) values (?, ?, ?, ?) on conflict do nothing',
    [args.askerState, args.queryId, transaction.seal(ANSWER_CONTENT, row, content), transaction.atMs],
  );
  if (kept === 1) return;
  throw new IimsError('query.id-used', { message: 'The query id has an answer already.', field: 'queryId' });
}
