// SPDX-License-Identifier: Apache-2.0
// The step of the schema for receipts of hits that are still to be fetched, and for finding which checkpoints nothing stands under any more.

import type { Words } from './schema.ts';

export function awaitedReceipts({ whole, bytes, keyedTable }: Words): string[] {
  return [
    `create table awaited_receipt (
       state text not null, query_id ${bytes} not null, due_at ${whole} not null, attempts ${whole} not null,
       primary key (state, query_id)) ${keyedTable}`,
    'create index awaited_receipt_due on awaited_receipt (state, due_at, query_id)',
    'create index message_entry_proof_checkpoint on message_entry_proof (checkpoint) where checkpoint is not null',
    'create index message_entry_proof_at on message_entry_proof (at_ms) where checkpoint is not null',
  ];
}
