// SPDX-License-Identifier: Apache-2.0
// Opens a message of any size in constant memory. Both signatures are verified before the first byte of content is released, and
// each segment against the signed list before it is; the last one waits for the end of the envelope (spec/envelope.md, 13 to 17).

import { assert } from '@iims/wire/assert';
import type { ByteSource } from './byte-source.ts';
import {
  CHUNK_BYTES,
  CHUNKED_HEADER_BYTES,
  type ChunkKeys,
  openChunkedHeader,
  openChunkInto,
  SEALED_CHUNK_BYTES,
} from './chunked.ts';
import {
  type ClearSide,
  envelopeLength,
  type Header,
  headerLength,
  malformedLength,
  PREFIX_BYTES,
  parseHeader,
  payloadOffset,
  STANZA_BYTES,
} from './envelope-header.ts';
import {
  BODY_BYTES_MAX,
  bodyRoot,
  isListed,
  type MessageBody,
  readMessageBody,
  SEGMENT_BYTES,
  segmentLength,
} from './message-body.ts';
import { contentLength, isZero, lengthFieldBytes } from './padding.ts';
import { AEAD_TAG_BYTES } from './primitives.ts';
import { badContent, badPadding, LENGTH_BYTES, openFailed, payloadContext } from './sealed-content.ts';
import type { About } from './signed-content.ts';
import {
  badSegment,
  checkClear,
  findMessageKeys,
  type MessageKeys,
  type MessageSignatures,
  S1_SIGNATURE_LENGTHS,
  verifyMessage,
} from './signed-message.ts';

export interface OpenedStream {
  readonly header: Header;
  readonly headerBytes: Uint8Array;
  readonly about: About;
  readonly aboutBytes: Uint8Array;
  readonly signatures: MessageSignatures;
  /** Merkle root of the segments, 32 bytes: what the signatures cover. */
  readonly root: Uint8Array;
  readonly contentBytes: number;
  /** Segments of `SEGMENT_BYTES`, the last may be shorter; content of no bytes is one empty segment. */
  readonly segmentCount: number;
  /**
   * The content from segment `first` on, one segment at a time, each of which the next overwrites. One reading at a time.
   * Throws `envelope.open-failed`, `envelope.malformed`, `envelope.content`, `envelope.padding` before it gives what is not the sender's:
   * what came before is then the beginning of the content, and not all of it.
   */
  segments(first?: number): AsyncGenerator<Uint8Array, void, undefined>;
}

/**
 * Reads all that stands before the content, and verifies both signatures. The source is read from its beginning on, forwards only.
 * `sourceBytes` is its length where that is known: one that no envelope with this header has is refused at once.
 * @throws IimsError as `openMessage`
 */
export async function openStream(source: ByteSource, keys: MessageKeys, sourceBytes?: number): Promise<OpenedStream> {
  const clear = await readClear(source, keys.now, sourceBytes);
  const { header, headerBytes } = clear;
  const { messageKey, senderKeys } = findMessageKeys(clear, keys);
  const payload = await openPayload(source, clear, messageKey);
  const { body, signatures, contentStart } = await readBeforeContent(payload, header.sizeBucket);
  const verified = verifyMessage({ header, headerBytes, body, signatures }, senderKeys, keys.batches);
  return {
    header,
    headerBytes,
    ...verified,
    root: bodyRoot(body),
    contentBytes: body.contentBytes,
    segmentCount: body.segmentCount,
    segments: (first = 0) => readSegments({ payload, header, body, contentStart }, first),
  };
}

/**
 * All that stands before the payload, checked as far as that goes without a key.
 * @throws IimsError `envelope.magic`, `envelope.malformed`, `envelope.too-large`, `envelope.header`, `envelope.suite`,
 *   `envelope.not-yet-valid`, `envelope.expired`
 */
export async function readClear(source: ByteSource, now: number, sourceBytes: number | undefined): Promise<ClearSide> {
  const length = headerLength(await source.read(0, PREFIX_BYTES));
  const headerBytes = await readExactly(source, PREFIX_BYTES, length);
  const header = parseHeader(headerBytes);
  if (sourceBytes !== undefined && sourceBytes !== envelopeLength(header, headerBytes)) throw malformedLength();
  checkClear(header, 'S1', now);
  const stanzaBytes = await readExactly(source, PREFIX_BYTES + length, header.recipients.length * STANZA_BYTES);
  return { header, headerBytes, stanzaBytes };
}

/** The padded content of an envelope, read by place. */
interface Payload {
  /** Fills `target` with authentic bytes of the bucket from `position` on. */
  read(target: Uint8Array, position: number): Promise<void>;
  /** Sees the last chunk, also where it is empty, and the end of the source. */
  finish(): Promise<void>;
}

async function openPayload(source: ByteSource, clear: ClearSide, messageKey: Uint8Array): Promise<Payload> {
  const { header, headerBytes, stanzaBytes } = clear;
  const start = payloadOffset(header, headerBytes);
  const context = payloadContext(headerBytes, stanzaBytes);
  const chunkedHeader = await readExactly(source, start, CHUNKED_HEADER_BYTES);
  const keys = openChunkedHeader({ key: messageKey, context }, chunkedHeader);
  messageKey.fill(0);
  if (keys === undefined) throw openFailed();
  const { sizeBucket } = header;
  const openBatch = batchOpener({ source, keys, sizeBucket, start: start + CHUNKED_HEADER_BYTES });
  /** The opened chunks at hand. */
  let batch: Batch = { position: 0, bytes: new Uint8Array(0), isLast: false };
  return {
    async read(target, position) {
      assert(position + target.length <= sizeBucket, 'what is read lies within the bucket');
      for (let filled = 0; filled < target.length; ) {
        const at = position + filled;
        if (at < batch.position || at >= batch.position + batch.bytes.length) batch = await openBatch(at);
        const piece = batch.bytes.subarray(at - batch.position).subarray(0, target.length - filled);
        target.set(piece, filled);
        filled += piece.length;
      }
    },
    async finish() {
      if (!batch.isLast) batch = await openBatch(sizeBucket);
      const rest = await source.read(envelopeLength(header, headerBytes), 1);
      if (rest.length > 0) throw malformedLength();
    },
  };
}

/** Opened chunks that follow each other. */
interface Batch {
  /** Place in the bucket of the first byte. */
  readonly position: number;
  readonly bytes: Uint8Array;
  /** Whether the last chunk of the message is among them. */
  readonly isLast: boolean;
}

interface Chunks {
  readonly source: ByteSource;
  readonly keys: ChunkKeys;
  readonly sizeBucket: number;
  /** Where the first chunk begins in the source. */
  readonly start: number;
}

/** Opens the chunks from the one of `position` on; each batch overwrites the one before it. */
function batchOpener({ source, keys, sizeBucket, start }: Chunks): (position: number) => Promise<Batch> {
  const plain = new Uint8Array(Math.min(BATCH_CHUNKS * CHUNK_BYTES, sizeBucket));
  const chunkCount = Math.floor(sizeBucket / CHUNK_BYTES) + 1;
  return async (position) => {
    const first = Math.floor(position / CHUNK_BYTES);
    const count = Math.min(BATCH_CHUNKS, chunkCount - first);
    const bytes = plain.subarray(0, sizeBucket - first * CHUNK_BYTES);
    const sealedBytes = bytes.length + count * AEAD_TAG_BYTES;
    const sealed = await source.read(start + first * SEALED_CHUNK_BYTES, sealedBytes);
    if (sealed.length !== sealedBytes) throw malformedLength();
    for (let place = 0; place < count; place += 1) {
      const sealedChunk = sealed.subarray(place * SEALED_CHUNK_BYTES, (place + 1) * SEALED_CHUNK_BYTES);
      if (!openChunkInto(keys, first + place, sealedChunk, bytes.subarray(place * CHUNK_BYTES))) throw openFailed();
    }
    return { position: first * CHUNK_BYTES, bytes, isLast: first + count === chunkCount };
  };
}

async function readBeforeContent(payload: Payload, sizeBucket: number) {
  const field = await readPadded(payload, 0, lengthFieldBytes(sizeBucket));
  const length = contentLength(field, sizeBucket);
  if (length === undefined) throw badPadding();
  const [ed25519Bytes, mlDsa65Bytes] = S1_SIGNATURE_LENGTHS as [number, number];
  const headBytes = ed25519Bytes + mlDsa65Bytes + LENGTH_BYTES;
  if (length < headBytes) throw badContent('content', 'signatures, then a body');
  const head = await readPadded(payload, field.length, headBytes);
  const bodyBytes = new DataView(head.buffer).getUint32(headBytes - LENGTH_BYTES);
  if (bodyBytes > length - headBytes) throw badContent('body', 'lies within the content');
  if (bodyBytes > BODY_BYTES_MAX) throw badContent('body', `at most ${BODY_BYTES_MAX} bytes`);
  const bodyStart = field.length + headBytes;
  const body = readMessageBody(await readPadded(payload, bodyStart, bodyBytes));
  if (headBytes + bodyBytes + body.contentBytes !== length)
    throw badContent('contentBytes', 'the length of the content');
  const signatures = [head.slice(0, ed25519Bytes), head.slice(ed25519Bytes, headBytes - LENGTH_BYTES)];
  return { body, signatures, contentStart: bodyStart + bodyBytes };
}

async function readPadded(payload: Payload, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  await payload.read(bytes, position);
  return bytes;
}

interface SegmentReading {
  readonly payload: Payload;
  readonly header: Header;
  readonly body: MessageBody;
  /** Place of the content in the bucket. */
  readonly contentStart: number;
}

async function* readSegments(reading: SegmentReading, first: number): AsyncGenerator<Uint8Array, void, undefined> {
  const { payload, header, body, contentStart } = reading;
  assert(
    Number.isSafeInteger(first) && first >= 0 && first < body.segmentCount,
    'the first segment is one of the content',
  );
  const buffer = new Uint8Array(Math.min(SEGMENT_BYTES, body.contentBytes));
  try {
    for (let index = first; index < body.segmentCount; index += 1) {
      const segment = buffer.subarray(0, segmentLength(body, index));
      await payload.read(segment, contentStart + index * SEGMENT_BYTES);
      if (!isListed(body, header, index, segment)) throw badSegment();
      if (index === body.segmentCount - 1)
        await readToEnd(payload, contentStart + body.contentBytes, header.sizeBucket);
      yield segment;
    }
  } finally {
    buffer.fill(0);
  }
}

/** The padding, the last chunk and the end of the envelope. */
async function readToEnd(payload: Payload, paddingStart: number, sizeBucket: number): Promise<void> {
  const buffer = new Uint8Array(Math.min(PADDING_PIECE_BYTES, sizeBucket - paddingStart));
  for (let position = paddingStart; position < sizeBucket; position += buffer.length) {
    const piece = buffer.subarray(0, sizeBucket - position);
    await payload.read(piece, position);
    if (!isZero(piece)) throw badPadding();
  }
  await payload.finish();
}

async function readExactly(source: ByteSource, offset: number, length: number): Promise<Uint8Array> {
  const bytes = await source.read(offset, length);
  if (bytes.length !== length) throw malformedLength();
  // Not `slice`: that of a Buffer would still be the source's memory.
  return new Uint8Array(bytes);
}

/** Chunks that are opened at a time: 1 MiB. */
const BATCH_CHUNKS = 64;
const PADDING_PIECE_BYTES = 256 * 1024;
