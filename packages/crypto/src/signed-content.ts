// SPDX-License-Identifier: Apache-2.0
// What a signature inside an envelope covers: the header's and description's exact bytes, the recipients, and the root of what is said.

import { assert } from '@iims/wire/assert';
import { concatBytes, lengthPrefixed, utf8 } from '@iims/wire/bytes';
import { type CborValue, decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { type Header, ID_BYTES, type Suite, tooLarge } from './envelope-header.ts';
import { KEY_ID_BYTES } from './keys.ts';
import { type SignatureAlgorithm, sha256, sha256OfParts } from './primitives.ts';
import { badContent } from './sealed-content.ts';

/** The kinds of content. The kind alone decides the suite. */
export type ContentKind = 'query-frame' | 'answer-frame' | 'message' | 'echo' | 'attachment';

/** What the sealed content is, beside its items: the kind, and whatever the protocol above adds. */
export interface About {
  readonly kind: ContentKind;
  readonly [field: string]: CborValue;
}

/** The bytes that are signed (spec/envelope.md): label, suite, header, recipients, description and root, each after its length. */
export function signatureInput(
  header: Header,
  headerBytes: Uint8Array,
  aboutBytes: Uint8Array,
  root: Uint8Array,
): Uint8Array {
  const recipients = concatBytes(...header.recipients);
  return lengthPrefixed(SIGNATURE_LABEL, SUITE_NAMES[header.suite], headerBytes, recipients, aboutBytes, root);
}

/** Where a leaf stands: its place among `count` leaves of the envelope `id` of `sender`. */
export interface LeafPlace {
  readonly sender: Uint8Array;
  readonly id: Uint8Array;
  readonly index: number;
  readonly count: number;
}

/**
 * Hash of one item of a frame: the leaf hash over the length-prefixed label, sender, id, index, count, nonce (32 bytes) and item.
 * The nonce hides the item from whoever holds only the hash.
 */
export function itemHash(place: LeafPlace, nonce: Uint8Array, item: Uint8Array): Uint8Array {
  return hashItems(place, nonce, [item])[0]!;
}

/** The hash of every item of a frame, in order; the nonces stand one after the other. */
export function itemHashes(
  { sender, id }: Pick<LeafPlace, 'sender' | 'id'>,
  nonces: Uint8Array,
  items: readonly Uint8Array[],
): Uint8Array[] {
  return hashItems({ sender, id, index: 0, count: items.length }, nonces, items);
}

/** The nonce of item `index`, as a view. */
export function nonceAt(nonces: Uint8Array, index: number): Uint8Array {
  return nonces.subarray(index * NONCE_BYTES, (index + 1) * NONCE_BYTES);
}

/** The hashes of items that follow each other from `first` on. */
function hashItems(first: LeafPlace, nonces: Uint8Array, items: readonly Uint8Array[]): Uint8Array[] {
  assert(nonces.length === items.length * NONCE_BYTES, 'each item has a nonce of 32 bytes');
  const longest = items.reduce((length, item) => Math.max(length, item.length), 0);
  const inputBytes = ITEM_TEMPLATE.length + longest;
  const input = inputBytes <= ITEM_INPUT.length ? ITEM_INPUT : new Uint8Array(inputBytes);
  writeItemInput(input, first);
  const hashes = items.map((item, place) => hashItem(input, first.index + place, nonceAt(nonces, place), item));
  // Items are what is asked and answered, and the shared buffer outlives the call.
  input.fill(0, 0, inputBytes);
  return hashes;
}

/** What the items of a frame have in common. */
function writeItemInput(input: Uint8Array, { sender, id, count }: LeafPlace): void {
  assert(sender.length === KEY_ID_BYTES && id.length === ID_BYTES, 'sender and id have their fixed lengths');
  input.set(ITEM_TEMPLATE);
  input.set(sender, ITEM_SENDER_AT);
  input.set(id, ITEM_ID_AT);
  writeU32(input, ITEM_COUNT_AT, count);
}

/** Overwrites all in which one item differs from another: each part but the last has a fixed length, and frames hash many items. */
function hashItem(input: Uint8Array, index: number, nonce: Uint8Array, item: Uint8Array): Uint8Array {
  writeU32(input, ITEM_INDEX_AT, index);
  input.set(nonce, ITEM_NONCE_AT);
  writeU32(input, ITEM_TEMPLATE.length - 4, item.length);
  input.set(item, ITEM_TEMPLATE.length);
  return sha256(input.subarray(0, ITEM_TEMPLATE.length + item.length));
}

/**
 * Hash of one segment of a message's content: the leaf hash over the length-prefixed label, sender, id, index, count and segment.
 * A segment is too long to be copied behind what stands before it, so the hash takes the parts one after the other.
 */
export function segmentHash(place: LeafPlace, segment: Uint8Array): Uint8Array {
  const { sender, id, index, count } = place;
  const before = lengthPrefixed(SEGMENT_LABEL, sender, id, u32(index), u32(count));
  return sha256OfParts(LEAF_PREFIX, before, u32(segment.length), segment);
}

/** A suite names its algorithms; no field of an envelope does, so nothing in it can choose another. */
export function checkAlgorithm(key: { readonly algorithm: SignatureAlgorithm }, algorithm: SignatureAlgorithm): void {
  assert(key.algorithm === algorithm, 'a key is used with the algorithm that its suite names');
}

export function unknownSender(): IimsError {
  return new IimsError('envelope.unknown-sender', {
    message: "The sender's key is not trusted.",
    field: 'sender',
    fix: 'Bring the trust list up to date.',
  });
}

export function badSignature(): IimsError {
  return new IimsError('envelope.signature', {
    message: 'A required signature does not verify.',
    rule: 'every signature of the suite covers header, recipients, description and root',
  });
}

/** @throws IimsError `envelope.too-large` */
export function encodeAbout(about: About): Uint8Array {
  const bytes = encodeCbor(about);
  if (bytes.length > ABOUT_BYTES_MAX) throw tooLarge('about', `at most ${ABOUT_BYTES_MAX} bytes`);
  return bytes;
}

/** @throws IimsError `envelope.content`; `envelope.suite` when the suite is not the one of this kind of content */
export function parseAbout(bytes: Uint8Array, suite: Suite): About {
  if (bytes.length > ABOUT_BYTES_MAX) throw badContent('about', `at most ${ABOUT_BYTES_MAX} bytes`);
  const about = decodeMap(bytes, 'about');
  if (!isContentKind(about.kind)) throw badContent('about.kind', 'a known kind of content');
  if (SUITE_OF_KIND[about.kind] !== suite) throw wrongSuite();
  return about as unknown as About;
}

export function wrongSuite(): IimsError {
  return new IimsError('envelope.suite', {
    message: 'The suite is not the one of this kind of content.',
    field: 'suite',
    rule: 'Q1 for frames, S1 for messages, attachments and echoes',
  });
}

/** @throws IimsError `envelope.content` */
export function decodeMap(bytes: Uint8Array, field: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = decodeCbor(bytes);
  } catch (cause) {
    throw badContent(field, 'deterministic CBOR (RFC 8949, 4.2)', cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array) {
    throw badContent(field, 'a map');
  }
  return value as Record<string, unknown>;
}

function isContentKind(kind: unknown): kind is ContentKind {
  return typeof kind === 'string' && Object.hasOwn(SUITE_OF_KIND, kind);
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  writeU32(bytes, 0, value);
  return bytes;
}

function writeU32(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 24;
  bytes[offset + 1] = value >>> 16;
  bytes[offset + 2] = value >>> 8;
  bytes[offset + 3] = value;
}

export const SUITE_OF_KIND: Readonly<Record<ContentKind, Suite>> = {
  'query-frame': 'Q1',
  'answer-frame': 'Q1',
  message: 'S1',
  echo: 'S1',
  attachment: 'S1',
};
export const ABOUT_BYTES_MAX = 16_384;

const SIGNATURE_LABEL = utf8('iims/e1/sig');
const SUITE_NAMES: Readonly<Record<Suite, Uint8Array>> = { Q1: utf8('Q1'), S1: utf8('S1') };
const ITEM_LABEL = utf8('iims/q1/item');
export const NONCE_BYTES = 32;

/** 0x00 (a leaf, RFC 9162, 2.1.1) and the length-prefixed parts of an item of no bytes, all still zero. */
const ITEM_TEMPLATE = concatBytes(
  new Uint8Array([0x00]),
  lengthPrefixed(
    ITEM_LABEL,
    new Uint8Array(KEY_ID_BYTES),
    new Uint8Array(ID_BYTES),
    u32(0),
    u32(0),
    new Uint8Array(NONCE_BYTES),
    new Uint8Array(0),
  ),
);
const ITEM_SENDER_AT = 1 + 4 + ITEM_LABEL.length + 4;
const ITEM_ID_AT = ITEM_SENDER_AT + KEY_ID_BYTES + 4;
const ITEM_INDEX_AT = ITEM_ID_AT + ID_BYTES + 4;
const ITEM_COUNT_AT = ITEM_INDEX_AT + 4 + 4;
const ITEM_NONCE_AT = ITEM_COUNT_AT + 4 + 4;
/** One buffer for items of up to 4 KiB, since hashing is synchronous; zero between two calls. */
const ITEM_INPUT = new Uint8Array(ITEM_TEMPLATE.length + 4_096);
/** RFC 9162, 2.1.1. */
const LEAF_PREFIX = new Uint8Array([0x00]);
const SEGMENT_LABEL = utf8('iims/s1/segment');
