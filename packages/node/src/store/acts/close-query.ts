// SPDX-License-Identifier: Apache-2.0
// Writes the verdict into its officer's history; receipts of hits are to be fetched from then on. Entry: query.closed.

import { assert } from '@iims/wire/assert';
import type { StateCode } from '@iims/wire/identifiers';
import type { KeptProofs } from '../answer-proofs.ts';
import { awaitReceipts } from '../awaited-receipts.ts';
import type { Transaction } from '../sql.ts';

export interface CloseQuery {
  readonly logIndex: number;
  readonly verdict: string;
  readonly complete: boolean;
  /** What proves the partners' answers; kept together with that of the other queries of the commit (`keepAnswerProofs`). */
  readonly proofs?: KeptProofs;
  /** The partners among them that told of a hit. */
  readonly hits?: readonly StateCode[];
}

/** A query that the history has forgotten already is no fault; its entries stand. */
export async function closeQuery(transaction: Transaction, args: CloseQuery): Promise<void> {
  await transaction.run('update query_history set verdict = ?, complete = ? where log_index = ?', [
    args.verdict,
    args.complete ? 1 : 0,
    args.logIndex,
  ]);
  if (args.hits === undefined || args.hits.length === 0) return;
  assert(args.proofs !== undefined, 'what a partner answered is kept');
  await awaitReceipts(transaction, args.proofs.queryId, args.hits);
}
