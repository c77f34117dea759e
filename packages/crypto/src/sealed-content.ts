// SPDX-License-Identifier: Apache-2.0
// The sealed part of an envelope E1: a message key opens the padded content, and the stanzas say who has it.
//
//   payload = chunked encryption of the padded content
//   content = signatures of the suite | u32 body length | body (deterministic CBOR) | tail (items or segments)

import { concatBytes, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { chunkedOpen, chunkedSealInto, SALT_BYTES } from './chunked.ts';
import { type ClearParts, draftEnvelope, tooLarge } from './envelope-header.ts';
import { sizeBucketFor, unpad, withPadded } from './padding.ts';
import { type Random, sha256 } from './primitives.ts';

export interface ContentToSeal {
  readonly headerBytes: Uint8Array;
  readonly sizeBucket: number;
  /** The message key, sealed to each recipient of the header, in its order. */
  readonly stanzas: Uint8Array;
  /** 32 bytes. */
  readonly messageKey: Uint8Array;
  readonly content: ContentParts;
  readonly random: Random;
}

/** Seals content under the message key and a fresh salt: the whole envelope. */
export function sealContent({ headerBytes, sizeBucket, stanzas, messageKey, ...input }: ContentToSeal): Uint8Array {
  const { bytes, stanzaBytes, payload } = draftEnvelope(headerBytes, stanzas.length, sizeBucket);
  stanzaBytes.set(stanzas);
  const { signatures, body, tail } = input.content;
  const context = payloadContext(headerBytes, stanzas);
  const salt = input.random(SALT_BYTES);
  withPadded([...contentHead(signatures, body), ...tail], sizeBucket, (padded) =>
    chunkedSealInto({ key: messageKey, context }, salt, padded, payload),
  );
  return bytes;
}

/**
 * Opens the content; it is authentic for this header and these stanzas, but not yet verified.
 * @throws IimsError `envelope.open-failed`, `envelope.padding`
 */
export function openContent(parts: ClearParts, messageKey: Uint8Array): Uint8Array {
  const context = payloadContext(parts.headerBytes, parts.stanzaBytes);
  const padded = chunkedOpen({ key: messageKey, context }, parts.payload);
  if (padded === undefined) throw openFailed();
  const content = unpad(padded);
  if (content === undefined) throw badPadding();
  return content;
}

/** The parts of content, in order. A suite has a fixed number of signatures of fixed lengths. */
export interface ContentParts {
  readonly signatures: readonly Uint8Array[];
  /** What the tail is: deterministic CBOR. */
  readonly body: Uint8Array;
  /** What is said: the items or segments, one after the other. */
  readonly tail: readonly Uint8Array[];
}

/** The lengths of the parts of content, known before it is signed. */
export interface ContentLengths {
  readonly signatures: readonly number[];
  readonly body: number;
  readonly tail: number;
}

/** The smallest bucket for content of these lengths, at most `bucketMax`. @throws IimsError `envelope.too-large` */
export function contentBucket(lengths: ContentLengths, bucketMax: number): number {
  const bucket = sizeBucketFor(contentBytes(lengths));
  if (bucket === undefined || bucket > bucketMax) throw tooLarge('content', `fits a bucket of ${bucketMax} bytes`);
  return bucket;
}

/** The length of content with parts of these lengths. */
export function contentBytes({ signatures, body, tail }: ContentLengths): number {
  return signatures.reduce((sum, length) => sum + length, 0) + LENGTH_BYTES + body + tail;
}

/** What stands before the tail. */
export function contentHead(signatures: readonly Uint8Array[], body: Uint8Array): readonly Uint8Array[] {
  return [...signatures, u32(body.length), body];
}

/** Splits opened content into views of its parts; the tail stays whole. @throws IimsError `envelope.content` */
export function splitContent(content: Uint8Array, signatureLengths: readonly number[]): OpenedContent {
  const signatures: Uint8Array[] = [];
  let offset = 0;
  for (const length of signatureLengths) {
    signatures.push(content.slice(offset, offset + length));
    offset += length;
  }
  if (content.length < offset + LENGTH_BYTES) throw badContent('content', 'signatures, then a body');
  const bodyLength = new DataView(content.buffer, content.byteOffset, content.byteLength).getUint32(offset);
  const bodyStart = offset + LENGTH_BYTES;
  if (bodyLength > content.length - bodyStart) throw badContent('body', 'lies within the content');
  const bodyEnd = bodyStart + bodyLength;
  return { signatures, body: content.subarray(bodyStart, bodyEnd), tail: content.subarray(bodyEnd) };
}

export interface OpenedContent {
  readonly signatures: readonly Uint8Array[];
  readonly body: Uint8Array;
  readonly tail: Uint8Array;
}

export function badContent(field: string, rule: string, cause?: unknown): IimsError {
  return new IimsError('envelope.content', { message: 'The sealed content breaks a rule.', field, rule, cause });
}

export function badPadding(): IimsError {
  return new IimsError('envelope.padding', {
    message: 'The sealed bytes are not padded by the rule.',
    rule: 'the smallest bucket, filled with zeros',
  });
}

/** One code for every way in which opening fails, so that a stranger learns nothing from the difference. */
export function openFailed(): IimsError {
  return new IimsError('envelope.open-failed', {
    message: 'The envelope does not open.',
    rule: 'header, stanza and payload belong together',
  });
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(LENGTH_BYTES);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** Bound to every stanza, so that an envelope that opens for one recipient is, byte by byte, the one that was sealed. */
export function payloadContext(headerBytes: Uint8Array, stanzas: Uint8Array): Uint8Array {
  return concatBytes(PAYLOAD_LABEL, sha256(headerBytes), sha256(stanzas));
}

/** Of the length of the body. */
export const LENGTH_BYTES = 4;
const PAYLOAD_LABEL = utf8('iims/e1/payload');
