// SPDX-License-Identifier: Apache-2.0
// What partners' nodes signed about messages, as files: that it was received, or that its content is gone, of every State that said so or of
// one; and the deletion receipts of an alert, of every partner that has confirmed its end. Taking them out is an entry.
import type { StateCode } from '@iims/wire/identifiers';
import { mailRow } from '../messages/shown-message.ts';
import { endingWords } from '../store/message-holders.ts';
import { deliveriesOf } from '../store/outbox.ts';
import type { Reader } from '../store/sql.ts';
import { listTold } from '../store/told-alerts.ts';
import { composeSignedReceipt } from './compose-receipt.ts';
import { composeEach, type Exported, type Exporting, ignoreKnownFault, statesOf } from './export-receipts.ts';
import { findHeldSigned, type HeldSignedReceipt, noSignedReceipt } from './held-signed-receipts.ts';
import type { ReceiptStanding } from './verify-logged-entry.ts';

export interface MessageReceiptsToExport {
  readonly messageId: string;
  /** That the message was received, or that its content is gone; the first if absent. */
  readonly says?: 'received' | 'deleted';
  /** One State's alone. */
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
  /** The message that was received, or the one by which the partner said it. */
  readonly messageId: string;
  readonly standing: ReceiptStanding;
  readonly file: Uint8Array;
}

/** Resolves when the entry is durable. @throws IimsError `message.not-found`, `receipt.not-found` where nobody gave one, `receipt.*` where none verifies */
export async function exportMessageReceipts(
  exporting: Exporting,
  { messageId, says = 'received', state, by }: MessageReceiptsToExport,
): Promise<Exported<ExportedSignedReceipt>> {
  const { reader } = exporting.store;
  await mailRow(reader, messageId);
  const given = says === 'received' ? await receiptedBy(reader, messageId) : await endingWords(reader, messageId);
  const exported = await composeHeld(
    exporting,
    given.filter((one) => state === undefined || one.state === state),
  );
  if (exported.receipts.length === 0) throw noSignedReceipt();
  await exporting.store.write({ event: 'receipt.exported', body: { messageId, by, ...statesOf(exported) } });
  return exported;
}

async function receiptedBy(reader: Reader, messageId: string): Promise<SignedBy[]> {
  const deliveries = await deliveriesOf(reader, messageId);
  return deliveries.flatMap(({ state, receipt }) => (receipt === undefined ? [] : [{ messageId, state }]));
}

/** Resolves when the entry is durable; none where nobody has confirmed. @throws IimsError `receipt.*` where none verifies, `store.*` */
export async function exportDeletionReceipts(
  exporting: Exporting,
  { register, alertId, by }: DeletionReceiptsToExport,
): Promise<Exported<ExportedSignedReceipt>> {
  const told = await listTold(exporting.store.reader, register, alertId);
  const answered = told.flatMap(({ state, answer }) => (answer ? [{ state, messageId: answer.messageId }] : []));
  const exported = await composeHeld(exporting, answered);
  const about = { register, alert: alertId, by };
  await exporting.store.write({ event: 'receipt.exported', body: { ...about, ...statesOf(exported) } });
  return exported;
}

/** A message, and a State whose node signed something about it. */
interface SignedBy {
  readonly messageId: string;
  readonly state: StateCode;
}

/** Where the entry of one is not witnessed, its State is asked once more; one that gives nothing leaves what is held. */
async function composeHeld(
  { store, archive, improveSigned }: Exporting,
  wanted: readonly SignedBy[],
): Promise<Exported<ExportedSignedReceipt>> {
  if (improveSigned) {
    await Promise.all(wanted.map(({ messageId, state }) => improveSigned(messageId, state).catch(ignoreKnownFault)));
  }
  const held: (SignedBy & HeldSignedReceipt)[] = [];
  for (const one of wanted) {
    const found = await findHeldSigned(store.reader, one.messageId, one.state);
    if (found !== undefined) held.push({ ...one, ...found });
  }
  if (held.length === 0) return { receipts: [], unverified: [] };
  const known = await archive();
  return composeEach(held, ({ messageId, state, parts }) => {
    const { file, verified } = composeSignedReceipt(known, parts);
    return { state, messageId, standing: verified.standing, file };
  });
}
