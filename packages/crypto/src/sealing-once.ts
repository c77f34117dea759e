// SPDX-License-Identifier: Apache-2.0
// Seals content of a known length as it comes, in one pass: each chunk once, to the place where it stands in the envelope. What
// stands before the content (signatures and the list of its segments) is sealed last, when all segments are known. The envelope is
// one that `sealStream` could have made (spec/envelope.md; spec/attachment.md, 4).

import { assert } from '@iims/wire/assert';
import { concatBytes } from '@iims/wire/bytes';
import {
  beginChunked,
  CHUNK_BYTES,
  CHUNKED_HEADER_BYTES,
  type ChunkKeys,
  SALT_BYTES,
  SEALED_CHUNK_BYTES,
  sealChunkInto,
} from './chunked.ts';
import {
  encodeHeader,
  envelopeLength,
  envelopePrefix,
  type Header,
  makeHeader,
  payloadOffset,
  tooLarge,
} from './envelope-header.ts';
import {
  bodyRoot,
  CONTENT_BYTES_MAX,
  draftMessageBody,
  hashOfSegment,
  type MessageBodyDraft,
  SEGMENT_BYTES,
  segmentLength,
} from './message-body.ts';
import { lengthField, SIZE_BUCKET_MAX_BYTES } from './padding.ts';
import { AEAD_KEY_BYTES, AEAD_TAG_BYTES, release } from './primitives.ts';
import { contentBucket, contentBytes, contentHead, payloadContext } from './sealed-content.ts';
import { encodeAbout, signatureInput } from './signed-content.ts';
import { checkMessage, type MessageFields, S1_SIGNATURE_LENGTHS, stanzaInfo } from './signed-message.ts';
import { sealStanzas } from './stanza.ts';

export interface ContentToSeal extends MessageFields {
  /** Exactly so many bytes will be put in; at most `CONTENT_BYTES_MAX`. */
  readonly contentBytes: number;
}

/** Sealed bytes and their place in the envelope. They are lent: the next that is sealed overwrites them. */
export interface SealedPiece {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** Pieces leave in no order; each byte of the envelope leaves once, whatever becomes of it. */
export class SealingOnce {
  readonly header: Header;
  readonly headerBytes: Uint8Array;
  /** Length of the whole envelope. */
  readonly bytes: number;
  readonly #message: ContentToSeal;
  readonly #messageKey: Uint8Array;
  readonly #draft: MessageBodyDraft;
  readonly #clear: Uint8Array;
  readonly #keys: ChunkKeys;
  /** Place in the bucket of the first byte of content. */
  readonly #contentStart: number;
  /** What of the content shares a chunk with what stands before it. */
  readonly #withHead: Uint8Array;
  /** The segment that is being filled, and the chunk. */
  readonly #segment: Uint8Array;
  readonly #chunk = new Uint8Array(CHUNK_BYTES);
  /** Sealed chunks that follow each other, and where the first of them stands in the payload. */
  #sealed = new Uint8Array(0);
  #sealedBytes = 0;
  #sealedFrom = 0;
  #taken = 0;
  #isFinished = false;
  #isForgotten = false;

  /** @throws IimsError `envelope.header`, `envelope.suite` (the kind is not a message's), `envelope.too-large`, `key.malformed` */
  constructor(message: ContentToSeal) {
    checkMessage(message);
    if (message.contentBytes > CONTENT_BYTES_MAX) throw tooLarge('content', `at most ${CONTENT_BYTES_MAX} bytes`);
    this.#message = message;
    this.#draft = draftMessageBody(encodeAbout(message.about), message.contentBytes);
    const { body } = this.#draft;
    const lengths = { signatures: S1_SIGNATURE_LENGTHS, body: body.bytes.length, tail: body.contentBytes };
    const sizeBucket = contentBucket(lengths, SIZE_BUCKET_MAX_BYTES);
    this.header = makeHeader('S1', message.header, {
      sender: message.signers.ed25519.keyId,
      recipients: message.recipients.map(({ keyId }) => keyId),
      sizeBucket,
    });
    this.headerBytes = encodeHeader(this.header);
    this.bytes = envelopeLength(this.header, this.headerBytes);
    this.#messageKey = message.random(AEAD_KEY_BYTES);
    const stanzas = sealStanzas(message.recipients, stanzaInfo(this.headerBytes), this.#messageKey);
    const context = payloadContext(this.headerBytes, stanzas);
    const payload = beginChunked({ key: this.#messageKey, context }, message.random(SALT_BYTES));
    this.#keys = payload.keys;
    this.#clear = concatBytes(envelopePrefix(this.headerBytes.length), this.headerBytes, stanzas, payload.header);
    const bucketEnd = contentBytes(lengths);
    const field = lengthField(bucketEnd, sizeBucket).length;
    this.#contentStart = field + bucketEnd - body.contentBytes;
    const rest = (CHUNK_BYTES - (this.#contentStart % CHUNK_BYTES)) % CHUNK_BYTES;
    this.#withHead = new Uint8Array(Math.min(rest, body.contentBytes));
    this.#segment = new Uint8Array(Math.min(SEGMENT_BYTES, body.contentBytes));
  }

  /** The key of the envelope, 32 bytes, for whoever keeps it sealed under other keys. */
  get messageKey(): Uint8Array {
    assert(!this.#isForgotten, 'a key that was overwritten is nobody’s');
    return this.#messageKey.slice();
  }

  /** Root of the segments, 32 bytes; all of the content has come. */
  get root(): Uint8Array {
    assert(this.#isFinished, 'the root is known when all segments are');
    return bodyRoot(this.#draft.body);
  }

  /** Takes the content that follows; gives what of it is sealed, if a chunk is full. */
  take(content: Uint8Array): SealedPiece | undefined {
    const { contentBytes: length } = this.#message;
    assert(!this.#isFinished && this.#taken + content.length <= length, 'no more comes than was announced');
    this.#makeRoom(Math.floor(content.length / CHUNK_BYTES) + 1);
    for (let at = 0; at < content.length; ) {
      const place = this.#taken % SEGMENT_BYTES;
      const piece = content.subarray(at, at + Math.min(this.#segment.length - place, this.#chunkLeft()));
      this.#segment.set(piece, place);
      this.#putInChunk(piece);
      this.#taken += piece.length;
      at += piece.length;
      const index = Math.floor((this.#taken - 1) / SEGMENT_BYTES);
      if (this.#taken - index * SEGMENT_BYTES === segmentLength(this.#draft.body, index)) this.#endSegment(index);
    }
    return this.#lend();
  }

  /** Signs, and seals what stands before the content and behind it; all of the content has come. */
  *finish(): Generator<SealedPiece, void, undefined> {
    const { contentBytes: length } = this.#message;
    assert(!this.#isFinished && this.#taken === length, 'all that was announced has come');
    if (length === 0) this.#endSegment(0);
    this.#isFinished = true;
    this.#makeRoom(GROUP_CHUNKS);
    yield { at: 0, bytes: this.#clear };
    yield* this.#sealHead();
    yield* this.#sealRest();
  }

  /** Overwrites what could open the content; after that nothing more is sealed. */
  forget(): void {
    this.#isFinished = true;
    this.#isForgotten = true;
    for (const secret of [this.#messageKey, this.#segment, this.#chunk, this.#withHead]) secret.fill(0);
  }

  #chunkLeft(): number {
    return CHUNK_BYTES - ((this.#contentStart + this.#taken) % CHUNK_BYTES);
  }

  /** `piece` stays within one chunk. */
  #putInChunk(piece: Uint8Array): void {
    if (this.#taken < this.#withHead.length) {
      this.#withHead.set(piece, this.#taken);
      return;
    }
    const position = this.#contentStart + this.#taken;
    const place = position % CHUNK_BYTES;
    this.#chunk.set(piece, place);
    if (place + piece.length === CHUNK_BYTES) this.#seal(Math.floor(position / CHUNK_BYTES), this.#chunk);
  }

  #endSegment(index: number): void {
    const { body, setSegmentHash } = this.#draft;
    const segment = this.#segment.subarray(0, segmentLength(body, index));
    setSegmentHash(index, hashOfSegment(body, { sender: this.header.sender, id: this.header.id }, index, segment));
  }

  /** Length, signatures, list of segments, and the content that shares their last chunk. */
  *#sealHead(): Generator<SealedPiece> {
    const { signers } = this.#message;
    const { body } = this.#draft;
    const signed = signatureInput(this.header, this.headerBytes, body.aboutBytes, bodyRoot(body));
    const signatures = [signers.ed25519.sign(signed), signers.mlDsa65.sign(signed)];
    const lengths = { signatures: S1_SIGNATURE_LENGTHS, body: body.bytes.length, tail: body.contentBytes };
    const field = lengthField(contentBytes(lengths), this.header.sizeBucket);
    const head = concatBytes(field, ...contentHead(signatures, body.bytes), this.#withHead);
    for (let index = 0; index * CHUNK_BYTES < head.length; index += 1) {
      const chunk = head.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES);
      if (chunk.length === CHUNK_BYTES) yield* this.#sealInGroup(index, chunk);
      // All of the content shares this chunk, and zeros do.
      else this.#chunk.set(chunk);
    }
    yield* this.#lendRest();
  }

  /** The end of the content, zeros to the end of the bucket, and the last chunk, which is shorter than the others. */
  *#sealRest(): Generator<SealedPiece> {
    const { sizeBucket } = this.header;
    const end = this.#contentStart + this.#message.contentBytes;
    this.#chunk.fill(0, end % CHUNK_BYTES);
    for (let index = Math.floor(end / CHUNK_BYTES); index * CHUNK_BYTES <= sizeBucket; index += 1) {
      yield* this.#sealInGroup(index, this.#chunk.subarray(0, sizeBucket - index * CHUNK_BYTES));
      this.#chunk.fill(0);
    }
    yield* this.#lendRest();
  }

  /** A mebibyte of chunks leaves at a time: zeros behind the content may be hundreds. */
  *#sealInGroup(index: number, chunk: Uint8Array): Generator<SealedPiece> {
    this.#seal(index, chunk);
    if (this.#sealedBytes >= GROUP_CHUNKS * SEALED_CHUNK_BYTES) yield* this.#lendRest();
  }

  *#lendRest(): Generator<SealedPiece> {
    const piece = this.#lend();
    if (piece !== undefined) yield piece;
  }

  /** Behind those that were sealed and not lent yet; chunks follow each other. */
  #seal(index: number, chunk: Uint8Array): void {
    if (this.#sealedBytes === 0) this.#sealedFrom = index * SEALED_CHUNK_BYTES;
    assert(this.#sealedFrom + this.#sealedBytes === index * SEALED_CHUNK_BYTES, 'chunks are sealed in their order');
    // What the cipher worked in is given back at once: it would be as much garbage as the content.
    release(sealChunkInto(this.#keys, index, chunk, this.#sealed.subarray(this.#sealedBytes)));
    this.#sealedBytes += chunk.length + AEAD_TAG_BYTES;
  }

  /** What was sealed since; undefined for nothing. */
  #lend(): SealedPiece | undefined {
    if (this.#sealedBytes === 0) return undefined;
    const start = payloadOffset(this.header, this.headerBytes) + CHUNKED_HEADER_BYTES;
    const piece = { at: start + this.#sealedFrom, bytes: this.#sealed.subarray(0, this.#sealedBytes) };
    this.#sealedBytes = 0;
    return piece;
  }

  #makeRoom(chunks: number): void {
    const bytes = chunks * SEALED_CHUNK_BYTES;
    if (this.#sealed.length < bytes) this.#sealed = new Uint8Array(bytes);
  }
}

/** A mebibyte. */
const GROUP_CHUNKS = 64;
