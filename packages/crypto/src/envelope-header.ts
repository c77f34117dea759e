// SPDX-License-Identifier: Apache-2.0
// The clear header of an envelope E1: what a relay may know, its one encoding, its bounds, and the reading of it without any key.
//
//   envelope = "IIMS-E1\0" | u32 header length | header | stanza for each recipient, in the header's order | payload

import { assert } from '@iims/wire/assert';
import { equalBytes, utf8 } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { chunkedLength } from './chunked.ts';
import { KEY_ID_BYTES } from './keys.ts';
import { IN_MEMORY_BUCKET_MAX_BYTES, isSizeBucket } from './padding.ts';

/** Q1 for frames of queries and answers, S1 for messages. Required by the kind of content, never negotiated. */
export type Suite = 'Q1' | 'S1';

/** All that is readable outside the seal. Byte strings are fixed in length; times are milliseconds since 1970. */
export interface Header {
  readonly version: 1;
  readonly suite: Suite;
  /** UUIDv7, 16 bytes. */
  readonly id: Uint8Array;
  /** Key id of the sender's Ed25519 key, 32 bytes. */
  readonly sender: Uint8Array;
  /** Key ids of the recipients' KEM keys, 32 bytes each, in the order of the stanzas. */
  readonly recipients: readonly Uint8Array[];
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Size of the padded content in bytes, a size bucket; of a frame at most `IN_MEMORY_BUCKET_MAX_BYTES`. */
  readonly sizeBucket: number;
  readonly exercise: boolean;
  readonly trustListVersion: number;
  /** Id of the envelope that this one answers, 16 bytes. */
  readonly inReplyTo?: Uint8Array;
  /** When the channel of a frame ends. Every Q1 envelope has it, and no other. */
  readonly channelUntil?: number;
}

/** What stands before the payload of an envelope. */
export interface ClearSide {
  readonly header: Header;
  /** The header's exact bytes: what is hashed and signed. */
  readonly headerBytes: Uint8Array;
  /** `STANZA_BYTES` for each recipient, in the header's order. */
  readonly stanzaBytes: Uint8Array;
}

/** A whole envelope, as views of its bytes. */
export interface ClearParts extends ClearSide {
  readonly payload: Uint8Array;
}

/**
 * Reads the header without opening anything. The length of the whole envelope follows from its header and is checked too.
 * @throws IimsError `envelope.magic`, `envelope.too-large`, `envelope.malformed`, `envelope.header`, `envelope.suite`
 */
export function readHeader(bytes: Uint8Array): Header {
  return splitEnvelope(bytes).header;
}

/** @throws IimsError as `readHeader` */
export function splitEnvelope(bytes: Uint8Array): ClearParts {
  if (bytes.length > ENVELOPE_BYTES_MAX) throw tooLarge('envelope', `at most ${ENVELOPE_BYTES_MAX} bytes`);
  const stanzasStart = PREFIX_BYTES + headerLength(bytes);
  if (bytes.length < stanzasStart) throw malformedLength();
  const headerBytes = bytes.subarray(PREFIX_BYTES, stanzasStart);
  const header = parseHeader(headerBytes);
  const payloadStart = payloadOffset(header, headerBytes);
  if (bytes.length !== envelopeLength(header, headerBytes)) throw malformedLength();
  return {
    header,
    headerBytes,
    stanzaBytes: bytes.subarray(stanzasStart, payloadStart),
    payload: bytes.subarray(payloadStart),
  };
}

/**
 * The length of the header, from the first `PREFIX_BYTES` of an envelope.
 * @throws IimsError `envelope.magic`, `envelope.malformed`, `envelope.too-large`
 */
export function headerLength(bytes: Uint8Array): number {
  if (bytes.length < MAGIC.length || !equalBytes(bytes.subarray(0, MAGIC.length), MAGIC)) {
    throw new IimsError('envelope.magic', {
      message: 'The bytes are no envelope.',
      rule: 'they begin with "IIMS-E1" and a zero byte',
    });
  }
  if (bytes.length < PREFIX_BYTES) throw malformedLength();
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(MAGIC.length);
  if (length > HEADER_BYTES_MAX) throw tooLarge('header', `at most ${HEADER_BYTES_MAX} bytes`);
  return length;
}

/** Where the payload of the envelope with this header begins. */
export function payloadOffset(header: Header, headerBytes: Uint8Array): number {
  return PREFIX_BYTES + headerBytes.length + header.recipients.length * STANZA_BYTES;
}

/** The length of the whole envelope with this header: no other envelope is well formed. */
export function envelopeLength(header: Header, headerBytes: Uint8Array): number {
  return payloadOffset(header, headerBytes) + chunkedLength(header.sizeBucket);
}

/** What a sender says in the clear; the rest of the header follows from the keys, the suite and the content. */
export type HeaderFields = Pick<
  Header,
  'id' | 'createdAt' | 'expiresAt' | 'exercise' | 'trustListVersion' | 'inReplyTo'
>;

/** What of a header follows from keys, content and channel. */
type DerivedFields = Pick<Header, 'sender' | 'recipients' | 'sizeBucket' | 'channelUntil'>;

/** The fields are checked where the header is encoded. */
export function makeHeader(suite: Suite, fields: HeaderFields, derived: DerivedFields): Header {
  const { id, createdAt, expiresAt, exercise, trustListVersion, inReplyTo } = fields;
  const header = { version: 1, suite, id, createdAt, expiresAt, exercise, trustListVersion, ...derived } as const;
  return inReplyTo === undefined ? header : { ...header, inReplyTo };
}

/** The one encoding of a header that keeps every rule. @throws IimsError `envelope.header` */
export function encodeHeader(header: Header): Uint8Array {
  const bytes = encodeCbor(checkHeader(header));
  assert(bytes.length <= HEADER_BYTES_MAX, 'the greatest header fits its bound');
  return bytes;
}

/** Reads the exact bytes of a header, alone. @throws IimsError `envelope.header`, `envelope.suite` */
export function parseHeader(headerBytes: Uint8Array): Header {
  if (headerBytes.length > HEADER_BYTES_MAX) throw tooLarge('header', `at most ${HEADER_BYTES_MAX} bytes`);
  return checkHeader(decodeHeader(headerBytes));
}

/**
 * Compares a header's times with `now` (milliseconds since 1970).
 * @throws IimsError `envelope.not-yet-valid` (made more than `CLOCK_SKEW_MAX_MS` ahead of `now`), `envelope.expired`
 */
export function checkTimes(header: Header, now: number): void {
  if (header.createdAt > now + CLOCK_SKEW_MAX_MS) {
    throw new IimsError('envelope.not-yet-valid', {
      message: 'The envelope was made in the future.',
      field: 'createdAt',
      rule: `at most ${CLOCK_SKEW_MAX_MS} ms ahead of the receiver's clock`,
      fix: 'Check the clocks of both nodes.',
    });
  }
  if (header.expiresAt <= now) {
    throw new IimsError('envelope.expired', {
      message: "The envelope's time is over.",
      field: 'expiresAt',
      fix: 'Ask the sender to send it again.',
    });
  }
}

/** An envelope whose clear side is written and whose sealed parts are still zero: views, to be sealed into. */
export interface EnvelopeDraft {
  readonly bytes: Uint8Array;
  /** `STANZA_BYTES` for each recipient, in the header's order. */
  readonly stanzaBytes: Uint8Array;
  /** The sealed form of `sizeBucket` bytes. */
  readonly payload: Uint8Array;
}

/** Allots a whole envelope at once, so that what is sealed is written where it will stand. */
export function draftEnvelope(headerBytes: Uint8Array, stanzasLength: number, sizeBucket: number): EnvelopeDraft {
  const stanzasStart = PREFIX_BYTES + headerBytes.length;
  const payloadStart = stanzasStart + stanzasLength;
  const bytes = new Uint8Array(payloadStart + chunkedLength(sizeBucket));
  bytes.set(envelopePrefix(headerBytes.length));
  bytes.set(headerBytes, PREFIX_BYTES);
  return { bytes, stanzaBytes: bytes.subarray(stanzasStart, payloadStart), payload: bytes.subarray(payloadStart) };
}

/** The bytes before a header of this length. */
export function envelopePrefix(length: number): Uint8Array {
  const prefix = new Uint8Array(PREFIX_BYTES);
  prefix.set(MAGIC);
  new DataView(prefix.buffer).setUint32(MAGIC.length, length);
  return prefix;
}

export function tooLarge(field: string, rule: string): IimsError {
  return new IimsError('envelope.too-large', { message: 'A bound of the envelope is exceeded.', field, rule });
}

export function malformedLength(): IimsError {
  return new IimsError('envelope.malformed', {
    message: 'The envelope is cut off or followed by other bytes.',
    rule: 'its length follows from its header',
  });
}

function decodeHeader(headerBytes: Uint8Array): unknown {
  try {
    return decodeCbor(headerBytes);
  } catch (cause) {
    throw new IimsError('envelope.header', {
      message: 'The header is malformed.',
      rule: 'deterministic CBOR (RFC 8949, 4.2)',
      cause,
    });
  }
}

/** Every rule of spec/envelope.md on the header; unknown fields are refused. */
function checkHeader(value: unknown): Header {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badField('header', 'a map');
  const header = value as Partial<Record<string, unknown>>;
  for (const field in header) if (!HEADER_FIELDS.has(field)) throw badField('header', 'only the named fields');
  const { createdAt, expiresAt, recipients, inReplyTo } = header;
  if (header.version !== 1) throw badField('version', '1');
  if (header.suite !== 'Q1' && header.suite !== 'S1') {
    throw new IimsError('envelope.suite', { message: 'The suite is not known.', field: 'suite', rule: 'Q1 or S1' });
  }
  if (!isUuidV7(header.id)) throw badField('id', 'a UUIDv7 of 16 bytes');
  if (inReplyTo !== undefined && !isUuidV7(inReplyTo)) throw badField('inReplyTo', 'a UUIDv7 of 16 bytes');
  if (!isKeyId(header.sender)) throw badField('sender', 'a key id of 32 bytes');
  if (
    !Array.isArray(recipients) ||
    recipients.length < 1 ||
    recipients.length > RECIPIENTS_MAX ||
    !areDistinctKeyIds(recipients)
  ) {
    throw badField('recipients', `1 to ${RECIPIENTS_MAX} different key ids`);
  }
  if (!isCount(createdAt)) throw badField('createdAt', 'milliseconds since 1970');
  if (!isCount(expiresAt) || expiresAt <= createdAt || expiresAt - createdAt > LIFETIME_MAX_MS) {
    throw badField('expiresAt', `after createdAt, by at most ${LIFETIME_MAX_MS} ms`);
  }
  checkBucket(header.suite, header.sizeBucket);
  if (typeof header.exercise !== 'boolean') throw badField('exercise', 'true or false');
  checkChannel(header.suite, recipients.length, createdAt, header.channelUntil);
  if (!isCount(header.trustListVersion)) throw badField('trustListVersion', 'a whole number');
  return value as Header;
}

/** A frame is opened as a whole, in memory. */
function checkBucket(suite: Suite, sizeBucket: unknown): void {
  if (!isSizeBucket(sizeBucket)) throw badField('sizeBucket', 'one of the size buckets');
  if (suite === 'Q1' && sizeBucket > IN_MEMORY_BUCKET_MAX_BYTES) {
    throw badField('sizeBucket', `at most ${IN_MEMORY_BUCKET_MAX_BYTES} bytes for a frame`);
  }
}

/** A channel has one recipient, and no receiver needs to remember one for longer than its life. */
function checkChannel(suite: Suite, recipientCount: number, createdAt: number, channelUntil: unknown): void {
  if (suite === 'S1') {
    if (channelUntil !== undefined) throw badField('channelUntil', 'only in a frame');
    return;
  }
  if (recipientCount !== 1) throw badField('recipients', 'one for a frame');
  const isWithin = isCount(channelUntil) && createdAt <= channelUntil && channelUntil - createdAt <= CHANNEL_LIFE_MS;
  if (!isWithin) throw badField('channelUntil', `not before createdAt, and at most ${CHANNEL_LIFE_MS} ms after it`);
}

function badField(field: string, rule: string): IimsError {
  return new IimsError('envelope.header', { message: 'The header breaks a rule.', field, rule });
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isKeyId(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && value.length === KEY_ID_BYTES;
}

function isUuidV7(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && value.length === ID_BYTES && value[6]! >> 4 === 7 && value[8]! >> 6 === 2;
}

function areDistinctKeyIds(recipients: readonly unknown[]): boolean {
  return recipients.every(
    (recipient, place) =>
      isKeyId(recipient) &&
      recipients.slice(0, place).every((earlier) => !equalBytes(earlier as Uint8Array, recipient)),
  );
}

export const ID_BYTES = 16;
/** Recipients of one envelope. */
export const RECIPIENTS_MAX = 50;
export const HEADER_BYTES_MAX = 4_096;
/** enc 1120 | sealed message key 48. */
export const STANZA_BYTES = 1_168;
export const ENC_BYTES = 1_120;
/** How far a sender's clock may be ahead. */
export const CLOCK_SKEW_MAX_MS = 5 * 60_000;
/** How long one message key may carry frames. */
export const CHANNEL_LIFE_MS = 10 * 60_000;
/** Mail expires after at most 28 days, so that opening keys can be destroyed after 35. */
export const LIFETIME_MAX_MS = 28 * 24 * 3_600_000;

const MAGIC = utf8('IIMS-E1\0');
/** Magic and length of the header. */
export const PREFIX_BYTES = MAGIC.length + 4;
/** The greatest envelope that is opened as a whole, in bytes; longer ones are read as a stream. */
export const ENVELOPE_BYTES_MAX =
  PREFIX_BYTES + HEADER_BYTES_MAX + RECIPIENTS_MAX * STANZA_BYTES + chunkedLength(IN_MEMORY_BUCKET_MAX_BYTES);
const HEADER_FIELDS: ReadonlySet<string> = new Set([
  'version',
  'suite',
  'id',
  'sender',
  'recipients',
  'createdAt',
  'expiresAt',
  'sizeBucket',
  'exercise',
  'trustListVersion',
  'inReplyTo',
  'channelUntil',
]);
