// SPDX-License-Identifier: Apache-2.0
// Receipts of hits that are still to be fetched: of each from the act that closes its query, until it is here and witnessed
// (spec/receipt.md, 18). What is to be asked for stands here alone, so that a node that dies anywhere begins again from it.

import type { StateCode } from '@iims/wire/identifiers';
import { ENTRY_PACE_MS } from './awaited-entries.ts';
import type { Reader, Statements, Transaction } from './sql.ts';

export interface AwaitedReceipt {
  /** Of the query, 16 bytes. */
  readonly queryId: Uint8Array;
  /** How often it was asked for. */
  readonly attempts: number;
  /** When it was to be asked for. */
  readonly dueAt: number;
}

/** Inside the act that closes a query: of these States, which told of a hit, the receipt is to be fetched. */
export async function awaitReceipts(
  transaction: Transaction,
  queryId: Uint8Array,
  states: readonly StateCode[],
): Promise<void> {
  for (const state of states)
    await transaction.run(
      `insert into awaited_receipt (state, query_id, due_at, attempts) values (?, ?, ?, 0)
         on conflict (state, query_id) do nothing`,
      [state, queryId, transaction.atMs + ENTRY_PACE_MS[0]!],
    );
}

/** What may be asked for at `now`, the longest awaited first; at most `limit`. */
export async function dueReceipts(
  reader: Pick<Reader, 'all'>,
  state: StateCode,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<AwaitedReceipt[]> {
  return reader.all<AwaitedReceipt & Record<string, never>>(
    `select query_id as "queryId", attempts, due_at as "dueAt" from awaited_receipt
      where state = ? and due_at <= ? order by due_at, query_id limit ?`,
    [state, now, limit],
  );
}

/** When the next receipt of a State may be asked for; undefined while none is awaited. */
export async function nextReceiptDue({ all }: Pick<Reader, 'all'>, state: StateCode): Promise<number | undefined> {
  const [row] = await all<{ due: number | null }>('select min(due_at) as due from awaited_receipt where state = ?', [
    state,
  ]);
  return row?.due ?? undefined;
}

/** The States of which receipts are awaited. */
export async function receiptStates({ all }: Pick<Reader, 'all'>): Promise<StateCode[]> {
  const rows = await all<{ state: StateCode }>('select distinct state from awaited_receipt');
  return rows.map(({ state }) => state);
}

/** What becomes of a receipt that was asked for by itself. */
export interface AskedReceipt {
  /** When it is asked for again, ms since 1970; left out: by itself no more. */
  readonly againAt?: number;
}

/** Inside an act. */
export async function settleReceipt(
  { run }: Pick<Statements, 'run'>,
  { queryId, state }: { readonly queryId: Uint8Array; readonly state: string },
  { againAt }: AskedReceipt,
): Promise<void> {
  if (againAt === undefined) {
    await run('delete from awaited_receipt where state = ? and query_id = ?', [state, queryId]);
    return;
  }
  await run('update awaited_receipt set due_at = ?, attempts = attempts + 1 where state = ? and query_id = ?', [
    againAt,
    state,
    queryId,
  ]);
}
