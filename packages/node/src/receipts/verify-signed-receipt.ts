// SPDX-License-Identifier: Apache-2.0
// Verifies what a partner's node signed about a message from its bytes and a root of trust alone: no network, no clock, no disk
// (spec/receipt.md, 22 and 26).
import { LastBatch } from '@iims/crypto/batch-signature';
import { sha256 } from '@iims/crypto/primitives';
import { CLOCK_DIFFERENCE_MAX_MS } from '@iims/crypto/trust-list';
import { entryCommitment } from '@iims/tlog/entry-bundle';
import { toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { type StateCode, uuidFromBytes } from '@iims/wire/identifiers';
import { decodeMessage, isOfKind, type Message, type MessageOf } from '@iims/wire/message';
import type { DeletionCause } from '@iims/wire/message-kinds/deleted';
import { verifyMessageReceipt as verifyGiven } from '../messages/receipt.ts';
import { proveSignedMessage } from './prove-signed-message.ts';
import type { EntryInLog } from './receipt-file.ts';
import { ReceiptTrust, type Signer } from './receipt-trust.ts';
import { parseSignedReceipt, type SignedReceiptKind, type SignedReceiptParts } from './signed-receipt-file.ts';
import {
  isBytes,
  judgeRevocation,
  LastCheckpoints,
  type LoggedFacts,
  type OpenedEntry,
  type ReceiptStanding,
  readOpenedEntry,
  refused,
  standingOf,
  verifyLogged,
} from './verify-logged-entry.ts';
import type { ReceiptToVerify } from './verify-receipt.ts';

/** What a good receipt shows; nothing of it says what a message or an alert was about. Times in milliseconds since 1970. */
export type VerifiedSignedReceipt = VerifiedMessageReceipt | VerifiedDeletionReceipt | VerifiedEndingReceipt;

interface Verified {
  readonly federation: string;
  readonly messageId: string;
  /** The node that signed. */
  readonly node: string;
  readonly standing: ReceiptStanding;
  readonly log?: LoggedFacts;
  /** Since when one of the keys is listed no more; the entry was witnessed before. */
  readonly revokedSince?: number;
}

export interface VerifiedMessageReceipt extends Verified {
  readonly kind: 'message';
  readonly sender: StateCode;
  readonly recipient: StateCode;
  /** The message's number among those from this sender to this recipient. */
  readonly sequence: number;
  /** SHA-256 of the envelope as the recipient has it, in hexadecimal. */
  readonly envelope: string;
  /** By the recipient's clock. */
  readonly receivedAt: number;
  /** Commitment of the entry in the recipient's log, in hexadecimal. */
  readonly entry: string;
}

export interface VerifiedDeletionReceipt extends Verified {
  readonly kind: 'deletion';
  /** Who says it, and to whom: the owner of the alerts. */
  readonly state: StateCode;
  readonly owner: StateCode;
  /** The reference of the notice that it answers. */
  readonly notice: string;
  readonly alerts: MessageOf<'alert-deleted'>['fields']['alerts'];
  /** By the clock of who says it. */
  readonly markedAt: number;
}

export interface VerifiedEndingReceipt extends Verified {
  readonly kind: 'ending';
  /** Who says it, and to whom: the State that sent the message. */
  readonly state: StateCode;
  readonly owner: StateCode;
  /** The message whose content is gone there. */
  readonly of: string;
  readonly cause: DeletionCause;
  /** By the clock of who says it. */
  readonly deletedAt: number;
}

/** Who signed, and the time at which the key must have been listed. */
export interface SignedWith {
  readonly state: StateCode;
  /** Key id of the Ed25519 key. */
  readonly signer: Uint8Array;
  readonly at: number;
}

/** @throws IimsError `receipt.*`; `trust.*` for a root of trust that is none */
export function verifySignedReceipt({ file, rootOfTrust, documents = [] }: ReceiptToVerify): VerifiedSignedReceipt {
  const parsed = parseSignedReceipt(file);
  return verifySignedParts(ReceiptTrust.of(rootOfTrust, parsed, documents), parsed).verified;
}

/** For a caller that verifies many of one State: signatures that cover several of them are verified once. */
export class VerifiedTogether {
  readonly batch = new LastBatch();
  readonly checkpoints = new LastCheckpoints();
}

/**
 * What was signed, and where it is logged, against documents that are trusted.
 * @throws IimsError `receipt.message`, `receipt.entry`, `receipt.log`, `receipt.key-revoked`
 */
export function verifySignedParts(
  trust: ReceiptTrust,
  { kind, signed, logged }: SignedReceiptParts,
  together?: VerifiedTogether,
): { readonly verified: VerifiedSignedReceipt; readonly by: SignedWith } {
  const { signer, signedAt, says, isOfEntry, events } = READINGS[kind](trust, signed, together);
  const entry = logged && readOpenedEntry(logged, events);
  if (logged && entry && !isOfEntry(entry, logged)) {
    throw refused('receipt.entry', 'the entry is about what was signed: States, message, content and time');
  }
  const place =
    logged && entry && verifyLogged(trust, logged, entry.at, { node: signer.node, last: together?.checkpoints });
  const revokedSince = judgeRevocation(trust, signer, place);
  const verified = {
    federation: trust.root.federation,
    ...says,
    node: signer.node.nodeId,
    standing: standingOf(place),
    ...(place && { log: place.facts }),
    ...(revokedSince === undefined ? {} : { revokedSince }),
  };
  return { verified, by: { state: signer.node.state, signer: signer.keys.ed25519.keyId, at: signedAt } };
}

type Says<Kind> = Kind extends Verified ? Omit<Kind, keyof Verified> & Pick<Verified, 'messageId'> : never;

/** What holds of what was signed, and by whom. */
interface Signed {
  readonly signer: Signer;
  readonly signedAt: number;
  readonly says: Says<VerifiedSignedReceipt>;
  /** The entries of which one may be its own. */
  readonly events: Parameters<typeof readOpenedEntry>[1];
  readonly isOfEntry: (entry: OpenedEntry, opened: EntryInLog) => boolean;
}

/** A recipient's word that it has a message. It names the commitment of its entry, and so nothing but the entry itself can be shown. */
function received(trust: ReceiptTrust, given: Uint8Array, together?: VerifiedTogether): Signed {
  let signer: Signer | undefined;
  const keysOf = (of: StateCode, keyId: Uint8Array, at: number) => {
    const listed = trust.signerAt(keyId, at);
    signer = listed?.node.state === of ? listed : undefined;
    return signer?.keys;
  };
  const receipt = ofMessage(() => verifyGiven(given, keysOf, together?.batch));
  const { sender, recipient, sequence, receivedAt } = receipt;
  const messageId = uuidFromBytes(receipt.messageId);
  return {
    signer: signer!,
    signedAt: receivedAt,
    says: {
      kind: 'message',
      messageId,
      sender,
      recipient,
      sequence,
      envelope: toHex(receipt.envelope),
      receivedAt,
      entry: toHex(receipt.entry),
    },
    events: ['message.received'],
    isOfEntry: ({ at, fields }, { salt, body }) =>
      isBytes(entryCommitment(salt, body), receipt.entry) &&
      at === receivedAt &&
      fields.state === sender &&
      fields.messageId === messageId &&
      fields.sequence === sequence &&
      isBytes(fields.envelope, receipt.envelope),
  };
}

/** A partner's word that alerts have ended. */
function deleted(trust: ReceiptTrust, proof: Uint8Array): Signed {
  const { message, owner, ...word } = signedWord(trust, proof);
  if (!isOfKind(message, 'alert-deleted')) throw refused('receipt.message', 'a message alert-deleted');
  const { id: messageId, caseRef: notice, fields } = message;
  const { alerts, markedAt } = fields;
  return { ...word, says: { kind: 'deletion', messageId, state: message.from.state, owner, notice, alerts, markedAt } };
}

/** A partner's word that the content of a message cannot be read there any more. */
function ended(trust: ReceiptTrust, proof: Uint8Array): Signed {
  const { message, owner, ...word } = signedWord(trust, proof);
  if (!isOfKind(message, 'deleted')) throw refused('receipt.message', 'a message deleted');
  const { messageId: of, cause, deletedAt } = message.fields;
  const says = {
    kind: 'ending',
    messageId: message.id,
    state: message.from.state,
    owner,
    of,
    cause,
    deletedAt,
  } as const;
  return { ...word, says };
}

/** A message of a State to one other, signed by its node. The entry of such a word has the digest of its content. */
function signedWord(
  trust: ReceiptTrust,
  proof: Uint8Array,
): Omit<Signed, 'says'> & { readonly message: Message; readonly owner: StateCode } {
  const { proved, signer } = ofMessage(() => proveSignedMessage(trust, proof));
  const message = ofMessage(() => decodeMessage(proved.content));
  const isOfSigner = message.from.state === signer.node.state && message.id === uuidFromBytes(proved.header.id);
  const [owner, another] = message.to;
  if (!isOfSigner || owner === undefined || another !== undefined) {
    throw refused('receipt.message', 'a message of the State that signed it, to the owner alone');
  }
  return {
    message,
    owner: owner.state,
    signer,
    signedAt: proved.header.createdAt,
    events: ['message.stored'],
    isOfEntry: ({ at, fields }) =>
      fields.messageId === message.id &&
      isBytes(fields.content, sha256(proved.content)) &&
      Math.abs(at - proved.header.createdAt) <= CLOCK_DIFFERENCE_MAX_MS,
  };
}

function ofMessage<T>(act: () => T): T {
  try {
    return act();
  } catch (cause) {
    if (!(cause instanceof IimsError)) throw cause;
    throw refused('receipt.message', cause.rule ?? cause.message, cause);
  }
}

type Read = (trust: ReceiptTrust, signed: Uint8Array, together?: VerifiedTogether) => Signed;
const READINGS: Readonly<Record<SignedReceiptKind, Read>> = {
  message: received,
  deletion: deleted,
  ending: ended,
};
