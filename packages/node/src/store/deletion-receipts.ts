// SPDX-License-Identifier: Apache-2.0
// Notices of ended alerts that wait for an answer, and the answers to the own ones: signed messages whose keys are kept as long as
// receipts are, whatever the period of other messages is (spec/alert-deletion.md, 11).

import { type OpenedMessage, openMessage } from '@iims/crypto/envelope';
import { verifyKeyFromPublic } from '@iims/crypto/keys';
import { equalBytes } from '@iims/wire/bytes';
import { type StateCode, uuidFromBytes, uuidToBytes } from '@iims/wire/identifiers';
import { awaitEntry } from './awaited-entries.ts';
import { CONTENT_KEY } from './content-keys.ts';
import { sealedColumn } from './sealed-cell.ts';
import type { Reader, Transaction } from './sql.ts';

/** A message of a partner's node that the own node has to deal with. */
export interface NodeMessage {
  readonly no: number;
  /** UUID. */
  readonly id: string;
  readonly state: StateCode;
  /** When it was received. */
  readonly at: number;
}

/** Of each partner the oldest notices that were not answered: one that cannot be answered keeps no other partner's waiting. */
export function unansweredDeletions(reader: Pick<Reader, 'all'>): Promise<NodeMessage[]> {
  return select(reader, "kind = 'alert-deletion' and direction = 'in' and status <> 'answered'");
}

/** Of each partner the oldest answers to own notices that nobody has looked at. */
export function unopenedDeletionAnswers(reader: Pick<Reader, 'all'>): Promise<NodeMessage[]> {
  return select(reader, "kind = 'alert-deleted' and direction = 'in' and opened_at is null");
}

async function select(reader: Pick<Reader, 'all'>, which: string): Promise<NodeMessage[]> {
  const rows = await reader.all<{ no: number; id: Uint8Array; state: StateCode; at: number }>(
    `select no, id, state, at from (
       select message_no as no, message_id as id, state, at_ms as at,
              row_number() over (partition by state order by message_no) as place
         from message where ${which}) as waiting
      where place <= ${MESSAGES_OF_STATE} order by no`,
  );
  return rows.map(({ id, ...row }) => ({ ...row, id: uuidFromBytes(id) }));
}

/** In an act: an answer is looked at; where it is a proof, its key is kept as receipts are, and the partner's entry of it is to be fetched. */
export async function keepDeletionReceipt(
  transaction: Transaction,
  { no, isProof }: { readonly no: number; readonly isProof: boolean },
): Promise<void> {
  await transaction.run("update message set opened_at = ?, status = 'opened' where message_no = ?", [
    transaction.atMs,
    no,
  ]);
  if (!isProof) return;
  const [row] = await transaction.all<{ id: Uint8Array; state: StateCode; cell: Uint8Array }>(
    'select message_id as id, state, content_key as cell from message where message_no = ?',
    [no],
  );
  const key = row && (await transaction.unseal(CONTENT_KEY, row.id, row.cell));
  if (key?.kind !== 'open') return;
  await transaction.run(
    `insert into deletion_receipt (message_no, message_id, answered_at, message_key) values (?, ?, ?, ?)
       on conflict (message_no) do nothing`,
    [no, row!.id, transaction.atMs, transaction.seal(DELETION_KEY, no, key.content)],
  );
  await awaitEntry(transaction, no, row!.state);
}

/**
 * An answer that confirmed something, opened and verified as when it came; undefined where it confirmed nothing, or its period has ended.
 * @throws IimsError `store.failed`, `envelope.*` for one that was changed on the disk
 */
export async function openDeletionReceipt(reader: Reader, id: string): Promise<OpenedMessage | undefined> {
  const [row] = await reader.all<KeptAnswer>(
    `select d.message_no as no, d.message_key as "keyCell", m.at_ms as "receivedAt", e.envelope, s.key_id as "keyId", s.ed25519, s.mldsa65
       from deletion_receipt d join message m on m.message_no = d.message_no
       join message_envelope e on e.message_no = d.message_no join message_signer s on s.key_id = m.signer
      where d.message_id = ?`,
    [uuidToBytes(id)],
  );
  const key = row && (await reader.unseal(DELETION_KEY, row.no, row.keyCell));
  if (row === undefined || key?.kind !== 'open') return undefined;
  const senderKeys = {
    ed25519: verifyKeyFromPublic('ed25519', new Uint8Array(row.ed25519)),
    mlDsa65: verifyKeyFromPublic('ml-dsa-65', new Uint8Array(row.mldsa65)),
  };
  return openMessage(new Uint8Array(row.envelope), {
    now: row.receivedAt,
    kemKey: () => undefined,
    verifyKeys: (keyId) => (equalBytes(keyId, row.keyId) ? senderKeys : undefined),
    keptMessageKey: key.content,
  });
}

interface KeptAnswer {
  readonly no: number;
  readonly keyCell: Uint8Array;
  readonly receivedAt: number;
  readonly envelope: Uint8Array;
  readonly keyId: Uint8Array;
  readonly ed25519: Uint8Array;
  readonly mldsa65: Uint8Array;
}

const DELETION_KEY = sealedColumn('receipt', 'deletion_receipt', 'message_key');

/** Of each kind and State at once. */
const MESSAGES_OF_STATE = 16;
