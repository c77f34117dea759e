// SPDX-License-Identifier: Apache-2.0
// Entries that partners opened behind what their nodes signed about messages (spec/receipt.md, 29): of each message and State the newest
// that verified. They are kept for as long as their class (at-rest.md).

import { type StateCode, uuidToBytes } from '@iims/wire/identifiers';
import { receiptRow } from './outbox.ts';
import { sealedColumn } from './sealed-cell.ts';
import type { Reader } from './sql.ts';

export interface KeptEntryProof {
  readonly standing: string;
  readonly content: Uint8Array;
}

/** Undefined where nothing is kept, or its key is erased. */
export async function findEntryProof(
  reader: Reader,
  messageId: string,
  state: StateCode,
): Promise<KeptEntryProof | undefined> {
  const [row] = await reader.all<{ no: number; standing: string; content: Uint8Array }>(
    `select p.message_no as no, p.standing, p.content from message_entry_proof p
       join message m on m.message_no = p.message_no where m.message_id = ? and p.state = ?`,
    [uuidToBytes(messageId), state],
  );
  const kept = row && (await reader.unseal(ENTRY_PROOF_CONTENT, receiptRow(row.no, state), row.content));
  return kept?.kind === 'open' ? { standing: row!.standing, content: kept.content } : undefined;
}

/** Salt and body of the partner's entry, and the proof that its log holds it, sealed. */
export const ENTRY_PROOF_CONTENT = sealedColumn('receipt', 'message_entry_proof', 'content');
