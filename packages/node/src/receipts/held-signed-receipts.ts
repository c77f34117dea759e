// SPDX-License-Identifier: Apache-2.0
// What this node holds of what a partner's node signed about a message: the receipt of an own message, or the partner's word that alerts
// have ended or that a message's content is gone; with the partner's entry of it, where that was given.
import { proveMessage } from '@iims/crypto/message-proof';
import { sha256 } from '@iims/crypto/primitives';
import { formatProofFile } from '@iims/tlog/proof-file';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { openDeletionReceipt } from '../store/deletion-receipts.ts';
import { findEntryProof, type KeptEntryProof } from '../store/entry-proofs.ts';
import { findMessageRow, openKept } from '../store/messages.ts';
import { deliveriesOf } from '../store/outbox.ts';
import type { Reader } from '../store/sql.ts';
import type { EntryInLog } from './receipt-file.ts';
import type { SignedReceiptParts } from './signed-receipt-file.ts';
import type { ReceiptStanding } from './verify-logged-entry.ts';

export interface HeldSignedReceipt {
  readonly parts: SignedReceiptParts;
  readonly standing: ReceiptStanding;
}

/** Undefined where this State signed nothing, or its period has ended. */
export async function findHeldSigned(
  reader: Reader,
  messageId: string,
  state: StateCode,
): Promise<HeldSignedReceipt | undefined> {
  const row = await findMessageRow(reader, messageId);
  if (row?.direction === 'out') {
    const delivery = (await deliveriesOf(reader, messageId)).find((one) => one.state === state);
    return delivery?.receipt && withEntry(reader, messageId, state, { kind: 'message', signed: delivery.receipt });
  }
  if (row?.state !== state) return undefined;
  if (row.kind === 'deleted') {
    const word = await openKept(reader, messageId).catch(ignoreErased);
    return word && withEntry(reader, messageId, state, { kind: 'ending', signed: proveMessage(word) });
  }
  const opened = await openDeletionReceipt(reader, messageId);
  return opened && withEntry(reader, messageId, state, { kind: 'deletion', signed: proveMessage(opened) });
}

/** Puts to what a State signed the entry that it gave, where it gave one. */
export async function withEntry(
  reader: Reader,
  messageId: string,
  state: StateCode,
  parts: Omit<SignedReceiptParts, 'logged'>,
): Promise<HeldSignedReceipt> {
  const kept = await findEntryProof(reader, messageId, state);
  if (kept === undefined) return { parts, standing: 'unlogged' };
  return { parts: { ...parts, logged: unpackEntry(kept) }, standing: kept.standing as ReceiptStanding };
}

export function noSignedReceipt(): IimsError {
  return new IimsError('receipt.not-found', {
    message: 'There is no receipt of this message.',
    field: 'id',
    fix: 'Ask again when the recipient has received it; what the own State received has its receipt with the sender.',
  });
}

function ignoreErased(fault: unknown): undefined {
  if (!(fault instanceof IimsError && (fault.code === 'message.erased' || fault.code === 'message.deleted')))
    throw fault;
}

/** What is stored of an entry that a partner gave, beside its checkpoint. */
export function packEntry({ salt, body, index, path }: PlacedEntry): Uint8Array {
  return encodeCbor({ salt, body, index, path });
}

/** Kept once for all entries that stand under it. */
export function checkpointToKeep(note: Uint8Array): { readonly hash: Uint8Array; readonly note: Uint8Array } {
  return { hash: sha256(note), note };
}

interface PlacedEntry {
  readonly salt: Uint8Array;
  readonly body: Uint8Array;
  readonly index: number;
  readonly path: readonly Uint8Array[];
}

/** Those from before checkpoints were shared hold their whole proof. */
function unpackEntry({ content, checkpoint }: KeptEntryProof): EntryInLog {
  const kept = decodeCbor(content);
  if (checkpoint === undefined) return kept as EntryInLog;
  const { salt, body, index, path } = kept as PlacedEntry;
  return { salt, body, proof: formatProofFile({ index, path, checkpoint }) };
}
