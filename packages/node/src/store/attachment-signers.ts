// SPDX-License-Identifier: Apache-2.0
// Who signed the envelopes of large attachments.

import type { StateCode } from '@iims/wire/identifiers';
import type { MessageSigner } from './messages.ts';
import type { Reader, Transaction } from './sql.ts';

/** Who signed its envelope: kept, so that it can be verified when the trust list has forgotten them. */
export interface AttachmentSigner extends MessageSigner {
  readonly state: StateCode;
}

/** Inside an act that keeps what somebody signed. */
export async function keepSigner(
  transaction: Transaction,
  { keyId, state, ed25519, mldsa65 }: AttachmentSigner,
): Promise<void> {
  await transaction.run(
    'insert into message_signer (key_id, state, ed25519, mldsa65) values (?, ?, ?, ?) on conflict (key_id) do nothing',
    [keyId, state, ed25519, mldsa65],
  );
}

/** Whose key it was when it was kept. */
export async function keptSigner(
  reader: Pick<Reader, 'all'>,
  keyId: Uint8Array,
): Promise<AttachmentSigner | undefined> {
  const [row] = await reader.all<{ state: StateCode; ed25519: Uint8Array; mldsa65: Uint8Array }>(
    'select state, ed25519, mldsa65 from message_signer where key_id = ?',
    [keyId],
  );
  return row && { keyId, state: row.state, ed25519: new Uint8Array(row.ed25519), mldsa65: new Uint8Array(row.mldsa65) };
}
