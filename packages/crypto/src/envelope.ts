// SPDX-License-Identifier: Apache-2.0
// Envelope E1: sign first, then seal. Suite Q1 carries a frame of many items under one Ed25519 signature,
// suite S1 one message under Ed25519 and ML-DSA-65. Nothing is returned that did not open and verify.

import { assert } from '@iims/wire/assert';
import { equalBytes } from '@iims/wire/bytes';
import { encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
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
import { sizeBucketFor } from './padding.ts';
import { type Random, SIGNATURE_BYTES } from './primitives.ts';
import {
  badContent,
  contentLength,
  findRecipient,
  joinContent,
  openContent,
  sealContent,
  splitContent,
} from './sealed-content.ts';
import {
  type About,
  decodeMap,
  encodeAbout,
  itemHash,
  parseAbout,
  SUITE_OF_KIND,
  segmentHash,
  signatureInput,
  wrongSuite,
} from './signed-content.ts';

/** What a sender says in the clear; the rest of the header follows from the keys, the suite and the content. */
export type HeaderFields = Pick<
  Header,
  'id' | 'createdAt' | 'expiresAt' | 'exercise' | 'trustListVersion' | 'inReplyTo'
>;

interface EnvelopeToSeal {
  readonly header: HeaderFields;
  readonly about: About;
  /** 1 to `RECIPIENTS_MAX`, each once. */
  readonly recipients: readonly KemPublicKey[];
  readonly random: Random;
}

export interface FrameToSeal extends EnvelopeToSeal {
  /** 1 to `FRAME_ITEMS_MAX` byte strings; together at most about 2 MiB. */
  readonly items: readonly Uint8Array[];
  /** The sender's Ed25519 key. */
  readonly signer: SigningKey;
}

export interface SealedFrame {
  readonly bytes: Uint8Array;
  /** Salted hash of each item, 32 bytes, in order: what an answer to the item refers to. */
  readonly itemHashes: readonly Uint8Array[];
}

/**
 * Signs and seals a frame of items in suite Q1.
 * @throws IimsError `envelope.header` (a field of the header breaks a rule), `envelope.suite` (the kind is not a frame's),
 *   `envelope.too-large`, `key.malformed` (a recipient's key of small order)
 */
export function sealFrame(frame: FrameToSeal): SealedFrame {
  if (SUITE_OF_KIND[frame.about.kind] !== 'Q1') throw wrongSuite();
  const count = frame.items.length;
  assert(count > 0, 'a frame has an item');
  if (count > FRAME_ITEMS_MAX) throw tooLarge('items', `at most ${FRAME_ITEMS_MAX} items`);
  const { keyId: sender } = checkSigner(frame.signer, 'ed25519');
  const aboutBytes = encodeAbout(frame.about);
  const nonces = frame.random(count * NONCE_BYTES);
  const items = frame.items.map((bytes, index) => ({ nonce: nonceAt(nonces, index), bytes }));
  const itemHashes = items.map(({ nonce, bytes }, index) =>
    itemHash({ sender, id: frame.header.id, index, count }, nonce, bytes),
  );
  const body = encodeCbor({ about: aboutBytes, items });

  const sizeBucket = bucketOf(contentLength(Q1_SIGNATURE_LENGTHS, body.length, 0));
  const header = makeHeader('Q1', frame, sender, sizeBucket);
  const headerBytes = encodeHeader(header);
  const signature = frame.signer.sign(signatureInput(header, headerBytes, aboutBytes, treeRoot(itemHashes)));
  const content = joinContent({ signatures: [signature], body, tail: EMPTY });
  const { recipients, random } = frame;
  return { bytes: sealContent({ headerBytes, sizeBucket, recipients, content, random }), itemHashes };
}

interface OpeningKeys {
  /** The receiver's clock, milliseconds since 1970. */
  readonly now: number;
  /** The opening key with this id, if it is at hand. */
  kemKey(keyId: Uint8Array): KemPrivateKey | undefined;
}

export interface FrameKeys extends OpeningKeys {
  /** The trusted Ed25519 key with this id, if there is one. */
  verifyKey(keyId: Uint8Array): VerifyKey | undefined;
}

export interface FrameItem {
  readonly bytes: Uint8Array;
  /** 32 bytes. */
  readonly nonce: Uint8Array;
  /** Salted hash of the item, 32 bytes: equal to the sealer's `itemHashes`. */
  readonly hash: Uint8Array;
}

interface Opened {
  readonly header: Header;
  readonly about: About;
  /** The exact signed bytes of header and description, from which proofs are made. */
  readonly headerBytes: Uint8Array;
  readonly aboutBytes: Uint8Array;
}

export interface OpenedFrame extends Opened {
  readonly items: readonly FrameItem[];
  /** Ed25519, 64 bytes. */
  readonly signature: Uint8Array;
}

/**
 * Opens a frame of suite Q1 and verifies its signature.
 * @throws IimsError `envelope.magic`, `envelope.malformed`, `envelope.too-large`, `envelope.header`, `envelope.suite`,
 *   `envelope.not-yet-valid`, `envelope.expired`, `envelope.not-recipient`, `envelope.unknown-sender`, `envelope.open-failed`,
 *   `envelope.padding`, `envelope.content`, `envelope.signature`
 */
export function openFrame(bytes: Uint8Array, keys: FrameKeys): OpenedFrame {
  const parts = openClear(bytes, 'Q1', keys.now);
  const { header, headerBytes } = parts;
  const recipient = findRecipient(parts, keys.kemKey);
  const senderKey = keys.verifyKey(header.sender);
  if (senderKey === undefined) throw unknownSender();
  checkVerifier(senderKey, 'ed25519');

  const { signatures, body, tail } = splitContent(openContent(parts, recipient), Q1_SIGNATURE_LENGTHS);
  if (tail.length > 0) throw badContent('content', 'nothing follows the body of a frame');
  const { aboutBytes, items: readItems } = readFrameBody(body);
  const about = parseAbout(aboutBytes, 'Q1');
  const items = readItems.map(({ nonce, bytes: item }, index) => {
    const place = { sender: header.sender, id: header.id, index, count: readItems.length };
    return { bytes: item, nonce, hash: itemHash(place, nonce, item) };
  });
  const root = treeRoot(items.map((item) => item.hash));
  const signature = signatures[0]!.slice();
  if (!senderKey.verify(signatureInput(header, headerBytes, aboutBytes, root), signature)) throw badSignature();
  return { header, about, headerBytes: headerBytes.slice(), aboutBytes, items, signature };
}

export interface MessageSigners {
  readonly ed25519: SigningKey;
  readonly mlDsa65: SigningKey;
}

export interface MessageToSeal extends EnvelopeToSeal {
  /** At most `MESSAGE_BYTES_MAX`. */
  readonly content: Uint8Array;
  /** Both keys of the sender. */
  readonly signers: MessageSigners;
}

/**
 * Signs with both keys and seals a message in suite S1.
 * @throws IimsError as `sealFrame`
 */
export function sealMessage(message: MessageToSeal): Uint8Array {
  if (SUITE_OF_KIND[message.about.kind] !== 'S1') throw wrongSuite();
  if (message.content.length > MESSAGE_BYTES_MAX) throw tooLarge('content', `at most ${MESSAGE_BYTES_MAX} bytes`);
  const { keyId: sender } = checkSigner(message.signers.ed25519, 'ed25519');
  checkSigner(message.signers.mlDsa65, 'ml-dsa-65');
  const aboutBytes = encodeAbout(message.about);
  const segments = segmentHashes(sender, message.header.id, message.content);
  const body = encodeCbor({ about: aboutBytes, contentBytes: message.content.length, segments });

  const sizeBucket = bucketOf(contentLength(S1_SIGNATURE_LENGTHS, body.length, message.content.length));
  const header = makeHeader('S1', message, sender, sizeBucket);
  const headerBytes = encodeHeader(header);
  const signed = signatureInput(header, headerBytes, aboutBytes, treeRoot(segments));
  const signatures = [message.signers.ed25519.sign(signed), message.signers.mlDsa65.sign(signed)];
  const content = joinContent({ signatures, body, tail: message.content });
  const { recipients, random } = message;
  return sealContent({ headerBytes, sizeBucket, recipients, content, random });
}

export interface MessageVerifyKeys {
  readonly ed25519: VerifyKey;
  readonly mlDsa65: VerifyKey;
}

export interface MessageKeys extends OpeningKeys {
  /** Both trusted keys of the one holder whose Ed25519 key has this id. */
  verifyKeys(keyId: Uint8Array): MessageVerifyKeys | undefined;
}

export interface OpenedMessage extends Opened {
  readonly content: Uint8Array;
  readonly signatures: { readonly ed25519: Uint8Array; readonly mlDsa65: Uint8Array };
}

/**
 * Opens a message of suite S1; both signatures must verify.
 * @throws IimsError as `openFrame`
 */
export function openMessage(bytes: Uint8Array, keys: MessageKeys): OpenedMessage {
  const parts = openClear(bytes, 'S1', keys.now);
  const { header, headerBytes } = parts;
  const recipient = findRecipient(parts, keys.kemKey);
  const senderKeys = keys.verifyKeys(header.sender);
  if (senderKeys === undefined) throw unknownSender();
  checkVerifier(senderKeys.ed25519, 'ed25519');
  checkVerifier(senderKeys.mlDsa65, 'ml-dsa-65');

  const { signatures, body, tail } = splitContent(openContent(parts, recipient), S1_SIGNATURE_LENGTHS);
  const { aboutBytes, segments } = readMessageBody(body, tail.length);
  const about = parseAbout(aboutBytes, 'S1');
  const computed = segmentHashes(header.sender, header.id, tail);
  if (computed.length !== segments.length || !computed.every((hash, index) => equalBytes(hash, segments[index]!))) {
    throw badContent('segments', 'the hash of every segment of the content');
  }
  const signed = signatureInput(header, headerBytes, aboutBytes, treeRoot(segments));
  const [ed25519, mlDsa65] = signatures.map((signature) => signature.slice()) as [Uint8Array, Uint8Array];
  const ed25519Holds = senderKeys.ed25519.verify(signed, ed25519);
  const mlDsa65Holds = senderKeys.mlDsa65.verify(signed, mlDsa65);
  if (!ed25519Holds || !mlDsa65Holds) throw badSignature();
  return {
    header,
    about,
    headerBytes: headerBytes.slice(),
    aboutBytes,
    content: tail.slice(),
    signatures: { ed25519, mlDsa65 },
  };
}

/** Everything that can be refused before a key is touched. */
function openClear(bytes: Uint8Array, suite: Suite, now: number): ClearParts {
  const parts = splitEnvelope(bytes);
  if (parts.header.suite !== suite) throw wrongSuite();
  checkTimes(parts.header, now);
  return parts;
}

function makeHeader(suite: Suite, envelope: EnvelopeToSeal, sender: Uint8Array, sizeBucket: number): Header {
  const { id, createdAt, expiresAt, exercise, trustListVersion, inReplyTo } = envelope.header;
  if (envelope.recipients.length > RECIPIENTS_MAX) throw tooLarge('recipients', `at most ${RECIPIENTS_MAX} recipients`);
  const recipients = envelope.recipients.map((recipient) => recipient.keyId);
  const header = {
    version: 1,
    suite,
    id,
    sender,
    recipients,
    createdAt,
    expiresAt,
    sizeBucket,
    exercise,
    trustListVersion,
  } as const;
  return inReplyTo === undefined ? header : { ...header, inReplyTo };
}

/** Hashes of the content's segments; content of no bytes is one empty segment. */
function segmentHashes(sender: Uint8Array, id: Uint8Array, content: Uint8Array): Uint8Array[] {
  const count = Math.max(1, Math.ceil(content.length / SEGMENT_BYTES));
  return Array.from({ length: count }, (_, index) =>
    segmentHash({ sender, id, index, count }, content.subarray(index * SEGMENT_BYTES, (index + 1) * SEGMENT_BYTES)),
  );
}

function readFrameBody(body: Uint8Array): {
  aboutBytes: Uint8Array;
  items: readonly { nonce: Uint8Array; bytes: Uint8Array }[];
} {
  const { about, items, ...others } = decodeMap(body, 'body');
  if (!(about instanceof Uint8Array)) throw badContent('about', 'a byte string');
  if (!Array.isArray(items) || items.length < 1 || items.length > FRAME_ITEMS_MAX) {
    throw badContent('items', `1 to ${FRAME_ITEMS_MAX} items`);
  }
  if (!items.every(isItem) || Object.keys(others).length > 0)
    throw badContent('items', 'a nonce of 32 bytes and bytes');
  return { aboutBytes: about, items };
}

function isItem(item: unknown): boolean {
  if (typeof item !== 'object' || item === null) return false;
  const { nonce, bytes, ...others } = item as Record<string, unknown>;
  const isNonce = nonce instanceof Uint8Array && nonce.length === NONCE_BYTES;
  return isNonce && bytes instanceof Uint8Array && Object.keys(others).length === 0;
}

function readMessageBody(
  body: Uint8Array,
  tailBytes: number,
): { aboutBytes: Uint8Array; segments: readonly Uint8Array[] } {
  const { about, contentBytes, segments, ...others } = decodeMap(body, 'body');
  if (!(about instanceof Uint8Array)) throw badContent('about', 'a byte string');
  if (contentBytes !== tailBytes || tailBytes > MESSAGE_BYTES_MAX) {
    throw badContent('contentBytes', `the length of the content, at most ${MESSAGE_BYTES_MAX} bytes`);
  }
  const areHashes = Array.isArray(segments) && segments.every((hash) => hash instanceof Uint8Array);
  if (!areHashes || Object.keys(others).length > 0) throw badContent('segments', 'a list of hashes');
  return { aboutBytes: about, segments };
}

function bucketOf(contentBytes: number): number {
  const bucket = sizeBucketFor(contentBytes);
  if (bucket === undefined) throw tooLarge('content', 'fits the greatest size bucket');
  return bucket;
}

function checkSigner(key: SigningKey, algorithm: SigningKey['algorithm']): SigningKey {
  assert(key.algorithm === algorithm, 'a suite names the algorithm of its signing keys');
  return key;
}

function checkVerifier(key: VerifyKey, algorithm: VerifyKey['algorithm']): void {
  assert(key.algorithm === algorithm, 'a suite names the algorithm of its verifying keys');
}

function nonceAt(nonces: Uint8Array, index: number): Uint8Array {
  return nonces.subarray(index * NONCE_BYTES, (index + 1) * NONCE_BYTES);
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

/** Items of one frame. */
export const FRAME_ITEMS_MAX = 256;
/** Content of one message. */
export const MESSAGE_BYTES_MAX = 1024 * 1024;
/** Content of one segment; only the last may be shorter. */
export const SEGMENT_BYTES = 1024 * 1024;

const NONCE_BYTES = 32;
const EMPTY = new Uint8Array(0);
/** The signatures of a suite stand first in its content, in this order; no field names an algorithm. */
const Q1_SIGNATURE_LENGTHS = [SIGNATURE_BYTES.ed25519];
const S1_SIGNATURE_LENGTHS = [SIGNATURE_BYTES.ed25519, SIGNATURE_BYTES['ml-dsa-65']];
