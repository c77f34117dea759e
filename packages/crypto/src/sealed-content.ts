// SPDX-License-Identifier: Apache-2.0
// The sealed part of an envelope E1: one message key, sealed to each recipient in a stanza, opens the padded content.
//
//   stanza  = HPKE enc 1120 | sealed message key 48        payload = chunked encryption of the padded content
//   content = signatures of the suite | u32 body length | body (deterministic CBOR) | tail (items or segments)

import { concatBytes, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { chunkedOpen, chunkedSealInto, SALT_BYTES } from './chunked.ts';
import { type ClearParts, draftEnvelope, ENC_BYTES, STANZA_BYTES, tooLarge } from './envelope-header.ts';
import { hpkeOpen, hpkeSeal } from './hpke.ts';
import type { KemPrivateKey, KemPublicKey } from './keys.ts';
import { pad, sizeBucketFor, unpad } from './padding.ts';
import { AEAD_KEY_BYTES, type Random, sha256 } from './primitives.ts';

export interface ContentToSeal {
  readonly headerBytes: Uint8Array;
  readonly sizeBucket: number;
  readonly recipients: readonly KemPublicKey[];
  readonly content: ContentParts;
  readonly random: Random;
}

/** Seals content under a fresh message key to every recipient: the whole envelope. */
export function sealContent(input: ContentToSeal): Uint8Array {
  const { headerBytes, recipients, random } = input;
  const headerHash = sha256(headerBytes);
  const fresh = random(AEAD_KEY_BYTES + SALT_BYTES);
  const messageKey = fresh.subarray(0, AEAD_KEY_BYTES);
  const { bytes, stanzaBytes, payload } = draftEnvelope(headerBytes, recipients.length, input.sizeBucket);
  for (const [place, recipient] of recipients.entries()) {
    const { enc, ciphertext } = hpkeSeal(recipient, { info: stanzaInfo(headerHash), aad: recipient.keyId }, messageKey);
    stanzaBytes.set(enc, place * STANZA_BYTES);
    stanzaBytes.set(ciphertext, place * STANZA_BYTES + ENC_BYTES);
  }
  const { signatures, body, tail } = input.content;
  const padded = pad([...signatures, u32(body.length), body, ...tail], input.sizeBucket);
  const context = payloadContext(headerHash, stanzaBytes);
  chunkedSealInto({ key: messageKey, context }, fresh.subarray(AEAD_KEY_BYTES), padded, payload);
  messageKey.fill(0);
  return bytes;
}

/** The first recipient of the header whose key is at hand. @throws IimsError `envelope.not-recipient` */
export function findRecipient(parts: ClearParts, kemKey: (keyId: Uint8Array) => KemPrivateKey | undefined): Recipient {
  for (const [place, keyId] of parts.header.recipients.entries()) {
    const key = kemKey(keyId);
    if (key === undefined) continue;
    return { key, stanza: parts.stanzaBytes.subarray(place * STANZA_BYTES, (place + 1) * STANZA_BYTES) };
  }
  throw new IimsError('envelope.not-recipient', {
    message: 'The envelope is sealed to none of the keys at hand.',
    field: 'recipients',
    fix: 'Check that the sender has the current trust list.',
  });
}

export interface Recipient {
  readonly key: KemPrivateKey;
  readonly stanza: Uint8Array;
}

/** Opens the content; it is authentic for this header, but not yet verified. @throws IimsError `envelope.open-failed`, `envelope.padding` */
export function openContent(parts: ClearParts, recipient: Recipient): Uint8Array {
  const headerHash = sha256(parts.headerBytes);
  const sealedKey = { enc: recipient.stanza.subarray(0, ENC_BYTES), ciphertext: recipient.stanza.subarray(ENC_BYTES) };
  const messageKey = hpkeOpen(recipient.key, { info: stanzaInfo(headerHash), aad: recipient.key.keyId }, sealedKey);
  if (messageKey === undefined) throw openFailed();
  const context = payloadContext(headerHash, parts.stanzaBytes);
  const padded = chunkedOpen({ key: messageKey, context }, parts.payload);
  messageKey.fill(0);
  if (padded === undefined) throw openFailed();
  const content = unpad(padded);
  if (content === undefined) {
    throw new IimsError('envelope.padding', {
      message: 'The sealed bytes are not padded by the rule.',
      rule: 'the smallest bucket, filled with zeros',
    });
  }
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

/** The smallest bucket for content of these lengths, known before it is signed. @throws IimsError `envelope.too-large` */
export function contentBucket(signatureLengths: readonly number[], bodyBytes: number, tailBytes: number): number {
  const signatureBytes = signatureLengths.reduce((sum, length) => sum + length, 0);
  const bucket = sizeBucketFor(signatureBytes + LENGTH_BYTES + bodyBytes + tailBytes);
  if (bucket === undefined) throw tooLarge('content', 'fits the greatest size bucket');
  return bucket;
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

/** One code for every way in which opening fails, so that a stranger learns nothing from the difference. */
function openFailed(): IimsError {
  return new IimsError('envelope.open-failed', {
    message: 'The envelope does not open.',
    rule: 'header, stanza and payload belong together',
  });
}

function stanzaInfo(headerHash: Uint8Array): Uint8Array {
  return concatBytes(STANZA_LABEL, headerHash);
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(LENGTH_BYTES);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** Bound to every stanza, so that an envelope that opens for one recipient is, byte by byte, the one that was sealed. */
function payloadContext(headerHash: Uint8Array, stanzaBytes: Uint8Array): Uint8Array {
  return concatBytes(PAYLOAD_LABEL, headerHash, sha256(stanzaBytes));
}

const LENGTH_BYTES = 4;
const STANZA_LABEL = utf8('iims/e1/rcpt');
const PAYLOAD_LABEL = utf8('iims/e1/payload');
