// SPDX-License-Identifier: Apache-2.0
// Envelope E1: sign first, then seal. Suite Q1 carries a frame of many queries or answers under one Ed25519 signature over their
// Merkle root, suite S1 one message under Ed25519 and ML-DSA-65. Nothing is returned that did not open and verify.
//
//   body of a frame   = {about: description, nonces: 32 bytes for each item, sizes: length of each item};  tail = the items
//   body of a message = {about: description, contentBytes: length, segments: hash of each segment};        tail = the content
// Here both are whole, in memory, and no step waits. Content of any size: sealed-stream.ts and opened-stream.ts.

import { assert } from '@iims/wire/assert';
import { encodeCbor } from '@iims/wire/cbor';
import type { Channel, ReceivingChannels } from './channel.ts';
import {
  type ClearParts,
  encodeHeader,
  type Header,
  type HeaderFields,
  makeHeader,
  splitEnvelope,
  tooLarge,
} from './envelope-header.ts';
import type { SigningKey, VerifyKey } from './keys.ts';
import { treeRoot } from './merkle-tree.ts';
import { isListed, messageBody, readMessageBody, segmentAt } from './message-body.ts';
import { IN_MEMORY_BUCKET_MAX_BYTES } from './padding.ts';
import { type Random, SIGNATURE_BYTES } from './primitives.ts';
import { badContent, contentBucket, openContent, openFailed, sealContent, splitContent } from './sealed-content.ts';
import {
  type About,
  badSignature,
  checkAlgorithm,
  decodeMap,
  encodeAbout,
  itemHashes,
  NONCE_BYTES,
  nonceAt,
  parseAbout,
  SUITE_OF_KIND,
  signatureInput,
  unknownSender,
  wrongSuite,
} from './signed-content.ts';
import {
  badSegment,
  checkClear,
  checkMessage,
  findMessageKeys,
  type MessageFields,
  type MessageKeys,
  type MessageSignatures,
  type OpeningKeys,
  S1_SIGNATURE_LENGTHS,
  signMessage,
  verifyMessage,
} from './signed-message.ts';
import { findRecipient } from './stanza.ts';

/** What every opened envelope tells: verified, and with the exact signed bytes from which proofs are made. */
interface OpenedEnvelope {
  readonly header: Header;
  readonly about: About;
  readonly headerBytes: Uint8Array;
  readonly aboutBytes: Uint8Array;
}

export interface FrameToSeal {
  readonly header: HeaderFields;
  readonly about: About;
  readonly random: Random;
  /** 1 to `FRAME_ITEMS_MAX` byte strings; together at most about 2 MiB. */
  readonly items: readonly Uint8Array[];
  /** The sender's Ed25519 key. */
  readonly signer: SigningKey;
  /** The signer's channel to the recipient. */
  readonly channel: Channel;
}

/** A frame as it was signed, with the exact bytes from which proofs are made. */
export interface SignedFrame {
  readonly header: Header;
  readonly headerBytes: Uint8Array;
  readonly aboutBytes: Uint8Array;
  readonly items: readonly FrameItem[];
  /** Ed25519, 64 bytes. */
  readonly signature: Uint8Array;
}

export interface SealedFrame extends SignedFrame {
  readonly bytes: Uint8Array;
  /** Salted hash of each item, 32 bytes, in order: what an answer to the item refers to. */
  readonly itemHashes: readonly Uint8Array[];
  /** The bytes that the signature covers: what a batch signature covers too (spec/batch-signature.md). */
  readonly signed: Uint8Array;
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

  const lengths = { signatures: Q1_SIGNATURE_LENGTHS, body: body.length, tail: sum(sizes) };
  const sizeBucket = contentBucket(lengths, IN_MEMORY_BUCKET_MAX_BYTES);
  const clear = { sender: signer.keyId, recipients: [channel.recipient], sizeBucket, channelUntil: channel.until };
  const header = makeHeader('Q1', frame.header, clear);
  const headerBytes = encodeHeader(header);
  const signed = signatureInput(header, headerBytes, aboutBytes, treeRoot(hashes));
  const signature = signer.sign(signed);
  const content = { signatures: [signature], body, tail: items };
  const { stanza: stanzas, messageKey } = channel;
  const bytes = sealContent({ headerBytes, sizeBucket, stanzas, messageKey, content, random });
  const signedItems = items.map((bytes, index) => ({ bytes, nonce: nonceAt(nonces, index), hash: hashes[index]! }));
  return { bytes, header, headerBytes, aboutBytes, items: signedItems, signature, itemHashes: hashes, signed };
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

export interface OpenedFrame extends OpenedEnvelope, SignedFrame {}

/**
 * Opens a frame and verifies its signature.
 * @throws IimsError `envelope.magic`, `envelope.malformed`, `envelope.too-large`, `envelope.header`, `envelope.suite`,
 *   `envelope.not-yet-valid`, `envelope.expired`, `envelope.not-recipient`, `envelope.unknown-sender`, `envelope.open-failed`,
 *   `envelope.padding`, `envelope.content`, `envelope.signature`
 */
export function openFrame(bytes: Uint8Array, keys: FrameKeys): OpenedFrame {
  const parts = splitEnvelope(bytes);
  const { header } = parts;
  checkClear(header, 'Q1', keys.now);
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

export interface MessageToSeal extends MessageFields {
  /** Together with what is sealed beside it at most `IN_MEMORY_BUCKET_MAX_BYTES`; more is for a stream. */
  readonly content: Uint8Array;
}

/**
 * Signs with both keys and seals a message.
 * @throws IimsError `envelope.header`, `envelope.suite` (the kind is not a message's), `envelope.too-large`,
 *   `key.malformed` (a recipient's key of small order)
 */
export function sealMessage(message: MessageToSeal): Uint8Array {
  checkMessage(message);
  const { content, random } = message;
  if (content.length > IN_MEMORY_BUCKET_MAX_BYTES) throw tooLarge('content', 'sealed as a stream');
  const place = { sender: message.signers.ed25519.keyId, id: message.header.id };
  const body = messageBody(encodeAbout(message.about), content, place);
  const signed = signMessage(message, body, IN_MEMORY_BUCKET_MAX_BYTES);
  const { headerBytes, sizeBucket, stanzas, messageKey, signatures } = signed;
  const parts = { signatures, body: body.bytes, tail: [content] };
  const bytes = sealContent({ headerBytes, sizeBucket, stanzas, messageKey, content: parts, random });
  messageKey.fill(0);
  return bytes;
}

export interface OpenedMessage extends OpenedEnvelope {
  readonly content: Uint8Array;
  readonly signatures: MessageSignatures;
}

/**
 * Opens a message; both signatures must verify.
 * @throws IimsError `envelope.magic`, `envelope.malformed`, `envelope.too-large`, `envelope.header`, `envelope.suite`,
 *   `envelope.not-yet-valid`, `envelope.expired`, `envelope.not-recipient`, `envelope.unknown-sender`, `envelope.open-failed`,
 *   `envelope.padding`, `envelope.content`, `envelope.signature`
 */
export function openMessage(bytes: Uint8Array, keys: MessageKeys): OpenedMessage {
  return openMessageParts(splitEnvelope(bytes), keys);
}

/** The same for a caller that has split the envelope already. */
export function openMessageParts(parts: ClearParts, keys: MessageKeys): OpenedMessage {
  checkClear(parts.header, 'S1', keys.now);
  const { messageKey, senderKeys } = findMessageKeys(parts, keys);
  const opened = splitContent(openOnce(parts, messageKey), S1_SIGNATURE_LENGTHS);
  const body = readMessageBody(opened.body);
  if (body.contentBytes !== opened.tail.length) throw badContent('contentBytes', 'the length of the content');
  const headerBytes = parts.headerBytes.slice();
  const { header } = parts;
  const verified = verifyMessage(
    { header, headerBytes, body, signatures: opened.signatures },
    senderKeys,
    keys.batches,
  );
  for (let index = 0; index < body.segmentCount; index += 1) {
    if (!isListed(body, header, index, segmentAt(opened.tail, index))) throw badSegment();
  }
  return { header, headerBytes, ...verified, content: opened.tail.slice() };
}

/** Opens content with a key that is for nothing else: whether it opens or not, the key is overwritten. */
function openOnce(parts: ClearParts, messageKey: Uint8Array): Uint8Array {
  try {
    return openContent(parts, messageKey);
  } finally {
    messageKey.fill(0);
  }
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

/** Items of one frame. */
export const FRAME_ITEMS_MAX = 256;

/** The signature of a frame stands first in its content. */
const Q1_SIGNATURE_LENGTHS = [SIGNATURE_BYTES.ed25519];
