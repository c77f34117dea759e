// SPDX-License-Identifier: Apache-2.0
// What partners' nodes signed about messages, as files: the receipts of a message, of every recipient that gave one or of one; and the
// deletion receipts of an alert, of every partner that has confirmed its end. Taking them out is an entry.
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { mailRow } from '../messages/shown-message.ts';
import { deliveriesOf } from '../store/outbox.ts';
import { listTold } from '../store/told-alerts.ts';
import { composeSignedReceipt } from './compose-receipt.ts';
import type { Exporting } from './export-receipts.ts';
import { findHeldSigned, noSignedReceipt } from './held-signed-receipts.ts';
import type { ReceiptStanding } from './verify-logged-entry.ts';

export interface MessageReceiptsToExport {
  readonly messageId: string;
  /** One recipient's alone. */
  readonly state?: StateCode;
  /** Who takes them, for the entry. */
  readonly by: string;
}

export interface DeletionReceiptsToExport {
  readonly register: string;
  readonly alertId: string;
  /** Who takes them, for the entry. */
  readonly by: string;
}

export interface ExportedSignedReceipt {
  /** Who signed. */
  readonly state: StateCode;
  /** Of a deletion receipt the message by which the partner confirmed. */
  readonly messageId: string;
  readonly standing: ReceiptStanding;
  readonly file: Uint8Array;
}

/** Resolves when the entry is durable. @throws IimsError `message.not-found`, `receipt.not-found` where nobody gave one, `receipt.*` */
export async function exportMessageReceipts(
  exporting: Exporting,
  { messageId, state, by }: MessageReceiptsToExport,
): Promise<ExportedSignedReceipt[]> {
  await mailRow(exporting.store.reader, messageId);
  const deliveries = await deliveriesOf(exporting.store.reader, messageId);
  const given = deliveries.filter(
    ({ receipt, state: of }) => receipt !== undefined && (state === undefined || of === state),
  );
  const exported = await composeHeld(
    exporting,
    given.map((delivery) => ({ messageId, state: delivery.state })),
  );
  if (exported.length === 0) throw noSignedReceipt();
  const states = exported.map((receipt) => receipt.state);
  await exporting.store.write({ event: 'receipt.exported', body: { messageId, by, states } });
  return exported;
}

/** Resolves when the entry is durable; none where nobody has confirmed. @throws IimsError `receipt.*` for what does not verify, `store.*` */
export async function exportDeletionReceipts(
  exporting: Exporting,
  { register, alertId, by }: DeletionReceiptsToExport,
): Promise<ExportedSignedReceipt[]> {
  const told = await listTold(exporting.store.reader, register, alertId);
  const answered = told.flatMap(({ state, answer }) => (answer ? [{ state, messageId: answer.messageId }] : []));
  const exported = await composeHeld(exporting, answered);
  const states = exported.map(({ state }) => state);
  await exporting.store.write({ event: 'receipt.exported', body: { register, alert: alertId, by, states } });
  return exported;
}

/** Where the entry of one is not witnessed, its State is asked once more; one that gives nothing leaves what is held. */
async function composeHeld(
  { store, archive, improveSigned }: Exporting,
  wanted: readonly { readonly messageId: string; readonly state: StateCode }[],
): Promise<ExportedSignedReceipt[]> {
  if (improveSigned) {
    await Promise.all(wanted.map(({ messageId, state }) => improveSigned(messageId, state).catch(ignoreKnownFault)));
  }
  const known = await archive();
  const composed: ExportedSignedReceipt[] = [];
  for (const { messageId, state } of wanted) {
    const held = await findHeldSigned(store.reader, messageId, state);
    if (held === undefined) continue;
    const { file, verified } = composeSignedReceipt(known, held.parts);
    composed.push({ state, messageId, standing: verified.standing, file });
  }
  return composed;
}

function ignoreKnownFault(fault: unknown): void {
  if (!(fault instanceof IimsError)) throw fault;
}
