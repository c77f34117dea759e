// SPDX-License-Identifier: Apache-2.0
// Who signed a message, by the documents of the time at which it was signed.
import { parseHeader } from '@iims/crypto/envelope-header';
import { type ProvedMessage, verifyMessageProof } from '@iims/crypto/message-proof';
import { decodeCbor } from '@iims/wire/cbor';
import type { ReceiptTrust, Signer } from './receipt-trust.ts';

/** The keys count that a document listed when the message was signed. @throws IimsError as `verifyMessageProof` */
export function proveSignedMessage(
  trust: ReceiptTrust,
  proof: Uint8Array,
): { readonly proved: ProvedMessage; readonly signer: Signer } {
  const header = (decodeCbor(proof) as { readonly header?: unknown } | null)?.header;
  const at = header instanceof Uint8Array ? parseHeader(header).createdAt : 0;
  let signer: Signer | undefined;
  const proved = verifyMessageProof(proof, (keyId) => {
    signer = trust.signerAt(keyId, at);
    return signer && { ed25519: signer.keys.ed25519, mlDsa65: signer.keys.mldsa65 };
  });
  return { proved, signer: signer! };
}
