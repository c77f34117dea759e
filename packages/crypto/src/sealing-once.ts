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
import { AEAD_KEY_BYTES, AEAD_TAG_BYTES } from './primitives.ts';
import { contentBucket, contentBytes, contentHead, payloadContext } from './sealed-content.ts';
import { encodeAbout, signatureInput } from './signed-content.ts';
import { checkMessage, type MessageFields, S1_SIGNATURE_LENGTHS, stanzaInfo } from './signed-message.ts';
import { sealStanzas } from './stanza.ts';

export interface ContentToSeal extends MessageFields {
  /** Exactly so many bytes will be put in; at most `CONTENT_BYTES_MAX`. */
  readonly contentBytes: number;
}

/** Sealed bytes and their place in the envelope. */
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

  /** Takes the content that follows; gives what of it is sealed. */
  take(content: Uint8Array): SealedPiece[] {
    const { contentBytes: length } = this.#message;
    assert(!this.#isFinished && this.#taken + content.length <= length, 'no more comes than was announced');
    const pieces: SealedPiece[] = [];
    for (let at = 0; at < content.length; ) {
      const place = this.#taken % SEGMENT_BYTES;
      const piece = content.subarray(at, at + Math.min(this.#segment.length - place, this.#chunkLeft()));
      this.#segment.set(piece, place);
      this.#putInChunk(piece, pieces);
      this.#taken += piece.length;
      at += piece.length;
      const index = Math.floor((this.#taken - 1) / SEGMENT_BYTES);
      if (this.#taken - index * SEGMENT_BYTES === segmentLength(this.#draft.body, index)) this.#endSegment(index);
    }
    return pieces;
  }

  /** Signs, and seals what stands before the content and behind it; all of the content has come. */
  *finish(): Generator<SealedPiece, void, undefined> {
    const { contentBytes: length } = this.#message;
    assert(!this.#isFinished && this.#taken === length, 'all that was announced has come');
    if (length === 0) this.#endSegment(0);
    this.#isFinished = true;
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
  #putInChunk(piece: Uint8Array, pieces: SealedPiece[]): void {
    if (this.#taken < this.#withHead.length) {
      this.#withHead.set(piece, this.#taken);
      return;
    }
    const position = this.#contentStart + this.#taken;
    const place = position % CHUNK_BYTES;
    this.#chunk.set(piece, place);
    if (place + piece.length === CHUNK_BYTES) pieces.push(this.#seal(Math.floor(position / CHUNK_BYTES), this.#chunk));
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
      if (chunk.length === CHUNK_BYTES) yield this.#seal(index, chunk);
      // All of the content shares this chunk, and zeros do.
      else this.#chunk.set(chunk);
    }
  }

  /** The end of the content, zeros to the end of the bucket, and the last chunk, which is shorter than the others. */
  *#sealRest(): Generator<SealedPiece> {
    const { sizeBucket } = this.header;
    const end = this.#contentStart + this.#message.contentBytes;
    this.#chunk.fill(0, end % CHUNK_BYTES);
    for (let index = Math.floor(end / CHUNK_BYTES); index * CHUNK_BYTES <= sizeBucket; index += 1) {
      yield this.#seal(index, this.#chunk.subarray(0, sizeBucket - index * CHUNK_BYTES));
      this.#chunk.fill(0);
    }
  }

  #seal(index: number, chunk: Uint8Array): SealedPiece {
    const bytes = new Uint8Array(chunk.length + AEAD_TAG_BYTES);
    sealChunkInto(this.#keys, index, chunk, bytes);
    const start = payloadOffset(this.header, this.headerBytes) + CHUNKED_HEADER_BYTES;
    return { at: start + index * SEALED_CHUNK_BYTES, bytes };
  }
}
