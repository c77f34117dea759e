// SPDX-License-Identifier: Apache-2.0
// The deletion receipts of an alert as files: of every partner that has confirmed its end. Taking them out is an entry.
import { proveMessage } from '@iims/crypto/message-proof';
import type { StateCode } from '@iims/wire/identifiers';
import { openDeletionReceipt } from '../store/deletion-receipts.ts';
import { listTold } from '../store/told-alerts.ts';
import { rootsOf } from './compose-receipt.ts';
import { formatDeletionReceipt } from './deletion-receipt-file.ts';
import { documentsOfSigner } from './export-message-receipts.ts';
import type { Exporting } from './export-receipts.ts';
import { verifyDeletionProof } from './verify-deletion-receipt.ts';

export interface DeletionReceiptsToExport {
  readonly register: string;
  readonly alertId: string;
  /** Who takes them, for the entry. */
  readonly by: string;
}

export interface ExportedDeletionReceipt {
  /** Who confirmed. */
  readonly state: StateCode;
  readonly messageId: string;
  readonly file: Uint8Array;
}

/** Resolves when the entry is durable; none where nobody has confirmed. @throws IimsError `receipt.*` for what does not verify, `store.*` */
export async function exportDeletionReceipts(
  { store, archive }: Pick<Exporting, 'store' | 'archive'>,
  { register, alertId, by }: DeletionReceiptsToExport,
): Promise<ExportedDeletionReceipt[]> {
  const told = await listTold(store.reader, register, alertId);
  const known = await archive();
  const exported: ExportedDeletionReceipt[] = [];
  for (const { state, answer } of told) {
    const opened = answer && (await openDeletionReceipt(store.reader, answer.messageId));
    if (opened === undefined) continue;
    const proof = proveMessage(opened);
    verifyDeletionProof(known.trust, proof);
    const { sender: signer, createdAt: at } = opened.header;
    const documents = documentsOfSigner(known, { state, signer, at });
    const file = formatDeletionReceipt({ proof, documents, roots: rootsOf(known) });
    exported.push({ state, messageId: answer!.messageId, file });
  }
  const states = exported.map(({ state }) => state);
  await store.write({ event: 'receipt.exported', body: { register, alert: alertId, by, states } });
  return exported;
}
