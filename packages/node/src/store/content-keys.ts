// SPDX-License-Identifier: Apache-2.0
// Content keys of messages: opened once, when a message is received or sent, and kept sealed under the month's data key, so that
// the archive stays readable when the seed of the KEM epoch is destroyed, and ends with its own period (spec/at-rest.md, 19).

import type { OpenedMessage } from '@iims/crypto/envelope';
import { openMessage } from '@iims/crypto/envelope';
import { splitEnvelope } from '@iims/crypto/envelope-header';
import type { VerifiedBatches } from '@iims/crypto/message-batch';
import type { MessageKeys } from '@iims/crypto/signed-message';
import { IimsError } from '@iims/wire/errors';
import { sealedColumn } from './sealed-cell.ts';
import type { Reader, Transaction } from './sql.ts';

/** In an act: the cell to keep beside the envelope `id` (16 bytes), which is kept as it came. The caller has opened and verified the envelope. */
export function wrapContentKey(
  transaction: Pick<Transaction, 'seal'>,
  id: Uint8Array,
  messageKey: Uint8Array,
): Uint8Array {
  return transaction.seal(CONTENT_KEY, id, messageKey);
}

/**
 * Opens and verifies an envelope of the archive as it was when it came: expired since, and its opening key destroyed.
 * `undefined` when the period of its content has ended. Throws `store.failed` for a cell of another envelope, else as `openMessage`.
 */
export async function openArchived(
  reader: Pick<Reader, 'unseal'>,
  archived: { readonly envelope: Uint8Array; readonly contentKey: Uint8Array; readonly receivedAt: number },
  verifyKeys: MessageKeys['verifyKeys'],
  batches?: VerifiedBatches,
): Promise<OpenedMessage | undefined> {
  const { id } = splitEnvelope(archived.envelope).header;
  const unsealed = await reader.unseal(CONTENT_KEY, id, archived.contentKey);
  if (unsealed.kind === 'erased') return undefined;
  if (unsealed.kind === 'damaged') {
    throw new IimsError('store.failed', {
      message: 'The content key of a message is not what was written.',
      fix: 'Check the disk and restore a backup.',
    });
  }
  const keptMessageKey = unsealed.content;
  const memory = batches === undefined ? {} : { batches };
  const keys = { now: archived.receivedAt, kemKey: () => undefined, verifyKeys, keptMessageKey, ...memory };
  return openMessage(archived.envelope, keys);
}

/** By the id of its envelope. */
export const CONTENT_KEY = sealedColumn('content', 'content_key', 'message_key');
