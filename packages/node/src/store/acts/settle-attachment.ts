// SPDX-License-Identifier: Apache-2.0
// What has become of an attachment that was to be fetched: whole, with its key; in quarantine; or given up.
// Entries: attachment.received, attachment.quarantined, attachment.given-up.

import type { AttachmentOutcome } from '@iims/wire/message-kinds/attachment-received';
import { type AttachmentSigner, keepSigner } from '../attachment-signers.ts';
import { wrapContentKey } from '../content-keys.ts';
import type { Transaction } from '../sql.ts';

export interface AttachmentToSettle {
  readonly no: number;
  readonly place: number;
  readonly outcome: AttachmentOutcome;
  /** Of one that is whole: the id of its envelope, 16 bytes, its key, and who signed it. */
  readonly key?: { readonly envelope: Uint8Array; readonly messageKey: Uint8Array; readonly signer: AttachmentSigner };
}

/** Resolves to whether it was awaited still: the content of its message may have ended meanwhile. */
export async function settleAttachment(
  transaction: Transaction,
  { no, place, outcome, key }: AttachmentToSettle,
): Promise<boolean> {
  const cell = key === undefined ? new Uint8Array(0) : wrapContentKey(transaction, key.envelope, key.messageKey);
  const settled = await transaction.run(
    "update attachment set standing = ?, at_ms = ?, content_key = ? where message_no = ? and place = ? and standing = 'awaited'",
    [outcome, transaction.atMs, cell, no, place],
  );
  if (settled === 1 && key !== undefined) await keepSigner(transaction, key.signer);
  return settled === 1;
}
