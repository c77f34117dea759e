// SPDX-License-Identifier: Apache-2.0
// What a signature inside an envelope covers: the header's and description's exact bytes, the recipients, and the root of what is said.

import { concatBytes, lengthPrefixed, utf8 } from '@iims/wire/bytes';
import { type CborValue, decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { type Header, type Suite, tooLarge } from './envelope-header.ts';
import { leafHash } from './merkle-tree.ts';
import { badContent } from './sealed-content.ts';

/** The kinds of content. The kind alone decides the suite. */
export type ContentKind = 'query-frame' | 'answer-frame' | 'message';

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
  return lengthPrefixed(SIGNATURE_LABEL, utf8(header.suite), headerBytes, recipients, aboutBytes, root);
}

/** Where a leaf stands: its place among `count` leaves of the envelope `id` of `sender`. */
export interface LeafPlace {
  readonly sender: Uint8Array;
  readonly id: Uint8Array;
  readonly index: number;
  readonly count: number;
}

/** Hash of one item of a frame. The nonce hides the item from whoever holds only the hash. */
export function itemHash(place: LeafPlace, nonce: Uint8Array, item: Uint8Array): Uint8Array {
  return leafHash(lengthPrefixed(ITEM_LABEL, place.sender, place.id, u32(place.index), u32(place.count), nonce, item));
}

/** Hash of one segment of a message's content. */
export function segmentHash(place: LeafPlace, segment: Uint8Array): Uint8Array {
  return leafHash(lengthPrefixed(SEGMENT_LABEL, place.sender, place.id, u32(place.index), u32(place.count), segment));
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
    rule: 'Q1 for frames, S1 for messages',
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
  return new Uint8Array([value >>> 24, value >>> 16, value >>> 8, value]);
}

export const SUITE_OF_KIND: Readonly<Record<ContentKind, Suite>> = {
  'query-frame': 'Q1',
  'answer-frame': 'Q1',
  message: 'S1',
};
export const ABOUT_BYTES_MAX = 16_384;

const SIGNATURE_LABEL = utf8('iims/e1/sig');
const ITEM_LABEL = utf8('iims/q1/item');
const SEGMENT_LABEL = utf8('iims/s1/segment');
