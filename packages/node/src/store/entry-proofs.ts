// SPDX-License-Identifier: Apache-2.0
// Entries that partners opened behind what their nodes signed about messages (spec/receipt.md, 29): of each message and State the newest
// that verified. They are kept for as long as their class (at-rest.md). Those that were given together share their checkpoint.

import { type StateCode, uuidToBytes } from '@iims/wire/identifiers';
import { receiptRow } from './outbox.ts';
import { sealedColumn } from './sealed-cell.ts';
import type { Reader } from './sql.ts';

export interface KeptEntryProof {
  readonly standing: string;
  readonly content: Uint8Array;
  /** The checkpoint, where it is not part of the content. */
  readonly checkpoint?: Uint8Array;
}

/** Undefined where nothing is kept, or its key is erased. */
export async function findEntryProof(
  reader: Reader,
  messageId: string,
  state: StateCode,
): Promise<KeptEntryProof | undefined> {
  const [row] = await reader.all<{ no: number; standing: string; content: Uint8Array; note: Uint8Array | null }>(
    `select p.message_no as no, p.standing, p.content, c.note from message_entry_proof p
       join message m on m.message_no = p.message_no left join entry_checkpoint c on c.hash = p.checkpoint
      where m.message_id = ? and p.state = ?`,
    [uuidToBytes(messageId), state],
  );
  const kept = row && (await reader.unseal(ENTRY_PROOF_CONTENT, receiptRow(row.no, state), row.content));
  if (row === undefined || kept?.kind !== 'open') return undefined;
  return { standing: row.standing, content: kept.content, ...(row.note && { checkpoint: row.note }) };
}

/** Salt and body of the partner's entry, and its place in the partner's log, sealed. */
export const ENTRY_PROOF_CONTENT = sealedColumn('receipt', 'message_entry_proof', 'content');
