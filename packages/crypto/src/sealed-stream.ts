// SPDX-License-Identifier: Apache-2.0
// Signs and seals a message of any size in constant memory: once over the content for the signed list of its segments, once to
// seal it (spec/envelope.md, 13 to 17). The envelope is the same that `sealMessage` would make.

import type { KeyObject } from 'node:crypto';
import { assert } from '@iims/wire/assert';
import { concatBytes, equalBytes } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { ByteSource } from './byte-source.ts';
import { beginChunked, CHUNK_BYTES, type ChunkKeys, SALT_BYTES, SEALED_CHUNK_BYTES, sealChunkInto } from './chunked.ts';
import { envelopeLength, envelopePrefix, type Header, tooLarge } from './envelope-header.ts';
import {
  CONTENT_BYTES_MAX,
  draftMessageBody,
  hashOfSegment,
  type MessageBody,
  SEGMENT_BYTES,
  segmentLength,
} from './message-body.ts';
import { lengthField, SIZE_BUCKET_MAX_BYTES } from './padding.ts';
import {
  AEAD_KEY_BYTES,
  AEAD_NONCE_BYTES,
  AEAD_TAG_BYTES,
  aeadKey,
  aeadSeal,
  type Random,
  release,
} from './primitives.ts';
import { contentBytes, contentHead, payloadContext } from './sealed-content.ts';
import { encodeAbout } from './signed-content.ts';
import { checkMessage, type MessageFields, S1_SIGNATURE_LENGTHS, signMessage } from './signed-message.ts';

export interface StreamToSeal extends MessageFields {
  /** Read twice and more; must give the same bytes each time. */
  readonly content: ByteSource;
  /** At most `CONTENT_BYTES_MAX`. */
  readonly contentBytes: number;
}

export interface SealedStream {
  readonly header: Header;
  /** Length of the whole envelope. */
  readonly bytes: number;
  /**
   * The envelope from byte `offset` on, in pieces of about 1 MiB, each of which the next overwrites. Offset by offset the same
   * in every call, so that an interrupted transfer goes on where it stopped.
   * Throws `envelope.source-changed` before it seals other content than was signed.
   */
  from(offset: number): AsyncGenerator<Uint8Array, void, undefined>;
}

/**
 * Reads the content once, signs with both keys and seals the message key.
 * @throws IimsError `envelope.header`, `envelope.suite` (the kind is not a message's), `envelope.too-large`, `key.malformed`,
 *   `envelope.source-changed` (the content is shorter or longer than was said)
 */
export async function sealStream(message: StreamToSeal): Promise<SealedStream> {
  checkMessage(message);
  if (message.contentBytes > CONTENT_BYTES_MAX) throw tooLarge('content', `at most ${CONTENT_BYTES_MAX} bytes`);
  const place = { sender: message.signers.ed25519.keyId, id: message.header.id };
  const { body, setSegmentHash } = draftMessageBody(encodeAbout(message.about), message.contentBytes);
  const seen = new SeenSegments(body.segmentCount, message.random);
  for (let index = 0; index < body.segmentCount; index += 1) {
    const segment = await readSegment(message.content, body, index);
    setSegmentHash(index, hashOfSegment(body, place, index, segment));
    seen.remember(index, segment);
  }
  const { header, headerBytes, sizeBucket, signatures, stanzas, messageKey } = signMessage(
    message,
    body,
    SIZE_BUCKET_MAX_BYTES,
  );
  const context = payloadContext(headerBytes, stanzas);
  const payload = beginChunked({ key: messageKey, context }, message.random(SALT_BYTES));
  messageKey.fill(0);

  const lengths = { signatures: S1_SIGNATURE_LENGTHS, body: body.bytes.length, tail: body.contentBytes };
  const beforeContent = [lengthField(contentBytes(lengths), sizeBucket), ...contentHead(signatures, body.bytes)];
  const clear = concatBytes(envelopePrefix(headerBytes.length), headerBytes, stanzas, payload.header);
  const readSigned = async (index: number): Promise<Uint8Array> => {
    const segment = await readSegment(message.content, body, index);
    if (!seen.isSame(index, segment)) throw sourceChanged();
    return segment;
  };
  const plan = { clear, keys: payload.keys, sizeBucket, beforeContent, body, readSigned };
  return { header, bytes: envelopeLength(header, headerBytes), from: (offset) => sealFrom(plan, offset) };
}

/**
 * Recognises segments by a GMAC under a key of its own (NIST SP 800-38D): ten times as fast as hashing them again. Its tags never
 * leave it, so that a nonce may stand for a place however often the place is read.
 */
class SeenSegments {
  readonly #key: KeyObject;
  readonly #tags: Uint8Array;

  constructor(count: number, random: Random) {
    const key = random(AEAD_KEY_BYTES);
    this.#key = aeadKey(key);
    key.fill(0);
    this.#tags = new Uint8Array(count * AEAD_TAG_BYTES);
  }

  remember(index: number, segment: Uint8Array): void {
    this.#tags.set(this.#tagOf(index, segment), index * AEAD_TAG_BYTES);
  }

  isSame(index: number, segment: Uint8Array): boolean {
    const start = index * AEAD_TAG_BYTES;
    return equalBytes(this.#tagOf(index, segment), this.#tags.subarray(start, start + AEAD_TAG_BYTES));
  }

  #tagOf(index: number, segment: Uint8Array): Uint8Array {
    const nonce = new Uint8Array(AEAD_NONCE_BYTES);
    new DataView(nonce.buffer).setUint32(0, index);
    return aeadSeal('aes-256-gcm', { key: this.#key, nonce, aad: segment }, NOTHING);
  }
}

/** Everything that the envelope's bytes follow from, beside the content. */
interface SealingPlan {
  /** All that stands before the first chunk. */
  readonly clear: Uint8Array;
  readonly keys: ChunkKeys;
  readonly sizeBucket: number;
  /** The parts of the bucket that stand before the content. */
  readonly beforeContent: readonly Uint8Array[];
  readonly body: MessageBody;
  /** A segment that is the one whose hash was signed. */
  readonly readSigned: (index: number) => Promise<Uint8Array>;
}

async function* sealFrom(plan: SealingPlan, offset: number): AsyncGenerator<Uint8Array, void, undefined> {
  const { clear, keys, sizeBucket } = plan;
  assert(Number.isSafeInteger(offset) && offset >= 0, 'an offset is a whole number');
  if (offset < clear.length) yield clear.subarray(offset);
  const sealedOffset = Math.max(0, offset - clear.length);
  const chunkCount = Math.floor(sizeBucket / CHUNK_BYTES) + 1;
  const readPadded = paddedReader(plan);
  const plain = new Uint8Array(Math.min(BATCH_CHUNKS * CHUNK_BYTES, sizeBucket));
  const sealed = new Uint8Array(plain.length + BATCH_CHUNKS * AEAD_TAG_BYTES);
  let first = Math.floor(sealedOffset / SEALED_CHUNK_BYTES);
  let skip = sealedOffset % SEALED_CHUNK_BYTES;
  try {
    for (; first < chunkCount; first += BATCH_CHUNKS) {
      const batch = plain.subarray(0, sizeBucket - first * CHUNK_BYTES);
      await readPadded(batch, first * CHUNK_BYTES);
      const count = Math.min(BATCH_CHUNKS, chunkCount - first);
      for (let place = 0; place < count; place += 1) {
        const chunk = batch.subarray(place * CHUNK_BYTES, (place + 1) * CHUNK_BYTES);
        release(sealChunkInto(keys, first + place, chunk, sealed.subarray(place * SEALED_CHUNK_BYTES)));
      }
      yield sealed.subarray(skip, batch.length + count * AEAD_TAG_BYTES);
      skip = 0;
    }
  } finally {
    plain.fill(0);
  }
}

/** Fills `target` with the bytes of the bucket from `position` on: what stands before the content, the content, zeros. */
function paddedReader(plan: SealingPlan): (target: Uint8Array, position: number) => Promise<void> {
  const { beforeContent, body, readSigned } = plan;
  const contentStart = beforeContent.reduce((sum, { length }) => sum + length, 0);
  const contentEnd = contentStart + body.contentBytes;
  /** The segment that was read last. */
  let held: { readonly index: number; readonly segment: Uint8Array } | undefined;

  const pieceAt = async (position: number): Promise<Uint8Array> => {
    if (position < contentStart) return pieceOf(beforeContent, position);
    const index = Math.floor((position - contentStart) / SEGMENT_BYTES);
    if (held?.index !== index) held = { index, segment: await readSigned(index) };
    return held.segment.subarray((position - contentStart) % SEGMENT_BYTES);
  };
  return async (target, position) => {
    let filled = 0;
    while (filled < target.length && position + filled < contentEnd) {
      const piece = (await pieceAt(position + filled)).subarray(0, target.length - filled);
      target.set(piece, filled);
      filled += piece.length;
    }
    target.fill(0, filled);
  };
}

/** What is left, from `position` on, of the part in which it falls. */
function pieceOf(parts: readonly Uint8Array[], position: number): Uint8Array {
  let start = 0;
  for (const part of parts) {
    if (position < start + part.length) return part.subarray(position - start);
    start += part.length;
  }
  assert(false, 'the position lies within the parts');
}

/** Segment `index`; one byte more is asked for, so that a source that grew is noticed at its last segment. */
async function readSegment(content: ByteSource, body: MessageBody, index: number): Promise<Uint8Array> {
  const length = segmentLength(body, index);
  const isLast = index === body.segmentCount - 1;
  const segment = await content.read(index * SEGMENT_BYTES, isLast ? length + 1 : length);
  if (segment.length !== length) throw sourceChanged();
  return segment;
}

function sourceChanged(): IimsError {
  return new IimsError('envelope.source-changed', {
    message: 'What is sealed changed while it was read.',
    field: 'content',
    rule: 'the same bytes each time, and as many as were announced',
    fix: 'Seal a copy that nobody writes to.',
  });
}

/** Chunks that are sealed at a time: 1 MiB. */
const BATCH_CHUNKS = 64;
const NOTHING = new Uint8Array(0);
