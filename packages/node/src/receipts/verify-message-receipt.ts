// SPDX-License-Identifier: Apache-2.0
// Verifies the receipt of a message from its bytes and a root of trust alone: no network, no clock, no disk (spec/receipt.md, 20 to 23).
import { toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { type StateCode, uuidFromBytes } from '@iims/wire/identifiers';
import { verifyMessageReceipt as verifyGiven } from '../messages/receipt.ts';
import { parseMessageReceiptFile } from './message-receipt-file.ts';
import { ReceiptTrust, type Signer } from './receipt-trust.ts';
import type { ReceiptToVerify } from './verify-receipt.ts';

/** What a good receipt shows; nothing of it says what the message was about. */
export interface VerifiedMessageReceipt {
  readonly federation: string;
  readonly messageId: string;
  readonly sender: StateCode;
  readonly recipient: StateCode;
  /** The message's number among those from this sender to this recipient. */
  readonly sequence: number;
  /** SHA-256 of the envelope as the recipient has it, in hexadecimal. */
  readonly envelope: string;
  /** By the recipient's clock, milliseconds since 1970. */
  readonly receivedAt: number;
  /** Commitment of the entry in the recipient's log, in hexadecimal. */
  readonly entry: string;
  /** The node that signed. */
  readonly node: string;
}

/** @throws IimsError `receipt.*`; `trust.*` for a root of trust that is none */
export function verifyMessageReceipt({ file, rootOfTrust, documents = [] }: ReceiptToVerify): VerifiedMessageReceipt {
  const parsed = parseMessageReceiptFile(file);
  return verifyReceiptOfMessage(ReceiptTrust.of(rootOfTrust, parsed, documents), parsed.receipt);
}

/** What the recipient gave, against documents that are trusted. @throws IimsError `receipt.message`, `receipt.key-revoked` */
export function verifyReceiptOfMessage(trust: ReceiptTrust, given: Uint8Array): VerifiedMessageReceipt {
  let signer: Signer | undefined;
  const keysOf = (recipient: StateCode, keyId: Uint8Array, receivedAt: number) => {
    const listed = trust.signerAt(keyId, receivedAt);
    signer = listed?.node.state === recipient ? listed : undefined;
    return signer?.keys;
  };
  const receipt = within(() => verifyGiven(given, keysOf));
  const { node, keys } = signer!;
  // Nobody but the node itself says when it signed: with keys that are listed no more, anybody who has them may say anything.
  if (trust.withdrawnSince(receipt.recipient, [keys.ed25519, keys.mldsa65]) !== undefined) {
    throw refused(
      'receipt.key-revoked',
      'the newest document of the recipient that is here lists the keys that signed',
    );
  }
  return {
    federation: trust.root.federation,
    messageId: uuidFromBytes(receipt.messageId),
    sender: receipt.sender,
    recipient: receipt.recipient,
    sequence: receipt.sequence,
    envelope: toHex(receipt.envelope),
    receivedAt: receipt.receivedAt,
    entry: toHex(receipt.entry),
    node: node.nodeId,
  };
}

function within<T>(act: () => T): T {
  try {
    return act();
  } catch (cause) {
    if (!(cause instanceof IimsError)) throw cause;
    throw refused('receipt.message', cause.rule ?? cause.message, cause);
  }
}

function refused(code: 'receipt.message' | 'receipt.key-revoked', rule: string, cause?: unknown): IimsError {
  return new IimsError(code, { message: 'The receipt of the message does not hold.', rule, cause });
}
