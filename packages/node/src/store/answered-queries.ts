// SPDX-License-Identifier: Apache-2.0
// Queries of partners that this node has answered: the same id and question get the same answer again,
// the same id with another question is a replay.

import { IimsError } from '@iims/wire/errors';
import { type RowKey, sealedColumn } from './sealed-cell.ts';
import type { Reader, Statements } from './sql.ts';

export interface AnsweredQuery {
  /** SHA-256 of the question's bytes: what tells a repetition from a replay. Not the salted hash that an answer is bound to. */
  readonly questionDigest: Uint8Array;
  readonly answer: Uint8Array;
  readonly atMs: number;
}

/** The answer that was given to this State under this query id (16 bytes), as long as it is kept. */
export async function findAnsweredQuery(
  reader: Reader,
  askerState: string,
  queryId: Uint8Array,
): Promise<AnsweredQuery | undefined> {
  const [row] = await reader.all('select content, at_ms from answered_query where asker_state = ? and query_id = ?', [
    askerState,
    queryId,
  ]);
  if (row === undefined) return undefined;
  const kept = await reader.unseal(ANSWER_CONTENT, answerRow(askerState, queryId), row.content as Uint8Array);
  if (kept.kind !== 'open') {
    throw new IimsError('store.failed', {
      message: 'A kept answer is not what was written.',
      fix: 'Check the disk, then start the node again.',
    });
  }
  return {
    questionDigest: kept.content.subarray(0, DIGEST_BYTES),
    answer: kept.content.subarray(DIGEST_BYTES),
    atMs: row.at_ms as number,
  };
}

/** Digest of the question, then the answer, sealed. */
export const ANSWER_CONTENT = sealedColumn('answer', 'answered_query', 'content');

/** Query ids have one length, so no two rows give the same bytes. */
export function answerRow(askerState: string, queryId: Uint8Array): RowKey {
  const row = new Uint8Array(queryId.length + askerState.length);
  row.set(queryId);
  // A State's code is ASCII.
  for (let i = 0; i < askerState.length; i += 1) row[queryId.length + i] = askerState.charCodeAt(i);
  return row;
}

/** Forgets the oldest answers that the window has left behind, at most `limit`. */
export async function forgetAnsweredQueries(transaction: Statements, nowMs: number, limit: number): Promise<void> {
  // Rows are numbered in the order of time, so the oldest are found without an index on the time.
  const [oldest] = await transaction.all('select at_ms from answered_query order by answer_no limit 1');
  const forgottenBefore = nowMs - ANSWERED_QUERY_KEPT_MS;
  if (oldest === undefined || (oldest.at_ms as number) >= forgottenBefore) return;
  await transaction.run(
    `delete from answered_query where at_ms < ? and answer_no <=
       (select max(answer_no) from (select answer_no from answered_query order by answer_no limit ${limit}) as oldest)`,
    [forgottenBefore],
  );
}

/**
 * How long an answer is kept. A question is accepted within 5 minutes before and after its time, so for 10 minutes at
 * most; an id that is forgotten can no longer be replayed.
 */
export const ANSWERED_QUERY_KEPT_MS = 15 * 60_000;
const DIGEST_BYTES = 32;
