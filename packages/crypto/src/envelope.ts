// SPDX-License-Identifier: Apache-2.0
// Envelope E1: sign first, then seal. Suite Q1 carries a frame of many queries or answers under one Ed25519 signature over their
// Merkle root, suite S1 one message under Ed25519 and ML-DSA-65. Nothing is returned that did not open and verify.
//
//   body of a frame   = {about: description, nonces: 32 bytes for each item, sizes: length of each item};  tail = the items
//   body of a message = {about: description, contentBytes: length, segments: hash of each segment};        tail = the content
// The signed lists stand before what they describe, so that a reader of a stream can check each segment before it is released.

import { assert } from '@iims/wire/assert';
import { concatBytes, equalBytes, utf8 } from '@iims/wire/bytes';
import { encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import type { Channel, ReceivingChannels } from './channel.ts';
import {
  type ClearParts,
  checkTimes,
  encodeHeader,
  type Header,
  RECIPIENTS_MAX,
  type Suite,
  splitEnvelope,
  tooLarge,
} from './envelope-header.ts';
import type { KemPrivateKey, KemPublicKey, SigningKey, VerifyKey } from './keys.ts';
import { treeRoot } from './merkle-tree.ts';
import { AEAD_KEY_BYTES, type Random, SIGNATURE_BYTES, type SignatureAlgorithm, sha256 } from './primitives.ts';
import { badContent, contentBucket, openContent, openFailed, sealContent, splitContent } from './sealed-content.ts';
import {
  type About,
  decodeMap,
  encodeAbout,
  itemHashes,
  NONCE_BYTES,
  nonceAt,
  parseAbout,
  SUITE_OF_KIND,
  segmentHash,
  signatureInput,
  wrongSuite,
} from './signed-content.ts';
import { findRecipient, openStanza, sealStanzas } from './stanza.ts';

/** What a sender says in the clear; the rest of the header follows from the keys, the suite and the content. */
export type HeaderFields = Pick<
  Header,
  'id' | 'createdAt' | 'expiresAt' | 'exercise' | 'trustListVersion' | 'inReplyTo'
>;

interface EnvelopeToSeal {
  readonly header: HeaderFields;
  readonly about: About;
  readonly random: Random;
}

interface OpeningKeys {
  /** The receiver's clock, milliseconds since 1970. */
  readonly now: number;
  /** The opening key with this id, if it is at hand. */
  kemKey(keyId: Uint8Array): KemPrivateKey | undefined;
}

/** What every opened envelope tells: verified, and with the exact signed bytes from which proofs are made. */
interface OpenedEnvelope {
  readonly header: Header;
  readonly about: About;
  readonly headerBytes: Uint8Array;
  readonly aboutBytes: Uint8Array;
}

export interface FrameToSeal extends EnvelopeToSeal {
  /** 1 to `FRAME_ITEMS_MAX` byte strings; together at most about 2 MiB. */
  readonly items: readonly Uint8Array[];
  /** The sender's Ed25519 key. */
  readonly signer: SigningKey;
  /** The signer's channel to the recipient. */
  readonly channel: Channel;
}

export interface SealedFrame {
  readonly bytes: Uint8Array;
  /** Salted hash of each item, 32 bytes, in order: what an answer to the item refers to. */
  readonly itemHashes: readonly Uint8Array[];
}

/**
 * Signs and seals a frame.
 * @throws IimsError `envelope.header` (a field of the header breaks a rule), `envelope.suite` (the kind is not a frame's),
 *   `envelope.too-large`
 */
export function sealFrame(frame: FrameToSeal): SealedFrame {
  if (SUITE_OF_KIND[frame.about.kind] !== 'Q1') throw wrongSuite();
  checkAlgorithm(frame.signer, 'ed25519');
  const { items, channel, random, signer } = frame;
  // Anybody could read what is sealed under zeros.
  assert(channel.messageKey.some(isNotZero), 'a channel that was forgotten carries no frame');
  const count = items.length;
  assert(count > 0, 'a frame has an item');
  if (count > FRAME_ITEMS_MAX) throw tooLarge('items', `at most ${FRAME_ITEMS_MAX} items`);

  const nonces = random(count * NONCE_BYTES);
  const hashes = itemHashes({ sender: signer.keyId, id: frame.header.id }, nonces, items);
  const aboutBytes = encodeAbout(frame.about);
  const sizes = items.map((item) => item.length);
  const body = encodeCbor({ about: aboutBytes, nonces, sizes });

  const sizeBucket = contentBucket(Q1_SIGNATURE_LENGTHS, body.length, sum(sizes));
  const clear = { sender: signer.keyId, recipients: [channel.recipient], sizeBucket, channelUntil: channel.until };
  const header = makeHeader('Q1', frame.header, clear);
  const headerBytes = encodeHeader(header);
  const signature = signer.sign(signatureInput(header, headerBytes, aboutBytes, treeRoot(hashes)));
  const content = { signatures: [signature], body, tail: items };
  const { stanza: stanzas, messageKey } = channel;
  const bytes = sealContent({ headerBytes, sizeBucket, stanzas, messageKey, content, random });
  return { bytes, itemHashes: hashes };
}

export interface FrameKeys extends OpeningKeys {
  /** The trusted key with this id, if there is one. The id is what the sender says: one of another algorithm is as unknown as none. */
  verifyKey(keyId: Uint8Array): VerifyKey | undefined;
  /** The receiver's memory of the channels on which frames came before. */
  readonly channels: ReceivingChannels;
}

export interface FrameItem {
  /** A view of the opened frame's own memory, as is `nonce`. */
  readonly bytes: Uint8Array;
  /** 32 bytes. */
  readonly nonce: Uint8Array;
  /** Salted hash of the item, 32 bytes: equal to the sealer's `itemHashes`. */
  readonly hash: Uint8Array;
}

export interface OpenedFrame extends OpenedEnvelope {
  readonly items: readonly FrameItem[];
  /** Ed25519, 64 bytes. */
  readonly signature: Uint8Array;
}

/**
 * Opens a frame and verifies its signature.
 * @throws IimsError `envelope.magic`, `envelope.malformed`, `envelope.too-large`, `envelope.header`, `envelope.suite`,
 *   `envelope.not-yet-valid`, `envelope.expired`, `envelope.not-recipient`, `envelope.unknown-sender`, `envelope.open-failed`,
 *   `envelope.padding`, `envelope.content`, `envelope.signature`
 */
export function openFrame(bytes: Uint8Array, keys: FrameKeys): OpenedFrame {
  const parts = openClear(bytes, 'Q1', keys.now);
  const { header } = parts;
  const recipient = findRecipient(parts, keys.kemKey);
  const senderKey = keys.verifyKey(header.sender);
  if (senderKey?.algorithm !== 'ed25519') throw unknownSender();

  const messageKey = keys.channels.messageKey(parts, recipient);
  if (messageKey === undefined) throw openFailed();
  const content = splitContent(openContent(parts, messageKey), Q1_SIGNATURE_LENGTHS);
  const { aboutBytes, nonces, sizes } = readFrameBody(content.body, content.tail.length);
  const about = parseAbout(aboutBytes, 'Q1');
  const items = readItems(header, nonces, sizes, content.tail);

  const headerBytes = parts.headerBytes.slice();
  const signature = content.signatures[0]!;
  const root = treeRoot(items.map((item) => item.hash));
  if (!senderKey.verify(signatureInput(header, headerBytes, aboutBytes, root), signature)) throw badSignature();
  keys.channels.remember(parts, recipient, messageKey);
  return { header, about, headerBytes, aboutBytes, items, signature };
}

export interface MessageToSeal extends EnvelopeToSeal {
  /** At most `MESSAGE_BYTES_MAX`. */
  readonly content: Uint8Array;
  /** 1 to `RECIPIENTS_MAX`, each once. */
  readonly recipients: readonly KemPublicKey[];
  /** Both keys of the one sender. */
  readonly signers: { readonly ed25519: SigningKey; readonly mlDsa65: SigningKey };
}

/**
 * Signs with both keys and seals a message.
 * @throws IimsError `envelope.header`, `envelope.suite` (the kind is not a message's), `envelope.too-large`,
 *   `key.malformed` (a recipient's key of small order)
 */
export function sealMessage(message: MessageToSeal): Uint8Array {
  if (SUITE_OF_KIND[message.about.kind] !== 'S1') throw wrongSuite();
  const { signers, recipients, random } = message;
  checkAlgorithm(signers.ed25519, 'ed25519');
  checkAlgorithm(signers.mlDsa65, 'ml-dsa-65');
  const contentBytes = message.content.length;
  if (contentBytes > MESSAGE_BYTES_MAX) throw tooLarge('content', `at most ${MESSAGE_BYTES_MAX} bytes`);

  const sender = signers.ed25519.keyId;
  const segments = segmentHashes(sender, message.header.id, message.content);
  const aboutBytes = encodeAbout(message.about);
  const body = encodeCbor({ about: aboutBytes, contentBytes, segments });

  const sizeBucket = contentBucket(S1_SIGNATURE_LENGTHS, body.length, contentBytes);
  if (recipients.length > RECIPIENTS_MAX) throw tooLarge('recipients', `at most ${RECIPIENTS_MAX} recipients`);
  const clear = { sender, recipients: recipients.map(({ keyId }) => keyId), sizeBucket };
  const header = makeHeader('S1', message.header, clear);
  const headerBytes = encodeHeader(header);
  const signed = signatureInput(header, headerBytes, aboutBytes, treeRoot(segments));
  const signatures = [signers.ed25519.sign(signed), signers.mlDsa65.sign(signed)];
  const content = { signatures, body, tail: [message.content] };
  const messageKey = random(AEAD_KEY_BYTES);
  const stanzas = sealStanzas(recipients, stanzaInfo(headerBytes), messageKey);
  const bytes = sealContent({ headerBytes, sizeBucket, stanzas, messageKey, content, random });
  messageKey.fill(0);
  return bytes;
}

export interface MessageKeys extends OpeningKeys {
  /** Both trusted keys of the one holder whose Ed25519 key has this id. */
  verifyKeys(keyId: Uint8Array): { readonly ed25519: VerifyKey; readonly mlDsa65: VerifyKey } | undefined;
}

export interface OpenedMessage extends OpenedEnvelope {
  readonly content: Uint8Array;
  readonly signatures: { readonly ed25519: Uint8Array; readonly mlDsa65: Uint8Array };
}

/**
 * Opens a message; both signatures must verify.
 * @throws IimsError `envelope.magic`, `envelope.malformed`, `envelope.too-large`, `envelope.header`, `envelope.suite`,
 *   `envelope.not-yet-valid`, `envelope.expired`, `envelope.not-recipient`, `envelope.unknown-sender`, `envelope.open-failed`,
 *   `envelope.padding`, `envelope.content`, `envelope.signature`
 */
export function openMessage(bytes: Uint8Array, keys: MessageKeys): OpenedMessage {
  const parts = openClear(bytes, 'S1', keys.now);
  const { header } = parts;
  const recipient = findRecipient(parts, keys.kemKey);
  const senderKeys = keys.verifyKeys(header.sender);
  if (senderKeys === undefined) throw unknownSender();
  checkAlgorithm(senderKeys.ed25519, 'ed25519');
  checkAlgorithm(senderKeys.mlDsa65, 'ml-dsa-65');

  const messageKey = openStanza(recipient, stanzaInfo(parts.headerBytes));
  if (messageKey === undefined) throw openFailed();
  const content = splitContent(openOnce(parts, messageKey), S1_SIGNATURE_LENGTHS);
  const { aboutBytes, segments } = readMessageBody(content.body, content.tail.length);
  const about = parseAbout(aboutBytes, 'S1');
  const hashes = segmentHashes(header.sender, header.id, content.tail);
  if (hashes.length !== segments.length || !hashes.every((hash, index) => equalBytes(hash, segments[index]!))) {
    throw badContent('segments', 'the hash of every segment of the content');
  }

  const headerBytes = parts.headerBytes.slice();
  const signed = signatureInput(header, headerBytes, aboutBytes, treeRoot(hashes));
  const [ed25519, mlDsa65] = content.signatures as [Uint8Array, Uint8Array];
  const holds = senderKeys.ed25519.verify(signed, ed25519) && senderKeys.mlDsa65.verify(signed, mlDsa65);
  if (!holds) throw badSignature();
  return { header, about, headerBytes, aboutBytes, content: content.tail.slice(), signatures: { ed25519, mlDsa65 } };
}

/** Opens content with a key that is for nothing else: whether it opens or not, the key is overwritten. */
function openOnce(parts: ClearParts, messageKey: Uint8Array): Uint8Array {
  try {
    return openContent(parts, messageKey);
  } finally {
    messageKey.fill(0);
  }
}

/** What of a header follows from keys, content and channel. */
type DerivedFields = Pick<Header, 'sender' | 'recipients' | 'sizeBucket' | 'channelUntil'>;

/** The fields are checked where the header is encoded. */
function makeHeader(suite: Suite, fields: HeaderFields, derived: DerivedFields): Header {
  const { id, createdAt, expiresAt, exercise, trustListVersion, inReplyTo } = fields;
  const header = { version: 1, suite, id, createdAt, expiresAt, exercise, trustListVersion, ...derived } as const;
  return inReplyTo === undefined ? header : { ...header, inReplyTo };
}

/** What the stanzas of a message are bound to: this one header. */
function stanzaInfo(headerBytes: Uint8Array): Uint8Array {
  return concatBytes(STANZA_LABEL, sha256(headerBytes));
}

/**
 * Everything that can be refused before a key is touched.
 * @throws IimsError `envelope.magic`, `envelope.malformed`, `envelope.too-large`, `envelope.header`, `envelope.suite`,
 *   `envelope.not-yet-valid`, `envelope.expired`
 */
function openClear(bytes: Uint8Array, suite: Suite, now: number): ClearParts {
  const parts = splitEnvelope(bytes);
  if (parts.header.suite !== suite) throw wrongSuite();
  checkTimes(parts.header, now);
  return parts;
}

/** A suite names its algorithms; no field of an envelope does, so nothing in it can choose another. */
function checkAlgorithm(key: { readonly algorithm: SignatureAlgorithm }, algorithm: SignatureAlgorithm): void {
  assert(key.algorithm === algorithm, 'a key is used with the algorithm that its suite names');
}

function unknownSender(): IimsError {
  return new IimsError('envelope.unknown-sender', {
    message: "The sender's key is not trusted.",
    field: 'sender',
    fix: 'Bring the trust list up to date.',
  });
}

function badSignature(): IimsError {
  return new IimsError('envelope.signature', {
    message: 'A required signature does not verify.',
    rule: 'every signature of the suite covers header, recipients, description and root',
  });
}

interface FrameBody {
  readonly aboutBytes: Uint8Array;
  readonly nonces: Uint8Array;
  readonly sizes: readonly number[];
}

function readFrameBody(bytes: Uint8Array, tailBytes: number): FrameBody {
  const { about, nonces, sizes, ...others } = decodeMap(bytes, 'body');
  if (!(about instanceof Uint8Array)) throw badContent('about', 'a byte string');
  if (!Array.isArray(sizes) || sizes.length < 1 || sizes.length > FRAME_ITEMS_MAX || !sizes.every(isSize)) {
    throw badContent('sizes', `the lengths of 1 to ${FRAME_ITEMS_MAX} items`);
  }
  if (sum(sizes) !== tailBytes) throw badContent('sizes', 'the items fill the content');
  if (!(nonces instanceof Uint8Array) || nonces.length !== sizes.length * NONCE_BYTES) {
    throw badContent('nonces', `${NONCE_BYTES} bytes for each item`);
  }
  if (Object.keys(others).length > 0) throw badContent('body', 'only the named fields');
  return { aboutBytes: about, nonces, sizes };
}

function readItems(header: Header, nonces: Uint8Array, sizes: readonly number[], tail: Uint8Array): FrameItem[] {
  let offset = 0;
  const items = sizes.map((size) => {
    offset += size;
    return tail.subarray(offset - size, offset);
  });
  const hashes = itemHashes(header, nonces, items);
  return items.map((bytes, index) => ({ bytes, nonce: nonceAt(nonces, index), hash: hashes[index]! }));
}

function isNotZero(byte: number): boolean {
  return byte !== 0;
}

function isSize(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}

/** Hashes of the content's segments; content of no bytes is one empty segment. */
function segmentHashes(sender: Uint8Array, id: Uint8Array, content: Uint8Array): Uint8Array[] {
  const count = Math.max(1, Math.ceil(content.length / SEGMENT_BYTES));
  return Array.from({ length: count }, (_, index) =>
    segmentHash({ sender, id, index, count }, content.subarray(index * SEGMENT_BYTES, (index + 1) * SEGMENT_BYTES)),
  );
}

interface MessageBody {
  readonly aboutBytes: Uint8Array;
  readonly segments: readonly Uint8Array[];
}

function readMessageBody(bytes: Uint8Array, tailBytes: number): MessageBody {
  const { about, contentBytes, segments, ...others } = decodeMap(bytes, 'body');
  if (!(about instanceof Uint8Array)) throw badContent('about', 'a byte string');
  if (contentBytes !== tailBytes || tailBytes > MESSAGE_BYTES_MAX) {
    throw badContent('contentBytes', `the length of the content, at most ${MESSAGE_BYTES_MAX} bytes`);
  }
  if (!Array.isArray(segments) || !segments.every((hash) => hash instanceof Uint8Array)) {
    throw badContent('segments', 'a list of hashes');
  }
  if (Object.keys(others).length > 0) throw badContent('body', 'only the named fields');
  return { aboutBytes: about, segments };
}

/** Items of one frame. */
export const FRAME_ITEMS_MAX = 256;
/** Content of one message. */
export const MESSAGE_BYTES_MAX = 1024 * 1024;
/** Content of one segment; only the last may be shorter. */
export const SEGMENT_BYTES = 1024 * 1024;

const STANZA_LABEL = utf8('iims/e1/rcpt');
/** The signatures of a suite stand first in its content, in this order. */
const Q1_SIGNATURE_LENGTHS = [SIGNATURE_BYTES.ed25519];
const S1_SIGNATURE_LENGTHS = [SIGNATURE_BYTES.ed25519, SIGNATURE_BYTES['ml-dsa-65']];
