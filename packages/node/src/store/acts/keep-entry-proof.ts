// SPDX-License-Identifier: Apache-2.0
// Keeps the entry that a partner opened behind what its node signed about a message, in the place of what it gave before. Entry:
// receipt.fetched.

import { assert } from '@iims/wire/assert';
import type { StateCode } from '@iims/wire/identifiers';
import { ENTRY_PROOF_CONTENT } from '../entry-proofs.ts';
import { receiptRow } from '../outbox.ts';
import type { Transaction } from '../sql.ts';

export interface EntryProofToKeep {
  readonly messageId: Uint8Array;
  readonly state: StateCode;
  readonly standing: string;
  readonly content: Uint8Array;
}

export async function keepEntryProof(
  transaction: Transaction,
  { messageId, state, standing, content }: EntryProofToKeep,
): Promise<void> {
  const [row] = await transaction.all<{ no: number }>('select message_no as no from message where message_id = ?', [
    messageId,
  ]);
  assert(row !== undefined, 'an entry is fetched for a message that is here');
  await transaction.run(
    `insert into message_entry_proof (message_no, state, at_ms, standing, content) values (?, ?, ?, ?, ?)
       on conflict (message_no, state)
         do update set at_ms = excluded.at_ms, standing = excluded.standing, content = excluded.content`,
    [
      row.no,
      state,
      transaction.atMs,
      standing,
      transaction.seal(ENTRY_PROOF_CONTENT, receiptRow(row.no, state), content),
    ],
  );
}
