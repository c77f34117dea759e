// SPDX-License-Identifier: Apache-2.0
// What a message in memory and one that streams have in common: the keys that sign and open it, and what both signatures cover.

import { assert } from '@iims/wire/assert';
import { concatBytes, utf8 } from '@iims/wire/bytes';
import type { IimsError } from '@iims/wire/errors';
import {
  type ClearSide,
  checkTimes,
  encodeHeader,
  type Header,
  type HeaderFields,
  makeHeader,
  RECIPIENTS_MAX,
  type Suite,
  tooLarge,
} from './envelope-header.ts';
import type { KemPrivateKey, KemPublicKey, SigningKey, VerifyKey } from './keys.ts';
import { coveredByBatch, VerifiedBatches } from './message-batch.ts';
import { bodyRoot, type MessageBody } from './message-body.ts';
import { AEAD_KEY_BYTES, type Random, SIGNATURE_BYTES, sha256 } from './primitives.ts';
import { badContent, contentBucket, openFailed } from './sealed-content.ts';
import {
  type About,
  badSignature,
  checkAlgorithm,
  parseAbout,
  SUITE_OF_KIND,
  signatureInput,
  unknownSender,
  wrongSuite,
} from './signed-content.ts';
import { findRecipient, openStanza, sealStanzas } from './stanza.ts';

/** All of a message but its content. */
export interface MessageFields {
  readonly header: HeaderFields;
  readonly about: About;
  /** 1 to `RECIPIENTS_MAX`, each once. */
  readonly recipients: readonly KemPublicKey[];
  /** Both keys of the one sender. */
  readonly signers: { readonly ed25519: SigningKey; readonly mlDsa65: SigningKey };
  readonly random: Random;
}

/** @throws IimsError `envelope.suite` (the kind is not a message's), `envelope.too-large` */
export function checkMessage({ about, signers, recipients }: MessageFields): void {
  if (SUITE_OF_KIND[about.kind] !== 'S1') throw wrongSuite();
  checkAlgorithm(signers.ed25519, 'ed25519');
  checkAlgorithm(signers.mlDsa65, 'ml-dsa-65');
  if (recipients.length > RECIPIENTS_MAX) throw tooLarge('recipients', `at most ${RECIPIENTS_MAX} recipients`);
}

/** A message that is signed, and whose key is sealed to its recipients. */
export interface SignedMessage {
  readonly header: Header;
  readonly headerBytes: Uint8Array;
  readonly sizeBucket: number;
  /** Ed25519, then ML-DSA-65. */
  readonly signatures: readonly Uint8Array[];
  readonly stanzas: Uint8Array;
  /** 32 bytes, for this message alone; whoever seals the content overwrites it. */
  readonly messageKey: Uint8Array;
}

/**
 * Signs with both keys, and seals a fresh message key to each recipient.
 * @throws IimsError `envelope.header`, `envelope.too-large` (a bucket above `bucketMax`), `key.malformed`
 */
export function signMessage(message: MessageFields, body: MessageBody, bucketMax: number): SignedMessage {
  assert(body.batch === undefined, 'a message with room for a batch is signed together with others');
  const { signed, ...unsigned } = draftMessage(message, body, bucketMax);
  const { ed25519, mlDsa65 } = message.signers;
  return { ...unsigned, signatures: [ed25519.sign(signed), mlDsa65.sign(signed)] };
}

/** A message with its key sealed to its recipients, all but signed. */
export interface MessageDraft extends Omit<SignedMessage, 'signatures'> {
  /** What a signature of its own covers. */
  readonly signed: Uint8Array;
}

/**
 * Seals a fresh message key to each recipient, and lays out what is to be signed.
 * @throws IimsError as `signMessage`
 */
export function draftMessage(message: MessageFields, body: MessageBody, bucketMax: number): MessageDraft {
  const { signers, recipients } = message;
  const lengths = { signatures: S1_SIGNATURE_LENGTHS, body: body.bytes.length, tail: body.contentBytes };
  const sizeBucket = contentBucket(lengths, bucketMax);
  const sender = signers.ed25519.keyId;
  const header = makeHeader('S1', message.header, {
    sender,
    recipients: recipients.map(({ keyId }) => keyId),
    sizeBucket,
  });
  const headerBytes = encodeHeader(header);
  const signed = signatureInput(header, headerBytes, body.aboutBytes, bodyRoot(body));
  const messageKey = message.random(AEAD_KEY_BYTES);
  const stanzas = sealStanzas(recipients, stanzaInfo(headerBytes), messageKey);
  return { header, headerBytes, sizeBucket, signed, stanzas, messageKey };
}

export interface OpeningKeys {
  /** The receiver's clock, milliseconds since 1970. */
  readonly now: number;
  /** The opening key with this id, if it is at hand. */
  kemKey(keyId: Uint8Array): KemPrivateKey | undefined;
}

/** Both verifying keys of one holder. */
export interface SenderKeys {
  readonly ed25519: VerifyKey;
  readonly mlDsa65: VerifyKey;
}

export interface MessageKeys extends OpeningKeys {
  /** The message key where it was kept when the message came; then no opening key is needed. It is overwritten. */
  readonly keptMessageKey?: Uint8Array;
  /** Both trusted keys of the one holder whose Ed25519 key has this id. */
  verifyKeys(keyId: Uint8Array): SenderKeys | undefined;
  /** The receiver's memory of batches, where it opens many messages of one sender. */
  readonly batches?: VerifiedBatches;
}

/**
 * What can be refused before a key is touched, beside the form of the header.
 * @throws IimsError `envelope.suite`, `envelope.not-yet-valid`, `envelope.expired`
 */
export function checkClear(header: Header, suite: Suite, now: number): void {
  if (header.suite !== suite) throw wrongSuite();
  checkTimes(header, now);
}

/**
 * The sender's keys, and the message key from the stanza of the first recipient at hand. The caller overwrites it.
 * @throws IimsError `envelope.not-recipient`, `envelope.unknown-sender`, `envelope.open-failed`
 */
export function findMessageKeys(
  clear: ClearSide,
  keys: MessageKeys,
): { readonly messageKey: Uint8Array; readonly senderKeys: SenderKeys } {
  const recipient = keys.keptMessageKey === undefined ? findRecipient(clear, keys.kemKey) : undefined;
  const senderKeys = keys.verifyKeys(clear.header.sender);
  if (senderKeys === undefined) throw unknownSender();
  checkAlgorithm(senderKeys.ed25519, 'ed25519');
  checkAlgorithm(senderKeys.mlDsa65, 'ml-dsa-65');
  const messageKey =
    recipient === undefined ? keys.keptMessageKey : openStanza(recipient, stanzaInfo(clear.headerBytes));
  if (messageKey === undefined) throw openFailed();
  return { messageKey, senderKeys };
}

/**
 * The message key of an S1 envelope, to be kept sealed under other keys, so that it opens after the opening key is destroyed.
 * @throws IimsError `envelope.not-recipient`, `envelope.open-failed`
 */
export function messageKeyOf(clear: ClearSide, kemKey: OpeningKeys['kemKey']): Uint8Array {
  const messageKey = openStanza(findRecipient(clear, kemKey), stanzaInfo(clear.headerBytes));
  if (messageKey === undefined) throw openFailed();
  return messageKey;
}

export interface MessageSignatures {
  readonly ed25519: Uint8Array;
  readonly mlDsa65: Uint8Array;
  /** Where both cover a batch: the message's part of it. */
  readonly batch?: Uint8Array;
}

export interface MessageToVerify {
  readonly header: Header;
  readonly headerBytes: Uint8Array;
  readonly body: MessageBody;
  readonly signatures: readonly Uint8Array[];
}

/**
 * Both signatures over the description and the list of segments, alone or in a batch; the content itself is for the caller to compare
 * with the list.
 * @throws IimsError `envelope.content`, `envelope.suite`, `envelope.signature`
 */
export function verifyMessage(
  { header, headerBytes, body, signatures }: MessageToVerify,
  senderKeys: SenderKeys,
  batches = new VerifiedBatches(),
) {
  const aboutBytes = body.aboutBytes.slice();
  const about = parseAbout(aboutBytes, 'S1');
  const signed = signatureInput(header, headerBytes, aboutBytes, bodyRoot(body));
  const batch = body.batch?.slice();
  const covered = batch === undefined ? signed : coveredByBatch(batch, signed, senderKeys);
  const [ed25519, mlDsa65] = signatures as [Uint8Array, Uint8Array];
  const verify = () => senderKeys.ed25519.verify(covered, ed25519) && senderKeys.mlDsa65.verify(covered, mlDsa65);
  const holds = batch === undefined ? verify() : batches.holds(covered, [ed25519, mlDsa65], verify);
  if (!holds) throw badSignature();
  const told: MessageSignatures = { ed25519, mlDsa65, ...(batch === undefined ? {} : { batch }) };
  return { about, aboutBytes, signatures: told };
}

export function badSegment(): IimsError {
  return badContent('segments', 'the hash of every segment of the content');
}

/** What the stanzas of a message are bound to: this one header. */
export function stanzaInfo(headerBytes: Uint8Array): Uint8Array {
  return concatBytes(STANZA_LABEL, sha256(headerBytes));
}

/** The signatures of a message stand first in its content, in this order. */
export const S1_SIGNATURE_LENGTHS = [SIGNATURE_BYTES.ed25519, SIGNATURE_BYTES['ml-dsa-65']];

const STANZA_LABEL = utf8('iims/e1/rcpt');
