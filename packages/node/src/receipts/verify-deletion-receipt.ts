// SPDX-License-Identifier: Apache-2.0
// Verifies a deletion receipt from its bytes and a root of trust alone: no network, no clock, no disk (spec/receipt.md, 24 to 26).
import { IimsError } from '@iims/wire/errors';
import { type StateCode, uuidFromBytes } from '@iims/wire/identifiers';
import { decodeMessage, isOfKind, type MessageOf } from '@iims/wire/message';
import { parseDeletionReceipt } from './deletion-receipt-file.ts';
import { proveSignedMessage } from './prove-signed-message.ts';
import { ReceiptTrust } from './receipt-trust.ts';
import type { ReceiptToVerify } from './verify-receipt.ts';

/** What a good deletion receipt shows. */
export interface VerifiedDeletionReceipt {
  readonly federation: string;
  readonly messageId: string;
  /** Who says it, and to whom: the owner of the alerts. */
  readonly state: StateCode;
  readonly owner: StateCode;
  /** The reference of the notice that it answers. */
  readonly notice: string;
  readonly alerts: MessageOf<'alert-deleted'>['fields']['alerts'];
  /** By the clock of who says it, milliseconds since 1970. */
  readonly markedAt: number;
  /** The node that signed. */
  readonly node: string;
}

/** @throws IimsError `receipt.*`; `trust.*` for a root of trust that is none */
export function verifyDeletionReceipt({ file, rootOfTrust, documents = [] }: ReceiptToVerify): VerifiedDeletionReceipt {
  const parsed = parseDeletionReceipt(file);
  return verifyDeletionProof(ReceiptTrust.of(rootOfTrust, parsed, documents), parsed.proof);
}

/** What the partner signed, against documents that are trusted. @throws IimsError `receipt.message`, `receipt.key-revoked` */
export function verifyDeletionProof(trust: ReceiptTrust, proof: Uint8Array): VerifiedDeletionReceipt {
  const { proved, signer } = within(() => proveSignedMessage(trust, proof));
  const { node, keys } = signer;
  const message = within(() => decodeMessage(proved.content));
  const isOfSigner = message.from.state === node.state && message.id === uuidFromBytes(proved.header.id);
  const [owner, another] = message.to;
  if (!isOfKind(message, 'alert-deleted') || !isOfSigner || owner === undefined || another !== undefined) {
    throw refused('receipt.message', 'a message alert-deleted of the State that signed it, to the owner of the alerts');
  }
  if (trust.withdrawnSince(node.state, [keys.ed25519, keys.mldsa65]) !== undefined) {
    throw refused('receipt.key-revoked', 'the newest document of the State that is here lists the keys that signed');
  }
  return {
    federation: trust.root.federation,
    messageId: message.id,
    state: node.state,
    owner: owner.state,
    notice: message.caseRef,
    alerts: message.fields.alerts,
    markedAt: message.fields.markedAt,
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
  return new IimsError(code, { message: 'The deletion receipt does not hold.', rule, cause });
}
