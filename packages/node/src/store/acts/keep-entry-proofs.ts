// SPDX-License-Identifier: Apache-2.0
// Keeps the entries that a partner opened behind what its node signed about messages, in the place of what it gave before, and the
// checkpoint under which they stand once for all of them; one under which nothing stands any more goes. Entry: receipt.fetched.

import type { StateCode } from '@iims/wire/identifiers';
import { type AskedEntry, settleAwaited } from '../awaited-entries.ts';
import { checkpointsOf, dropUnusedCheckpoints, ENTRY_PROOF_CONTENT } from '../entry-proofs.ts';
import { receiptRow } from '../outbox.ts';
import type { Transaction } from '../sql.ts';

export interface EntryProofsToKeep {
  readonly state: StateCode;
  readonly standing: string;
  readonly checkpoint: { readonly hash: Uint8Array; readonly note: Uint8Array };
  readonly entries: readonly { readonly no: number; readonly content: Uint8Array }[];
  readonly asked: readonly AskedEntry[];
}

export async function keepEntryProofs(
  transaction: Transaction,
  { state, standing, checkpoint, entries, asked }: EntryProofsToKeep,
): Promise<void> {
  await transaction.run('insert into entry_checkpoint (hash, note) values (?, ?) on conflict (hash) do nothing', [
    checkpoint.hash,
    checkpoint.note,
  ]);
  const before = await checkpointsOf(transaction, state, entries);
  // Somebody who takes the receipt out may have kept a witnessed one meanwhile: nothing takes its place that says less.
  for (const { no, content } of entries) {
    const cell = transaction.seal(ENTRY_PROOF_CONTENT, receiptRow(no, state), content);
    await transaction.run(
      `insert into message_entry_proof (message_no, state, at_ms, standing, content, checkpoint)
         values (?, ?, ?, ?, ?, ?) on conflict (message_no, state)
           do update set at_ms = excluded.at_ms, standing = excluded.standing, content = excluded.content,
             checkpoint = excluded.checkpoint
           where message_entry_proof.standing <> 'witnessed' or excluded.standing = 'witnessed'`,
      [no, state, transaction.atMs, standing, cell, checkpoint.hash],
    );
  }
  await dropUnusedCheckpoints(transaction, [...before, checkpoint.hash]);
  for (const one of asked) await settleAwaited(transaction, state, one);
}
