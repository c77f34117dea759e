// SPDX-License-Identifier: Apache-2.0
// Entries that partners opened behind what their nodes signed about messages (spec/receipt.md, 29): of each message and State the newest
// that verified. They are kept for as long as their class (at-rest.md). Those that were given together share their checkpoint, which is kept
// for as long as one of them.

import { type StateCode, uuidToBytes } from '@iims/wire/identifiers';
import { receiptRow } from './outbox.ts';
import { cellsOfKeyBegin, sealedColumn } from './sealed-cell.ts';
import type { Reader, SqlValue, Statements } from './sql.ts';

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

/** In an act: under which checkpoints the entries of these messages stand. */
export async function checkpointsOf(
  { all }: Pick<Reader, 'all'>,
  state: StateCode,
  entries: readonly { readonly no: number }[],
): Promise<Uint8Array[]> {
  if (entries.length === 0) return [];
  const rows = await all<{ hash: Uint8Array }>(
    `select distinct checkpoint as hash from message_entry_proof
      where state = ? and checkpoint is not null and message_no in (${entries.map(() => '?').join(', ')})`,
    [state, ...entries.map(({ no }) => no)],
  );
  return rows.map(({ hash }) => hash);
}

/** In an act: of these checkpoints those go under which nothing stands any more. */
export async function dropUnusedCheckpoints(
  { run }: Pick<Statements, 'run'>,
  hashes: readonly Uint8Array[],
): Promise<void> {
  for (const hash of hashes)
    await run(
      `delete from entry_checkpoint where hash = ?
          and not exists (select 1 from message_entry_proof where checkpoint = entry_checkpoint.hash)`,
      [hash],
    );
}

/** Messages of before `beforeMs` whose entries lie under a key that is erased, and still stand under a checkpoint; at most `limit`. */
export async function messagesOfErased(
  { all }: Pick<Reader, 'all'>,
  { beforeMs, limit }: { readonly beforeMs: number; readonly limit: number },
): Promise<number[]> {
  const erased = await erasedCells({ all });
  const rows = await all<{ no: number }>(
    `select message_no as no from message_entry_proof
      where at_ms < ? and checkpoint is not null and ${erased.words} order by at_ms limit ?`,
    [beforeMs, ...erased.parameters, limit],
  );
  return rows.map(({ no }) => no);
}

/** Of these messages nothing that lies under an erased key stands under a checkpoint any more: nobody can read what that would prove. */
export async function forgetErasedCheckpoints(statements: Statements, messages: readonly number[]): Promise<void> {
  if (messages.length === 0) return;
  const { words, parameters } = await erasedCells(statements);
  const erased = `checkpoint is not null and message_no in (${messages.map(() => '?').join(', ')}) and ${words}`;
  const rows = await statements.all<{ hash: Uint8Array }>(
    `select distinct checkpoint as hash from message_entry_proof where ${erased}`,
    [...messages, ...parameters],
  );
  await statements.run(`update message_entry_proof set checkpoint = null where ${erased}`, [
    ...messages,
    ...parameters,
  ]);
  await dropUnusedCheckpoints(
    statements,
    rows.map(({ hash }) => hash),
  );
}

/** A cell begins with the number of its key; what is held was sealed anew, under another. */
async function erasedCells({ all }: Pick<Reader, 'all'>): Promise<{ words: string; parameters: SqlValue[] }> {
  const keys = await all<{ no: number }>(
    "select key_no as no from data_key where class = 'receipt' and wrapped is null",
  );
  if (keys.length === 0) return { words: '1 = 0', parameters: [] };
  const words = `substr(content, 1, 4) in (${keys.map(() => '?').join(', ')})`;
  return { words, parameters: keys.map(({ no }) => cellsOfKeyBegin(no)) };
}

/** Salt and body of the partner's entry, and its place in the partner's log, sealed. */
export const ENTRY_PROOF_CONTENT = sealedColumn('receipt', 'message_entry_proof', 'content');
