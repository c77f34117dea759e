// SPDX-License-Identifier: Apache-2.0
// Receipts that partners gave: of each query and State the newest that verified. They are kept for as long as their class (at-rest.md).

import { concatBytes, utf8 } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import { type RowKey, sealedColumn } from './sealed-cell.ts';
import type { Reader } from './sql.ts';

export interface KeptReceipt {
  readonly state: StateCode;
  readonly standing: string;
  readonly content: Uint8Array;
}

/** The receipts of a query (its id, 16 bytes), by State; without those whose key is erased. */
export async function findReceipts(reader: Reader, queryId: Uint8Array): Promise<KeptReceipt[]> {
  const rows = await reader.all('select state, standing, content from receipt where query_id = ? order by state', [
    queryId,
  ]);
  const receipts: KeptReceipt[] = [];
  for (const row of rows) {
    const state = row.state as StateCode;
    const kept = await reader.unseal(RECEIPT_CONTENT, receiptRow(queryId, state), row.content as Uint8Array);
    if (kept.kind === 'open') receipts.push({ state, standing: row.standing as string, content: kept.content });
  }
  return receipts;
}

/** What the partner gave together with what it is proof of, sealed. */
export const RECEIPT_CONTENT = sealedColumn('receipt', 'receipt', 'content');

/** Query ids have one length, so no two rows give the same bytes. */
export function receiptRow(queryId: Uint8Array, state: string): RowKey {
  return concatBytes(queryId, utf8(state));
}
