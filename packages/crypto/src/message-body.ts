// SPDX-License-Identifier: Apache-2.0
// The body of a message: its description and the signed list of its segments (spec/envelope.md, 6).
//
//   body = deterministic CBOR of {about: byte string, segments: [32 bytes each], contentBytes: length},
//          with {batch: byte string} after the description where the message was signed together with others
//
// It is read and written in place: the list of 1 TiB is 36 MB of bytes, and would be a million objects as decoded CBOR.

import { assert } from '@iims/wire/assert';
import { concatBytes, equalBytes } from '@iims/wire/bytes';
import { encodeCbor } from '@iims/wire/cbor';
import { HASH_BYTES, treeRootOf } from './merkle-tree.ts';
import { BATCH_PART_BYTES } from './message-batch.ts';
import { badContent } from './sealed-content.ts';
import { ABOUT_BYTES_MAX, type LeafPlace, segmentHash } from './signed-content.ts';

export interface MessageBody {
  /** The encoded body: what is sealed. */
  readonly bytes: Uint8Array;
  /** A view of the body, as are the hashes. */
  readonly aboutBytes: Uint8Array;
  /** Its part of the batch with which it was signed: `BATCH_PART_BYTES`. */
  readonly batch?: Uint8Array;
  readonly contentBytes: number;
  readonly segmentCount: number;
  /** Hash of segment `index`, 32 bytes. */
  segmentHashAt(index: number): Uint8Array;
}

/** How many segments content has; content of no bytes is one empty segment. */
export function segmentCountOf(contentBytes: number): number {
  return Math.max(1, Math.ceil(contentBytes / SEGMENT_BYTES));
}

/** A body whose list is still to be filled in. */
export interface MessageBodyDraft {
  /** To be called once for each segment. */
  setSegmentHash(index: number, hash: Uint8Array): void;
  readonly body: MessageBody;
}

/** How a message is signed: by signatures of its own, or together with others, with room for its part of the batch. */
export type SigningForm = 'alone' | 'together';

/** Lays out the body of content of `contentBytes`, at most `CONTENT_BYTES_MAX`. */
export function draftMessageBody(
  aboutBytes: Uint8Array,
  contentBytes: number,
  form: SigningForm = 'alone',
): MessageBodyDraft {
  assert(contentBytes <= CONTENT_BYTES_MAX, 'the length of the content is within its bound');
  const count = segmentCountOf(contentBytes);
  const [map, batch] = form === 'alone' ? [MAP_OF_THREE, NOTHING] : [MAP_OF_FOUR, EMPTY_BATCH];
  const beforeAbout = concatBytes(map, ABOUT, cborHead(BYTES, aboutBytes.length));
  const beforeList = concatBytes(beforeAbout, aboutBytes, batch, SEGMENTS, cborHead(ARRAY, count));
  const afterList = concatBytes(CONTENT_BYTES, encodeCbor(contentBytes));
  const listStart = beforeList.length;
  const bytes = new Uint8Array(listStart + count * LISTED_HASH_BYTES + afterList.length);
  bytes.set(beforeList);
  bytes.set(afterList, bytes.length - afterList.length);
  const aboutStart = beforeAbout.length;
  const batchStart = form === 'alone' ? undefined : aboutStart + aboutBytes.length + BATCH_HEAD.length;
  const layout = { aboutStart, aboutBytes: aboutBytes.length, batchStart, listStart, contentBytes };
  return {
    setSegmentHash(index, hash) {
      const at = listStart + index * LISTED_HASH_BYTES;
      bytes.set(HASH_HEAD, at);
      bytes.set(hash, at + HASH_HEAD.length);
    },
    body: bodyOf(bytes, layout),
  };
}

/** The body of content that is at hand as a whole. */
export function messageBody(
  aboutBytes: Uint8Array,
  content: Uint8Array,
  place: SegmentPlace,
  form: SigningForm = 'alone',
): MessageBody {
  const { body, setSegmentHash } = draftMessageBody(aboutBytes, content.length, form);
  for (let index = 0; index < body.segmentCount; index += 1) {
    setSegmentHash(index, hashOfSegment(body, place, index, segmentAt(content, index)));
  }
  return body;
}

/**
 * Reads a body from its one encoding.
 * @throws IimsError `envelope.content`
 */
export function readMessageBody(bytes: Uint8Array): MessageBody {
  const isTogether = bytes[0] === MAP_OF_FOUR[0];
  const start = isTogether ? MAP_OF_FOUR : MAP_OF_THREE;
  const afterMap = expectBytes(bytes, 0, concatBytes(start, ABOUT), 'body', 'exactly the named fields');
  const about = readHead(bytes, afterMap, BYTES, 'about');
  if (about.value > ABOUT_BYTES_MAX) throw badContent('about', `at most ${ABOUT_BYTES_MAX} bytes`);
  const aboutEnd = about.end + about.value;
  const batchStart = isTogether
    ? expectBytes(bytes, aboutEnd, BATCH_HEAD, 'batch', `a byte string of ${BATCH_PART_BYTES} bytes`)
    : undefined;
  const beforeList = batchStart === undefined ? aboutEnd : batchStart + BATCH_PART_BYTES;
  const afterAbout = expectBytes(bytes, beforeList, SEGMENTS, 'body', 'exactly the named fields');
  const list = readHead(bytes, afterAbout, ARRAY, 'segments');
  if (list.value > SEGMENTS_MAX) throw badContent('segments', `at most ${SEGMENTS_MAX} hashes`);
  const listEnd = list.end + list.value * LISTED_HASH_BYTES;
  if (listEnd > bytes.length) throw badContent('segments', 'a list of hashes');
  for (let at = list.end; at < listEnd; at += LISTED_HASH_BYTES) {
    expectBytes(bytes, at, HASH_HEAD, 'segments', 'a list of hashes');
  }
  const afterName = expectBytes(bytes, listEnd, CONTENT_BYTES, 'body', 'exactly the named fields');
  const length = readHead(bytes, afterName, UNSIGNED, 'contentBytes');
  if (length.end !== bytes.length) throw badContent('body', 'exactly the named fields');
  if (length.value > CONTENT_BYTES_MAX) throw badContent('contentBytes', `at most ${CONTENT_BYTES_MAX} bytes`);
  if (list.value !== segmentCountOf(length.value)) throw badContent('segments', 'the hash of every segment');
  return bodyOf(bytes, {
    aboutStart: about.end,
    aboutBytes: about.value,
    batchStart,
    listStart: list.end,
    contentBytes: length.value,
  });
}

/** The Merkle root over the list. */
export function bodyRoot(body: MessageBody): Uint8Array {
  return treeRootOf(body.segmentCount, (index) => body.segmentHashAt(index));
}

/** Whose content it is. */
export type SegmentPlace = Pick<LeafPlace, 'sender' | 'id'>;

/** Whether segment `index` is the one that the list names. */
export function isListed(body: MessageBody, place: SegmentPlace, index: number, segment: Uint8Array): boolean {
  return equalBytes(hashOfSegment(body, place, index, segment), body.segmentHashAt(index));
}

export function hashOfSegment(
  { segmentCount: count }: MessageBody,
  { sender, id }: SegmentPlace,
  index: number,
  segment: Uint8Array,
): Uint8Array {
  return segmentHash({ sender, id, index, count }, segment);
}

/** Segment `index` of content, as a view. */
export function segmentAt(content: Uint8Array, index: number): Uint8Array {
  return content.subarray(index * SEGMENT_BYTES, (index + 1) * SEGMENT_BYTES);
}

/** The length of segment `index`. */
export function segmentLength({ contentBytes }: MessageBody, index: number): number {
  return Math.min(SEGMENT_BYTES, contentBytes - index * SEGMENT_BYTES);
}

interface Layout {
  readonly aboutStart: number;
  readonly aboutBytes: number;
  readonly batchStart: number | undefined;
  readonly listStart: number;
  readonly contentBytes: number;
}

function bodyOf(bytes: Uint8Array, layout: Layout): MessageBody {
  const { aboutStart, aboutBytes, batchStart, listStart, contentBytes } = layout;
  return {
    bytes,
    aboutBytes: bytes.subarray(aboutStart, aboutStart + aboutBytes),
    ...(batchStart === undefined ? {} : { batch: bytes.subarray(batchStart, batchStart + BATCH_PART_BYTES) }),
    contentBytes,
    segmentCount: segmentCountOf(contentBytes),
    segmentHashAt(index) {
      const start = listStart + index * LISTED_HASH_BYTES + HASH_HEAD.length;
      return bytes.subarray(start, start + HASH_BYTES);
    },
  };
}

function expectBytes(bytes: Uint8Array, at: number, wanted: Uint8Array, field: string, rule: string): number {
  const end = at + wanted.length;
  for (let place = 0; place < wanted.length; place += 1) {
    if (bytes[at + place] !== wanted[place]) throw badContent(field, rule);
  }
  return end;
}

/** The argument of a CBOR head of this major type, in its shortest form only (RFC 8949, 4.2.1). */
function readHead(bytes: Uint8Array, at: number, major: number, field: string): { value: number; end: number } {
  const info = (bytes[at] ?? 0xff) & 0x1f;
  const argumentBytes = info < 24 ? 0 : 2 ** (info - 24);
  const end = at + 1 + argumentBytes;
  if (info > 27 || end > bytes.length) throw badContent(field, 'deterministic CBOR (RFC 8949, 4.2)');
  let value = argumentBytes === 0 ? info : 0;
  for (let place = at + 1; place < end; place += 1) value = value * 256 + bytes[place]!;
  const isShortest = Number.isSafeInteger(value) && equalBytes(bytes.subarray(at, end), cborHead(major, value));
  if (!isShortest) throw badContent(field, 'deterministic CBOR (RFC 8949, 4.2)');
  return { value, end };
}

/** The head of an unsigned integer, with another major type in its first three bits. */
function cborHead(major: number, value: number): Uint8Array {
  const head = encodeCbor(value);
  head[0] = head[0]! | (major << 5);
  return head;
}

/** Content of one segment; only the last may be shorter. */
export const SEGMENT_BYTES = 1024 * 1024;
/** Content of one message: 1 TiB. */
export const CONTENT_BYTES_MAX = 2 ** 40;
const SEGMENTS_MAX = CONTENT_BYTES_MAX / SEGMENT_BYTES;

const UNSIGNED = 0;
const BYTES = 2;
const ARRAY = 4;
const NOTHING = new Uint8Array(0);
const MAP_OF_THREE = new Uint8Array([0xa3]);
const MAP_OF_FOUR = new Uint8Array([0xa4]);
/** The keys in the order of their encodings (RFC 8949, 4.2.1). */
const ABOUT = encodeCbor('about');
/** The name, and the head of a byte string of this one length. */
const BATCH_HEAD = concatBytes(encodeCbor('batch'), cborHead(BYTES, BATCH_PART_BYTES));
/** To be filled in when the batch is signed. */
const EMPTY_BATCH = concatBytes(BATCH_HEAD, new Uint8Array(BATCH_PART_BYTES));
const SEGMENTS = encodeCbor('segments');
const CONTENT_BYTES = encodeCbor('contentBytes');
/** A byte string of 32 bytes. */
const HASH_HEAD = new Uint8Array([0x58, HASH_BYTES]);
const LISTED_HASH_BYTES = HASH_HEAD.length + HASH_BYTES;
/** The greatest body, in bytes: about 36 MB. */
export const BODY_BYTES_MAX = ABOUT_BYTES_MAX + BATCH_PART_BYTES + SEGMENTS_MAX * LISTED_HASH_BYTES + 80;
