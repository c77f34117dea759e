// SPDX-License-Identifier: Apache-2.0
// The receipts of a message as files: of every recipient that gave one, or of one. Taking them out is an entry.
import { CLOCK_DIFFERENCE_MAX_MS } from '@iims/crypto/trust-list';
import { equalBytes } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { readMessageReceipt } from '../messages/receipt.ts';
import { mailRow } from '../messages/shown-message.ts';
import { deliveriesOf } from '../store/outbox.ts';
import { rootsOf } from './compose-receipt.ts';
import type { Exporting } from './export-receipts.ts';
import { formatMessageReceipt } from './message-receipt-file.ts';
import type { ReceiptArchive } from './receipt-archive.ts';
import type { ReceiptDocument } from './receipt-file.ts';
import { withHoldingSignatures } from './receipt-trust.ts';
import { verifyReceiptOfMessage } from './verify-message-receipt.ts';

export interface MessageReceiptsToExport {
  readonly messageId: string;
  /** One recipient's alone. */
  readonly state?: StateCode;
  /** Who takes them, for the entry. */
  readonly by: string;
}

export interface ExportedMessageReceipt {
  /** Who received the message. */
  readonly state: StateCode;
  readonly file: Uint8Array;
}

/** Resolves when the entry is durable. @throws IimsError `message.not-found`, `receipt.not-found` where nobody gave one */
export async function exportMessageReceipts(
  { store, archive }: Pick<Exporting, 'store' | 'archive'>,
  { messageId, state, by }: MessageReceiptsToExport,
): Promise<ExportedMessageReceipt[]> {
  await mailRow(store.reader, messageId);
  const deliveries = await deliveriesOf(store.reader, messageId);
  const given = deliveries.flatMap(({ state: of, receipt }) =>
    receipt === undefined || (state !== undefined && state !== of) ? [] : [{ state: of, receipt }],
  );
  if (given.length === 0) throw noReceiptYet();
  const known = await archive();
  const exported = given.map((one) => ({ state: one.state, file: composeMessageReceipt(known, one.receipt) }));
  const states = exported.map((receipt) => receipt.state);
  await store.write({ event: 'receipt.exported', body: { messageId, by, states } });
  return exported;
}

/** @throws IimsError `receipt.*` for what does not verify */
export function composeMessageReceipt(archive: ReceiptArchive, receipt: Uint8Array): Uint8Array {
  verifyReceiptOfMessage(archive.trust, receipt);
  const { recipient, signer, receivedAt } = readMessageReceipt(receipt).receipt;
  const documents = documentsOfSigner(archive, { state: recipient, signer, at: receivedAt });
  return formatMessageReceipt({ receipt, documents, roots: rootsOf(archive) });
}

/** Of a State the newest document of a time that lists its signer's key, and the newest of all, in which a revocation would show. */
export function documentsOfSigner(
  { versions, roots }: ReceiptArchive,
  of: { readonly state: StateCode; readonly signer: Uint8Array; readonly at: number },
): ReceiptDocument[] {
  const ofState = versions.filter(({ state }) => state === of.state);
  const listing = ofState.findLast(
    ({ createdAt, nodes }) =>
      createdAt <= of.at + CLOCK_DIFFERENCE_MAX_MS &&
      nodes.some(({ signing }) => signing.some(({ ed25519 }) => equalBytes(ed25519.keyId, of.signer))),
  );
  return ofState
    .filter((version) => version === listing || version === ofState.at(-1))
    .map(({ state, document: { body, signatures } }) => withHoldingSignatures(roots, { state, body, signatures }));
}

function noReceiptYet(): IimsError {
  return new IimsError('receipt.not-found', {
    message: 'There is no receipt of this message.',
    field: 'id',
    fix: 'Ask again when the recipient has received it; what the own State received has its receipt with the sender.',
  });
}
