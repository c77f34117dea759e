// SPDX-License-Identifier: Apache-2.0
// Makes spec/vectors/envelope/envelopes.json: golden envelopes and item proofs, and altered ones with the code that refuses each.
// Run it only when spec/envelope.md changes: encapsulation is random, so each run gives other bytes.

import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { beginChannel, ReceivingChannels } from '@iims/crypto/channel';
import { type FrameToSeal, openFrame, sealFrame, sealMessage } from '@iims/crypto/envelope';
import { encodeHeader, type Header, readHeader, STANZA_BYTES, splitEnvelope } from '@iims/crypto/envelope-header';
import { proveItem } from '@iims/crypto/item-proof';
import { kemPrivateKeyFromSeed, kemPublicKeyFromRaw, signingKeyFromSeed, verifyKeyOf } from '@iims/crypto/keys';
import { sha256 } from '@iims/crypto/primitives';
import { sealContent } from '@iims/crypto/sealed-content';
import { sealStanzas } from '@iims/crypto/stanza';
import { concatBytes, toHex, utf8 } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { uuidToBytes } from '@iims/wire/identifiers';

interface Case {
  readonly name: string;
  /** Which of the two the receiver expects: a frame (Q1) or a message (S1). */
  readonly open: 'frame' | 'message';
  /** Whose opening key is at hand: 0 or 1 of `recipientSeeds`, or 2, which is nobody's. */
  readonly recipient: number;
  readonly now: number;
  readonly envelope: string;
  readonly error?: string;
  readonly content?: { readonly about: string; readonly items: readonly string[] };
}

const SEEDS = {
  ed25519: '01'.repeat(32),
  mlDsa65: '02'.repeat(32),
  recipients: ['03'.repeat(32), '04'.repeat(32), '05'.repeat(32)],
};
const NOW_MS = Date.UTC(2026, 10, 1, 12);
const seed = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
const ed25519 = signingKeyFromSeed('ed25519', seed(SEEDS.ed25519));
const mlDsa65 = signingKeyFromSeed('ml-dsa-65', seed(SEEDS.mlDsa65));
const openingKeys = SEEDS.recipients.map((hex) => kemPrivateKeyFromSeed(seed(hex)));
const recipients = openingKeys.slice(0, 2).map((key) => kemPublicKeyFromRaw(key.publicKey));
const fields: FrameToSeal['header'] = {
  id: uuidToBytes('0199b3a2-5c00-7000-8000-00000000a001'),
  createdAt: NOW_MS,
  expiresAt: NOW_MS + 300_000,
  exercise: false,
  trustListVersion: 7,
};
const queryFrame: FrameToSeal = {
  header: fields,
  about: { kind: 'query-frame' },
  items: [utf8('first question'), utf8(''), utf8('third question')],
  signer: ed25519,
  channel: beginChannel(ed25519.keyId, recipients[0]!, NOW_MS, random),
  random,
};
const message = {
  header: { ...fields, exercise: true, inReplyTo: uuidToBytes('0199b3a2-5c00-7000-8000-00000000a000') },
  about: { kind: 'message' as const, subject: 'Тест' },
  content: utf8('A message of one segment.'),
  signers: { ed25519, mlDsa65 },
  recipients,
  random,
};

function main(): void {
  const frame = sealFrame(queryFrame).bytes;
  const answer = sealFrame({
    ...queryFrame,
    header: { ...fields, inReplyTo: fields.id },
    about: { kind: 'answer-frame' },
    items: Array.from({ length: 8 }, (_, place) => new Uint8Array(2_048).fill(place)),
  }).bytes;
  const sealedMessage = sealMessage(message);
  const cases = [
    good('a query frame of three items', 'frame', 0, frame),
    good('an answer frame of eight slots, in reply to the query frame, on the same channel', 'frame', 0, answer),
    good('a message, marked as exercise', 'message', 1, sealedMessage),
    good('a message without content', 'message', 0, sealMessage({ ...message, content: new Uint8Array(0) })),
    ...refusedOutside(frame, sealedMessage),
    ...refusedInside(),
  ];
  const keys = { ...SEEDS, recipients: SEEDS.recipients };
  const text = JSON.stringify({ keys, envelopes: cases, itemProofs: itemProofs(frame) }, undefined, 1);
  writeFileSync(new URL('../spec/vectors/envelope/envelopes.json', import.meta.url), `${text}\n`);
}

/** Altered by somebody between the nodes, or sent to the wrong place or at the wrong time. */
function refusedOutside(frame: Uint8Array, sealedMessage: Uint8Array): Case[] {
  const { headerBytes } = splitEnvelope(frame);
  const stanzasAt = 12 + headerBytes.length;
  const payloadAt = stanzasAt + STANZA_BYTES;
  const messageAt = 12 + splitEnvelope(sealedMessage).headerBytes.length;
  const messagePayloadAt = messageAt + 2 * STANZA_BYTES;
  const [first, second] = [
    sealedMessage.slice(messageAt, messageAt + STANZA_BYTES),
    sealedMessage.slice(messageAt + STANZA_BYTES, messagePayloadAt),
  ];
  const swapped = sealedMessage.slice();
  swapped.set(second, messageAt);
  swapped.set(first, messageAt + STANZA_BYTES);
  const header = decodeCbor(headerBytes) as Header;
  const withHeader = (bytes: Uint8Array): Uint8Array => {
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, bytes.length);
    return concatBytes(frame.subarray(0, 8), length, bytes, frame.subarray(stanzasAt));
  };
  return [
    bad('another magic', 'frame', frame.with(6, 0x32), 'envelope.magic'),
    bad('no bytes', 'frame', frame.subarray(0, 0), 'envelope.magic'),
    bad('the last byte is missing', 'frame', frame.subarray(0, -1), 'envelope.malformed'),
    bad('a byte follows', 'frame', concatBytes(frame, new Uint8Array(1)), 'envelope.malformed'),
    bad('a header longer than its bound', 'frame', frame.with(9, 0x01), 'envelope.too-large'),
    bad('a header that is no CBOR', 'frame', frame.with(12, 0xff), 'envelope.header'),
    bad(
      'a header with an unknown field',
      'frame',
      withHeader(encodeCbor({ ...header, critical: true })),
      'envelope.header',
    ),
    bad(
      'a frame to two recipients',
      'frame',
      withHeader(encodeCbor({ ...header, recipients: [header.recipients[0], recipients[1]!.keyId] })),
      'envelope.header',
    ),
    bad(
      'a frame without the end of its channel',
      'frame',
      withHeader(encodeCbor(without({ ...header }, 'channelUntil') as never)),
      'envelope.header',
    ),
    bad(
      'a channel of more than ten minutes',
      'frame',
      withHeader(encodeCbor({ ...header, channelUntil: NOW_MS + 600_001 })),
      'envelope.header',
    ),
    bad(
      'a channel that ended before the frame was made',
      'frame',
      withHeader(encodeCbor({ ...header, channelUntil: NOW_MS - 1 })),
      'envelope.header',
    ),
    bad(
      'the end of the channel moved',
      'frame',
      withHeader(encodeHeader({ ...header, channelUntil: header.channelUntil! - 1 })),
      'envelope.open-failed',
    ),
    bad('an unknown suite', 'frame', withHeader(encodeCbor({ ...header, suite: 'none' })), 'envelope.suite'),
    bad(
      'the exercise flag turned',
      'frame',
      withHeader(encodeHeader({ ...header, exercise: true })),
      'envelope.open-failed',
    ),
    bad(
      'the expiry moved',
      'frame',
      withHeader(encodeHeader({ ...header, expiresAt: header.expiresAt + 1 })),
      'envelope.open-failed',
    ),
    bad('stanzas swapped', 'message', swapped, 'envelope.open-failed'),
    bad(
      "a bit of another recipient's stanza flipped",
      'message',
      sealedMessage.with(messagePayloadAt - 5, sealedMessage[messagePayloadAt - 5]! ^ 1),
      'envelope.open-failed',
    ),
    bad(
      'a bit of the encapsulated key flipped',
      'frame',
      frame.with(stanzasAt + 5, frame[stanzasAt + 5]! ^ 1),
      'envelope.open-failed',
    ),
    bad('a bit of the salt flipped', 'frame', frame.with(payloadAt, frame[payloadAt]! ^ 1), 'envelope.open-failed'),
    bad(
      'a bit of the commitment flipped',
      'frame',
      frame.with(payloadAt + 30, frame[payloadAt + 30]! ^ 1),
      'envelope.open-failed',
    ),
    bad('a bit of the last tag flipped', 'frame', frame.with(-1, frame.at(-1)! ^ 1), 'envelope.open-failed'),
    { ...bad('opened by nobody it names', 'frame', frame, 'envelope.not-recipient'), recipient: 2 },
    { ...bad('opened when its time is over', 'frame', frame, 'envelope.expired'), now: fields.expiresAt },
    { ...bad('opened long before it was made', 'frame', frame, 'envelope.not-yet-valid'), now: NOW_MS - 300_001 },
    bad('a frame where a message is expected', 'message', frame, 'envelope.suite'),
    bad('a message where a frame is expected', 'frame', sealedMessage, 'envelope.suite'),
    bad(
      'signed by a key that nobody trusts',
      'frame',
      sealFrame({ ...queryFrame, signer: signingKeyFromSeed('ed25519', random(32)) }).bytes,
      'envelope.unknown-sender',
    ),
  ];
}

/** Sealed well, but signed or built wrongly by the sender, or by a recipient who knows the message key. */
function refusedInside(): Case[] {
  const stranger = signingKeyFromSeed('ed25519', random(32));
  const strangerMlDsa = signingKeyFromSeed('ml-dsa-65', random(32));
  const forged = { ...ed25519, sign: stranger.sign };
  return [
    bad(
      'a frame signed with another key',
      'frame',
      sealFrame({ ...queryFrame, signer: forged }).bytes,
      'envelope.signature',
    ),
    bad(
      "a message whose Ed25519 signature is another key's",
      'message',
      sealMessage({ ...message, signers: { ed25519: forged, mlDsa65 } }),
      'envelope.signature',
    ),
    bad(
      "a message whose ML-DSA-65 signature is another key's",
      'message',
      sealMessage({ ...message, signers: { ed25519, mlDsa65: strangerMlDsa } }),
      'envelope.signature',
    ),
    bad(
      'a message in suite Q1',
      'frame',
      sealBody('Q1', { about: encodeCbor({ kind: 'message' }), nonces: new Uint8Array(32), sizes: [1] }, 1),
      'envelope.suite',
    ),
    bad(
      'a kind that nobody knows',
      'frame',
      sealBody('Q1', { about: encodeCbor({ kind: 'order' }), nonces: new Uint8Array(32), sizes: [1] }, 1),
      'envelope.content',
    ),
    bad(
      'fewer items than bytes',
      'frame',
      sealBody('Q1', { about: encodeCbor({ kind: 'query-frame' }), nonces: new Uint8Array(32), sizes: [1] }, 2),
      'envelope.content',
    ),
    bad(
      'a nonce too few',
      'frame',
      sealBody('Q1', { about: encodeCbor({ kind: 'query-frame' }), nonces: new Uint8Array(32), sizes: [1, 1] }, 2),
      'envelope.content',
    ),
    bad(
      'an unknown field in the body',
      'frame',
      sealBody(
        'Q1',
        { about: encodeCbor({ kind: 'query-frame' }), nonces: new Uint8Array(32), sizes: [1], alg: 'none' },
        1,
      ),
      'envelope.content',
    ),
    bad(
      'a segment hash of other content',
      'message',
      sealBody('S1', { about: encodeCbor({ kind: 'message' }), contentBytes: 3, segments: [new Uint8Array(32)] }, 3),
      'envelope.signature',
    ),
    bad(
      'a greater bucket than needed',
      'frame',
      sealBody('Q1', { about: encodeCbor({ kind: 'query-frame' }), nonces: new Uint8Array(32), sizes: [1] }, 1, 4_096),
      'envelope.padding',
    ),
  ];
}

/** Any body under zero signatures: what is refused before a signature is looked at. */
function sealBody(suite: 'Q1' | 'S1', body: Record<string, unknown>, tailBytes: number, bucket?: number): Uint8Array {
  const signatures = suite === 'Q1' ? [new Uint8Array(64)] : [new Uint8Array(64), new Uint8Array(3_309)];
  const sizeBucket = bucket ?? (suite === 'Q1' ? 2_048 : 4_096);
  const { stanza, messageKey, until } = queryFrame.channel;
  const header = {
    version: 1,
    suite,
    sender: ed25519.keyId,
    recipients: [recipients[0]!.keyId],
    sizeBucket,
    ...fields,
    ...(suite === 'Q1' ? { channelUntil: until } : {}),
  } as const;
  const content = { signatures, body: encodeCbor(body), tail: [new Uint8Array(tailBytes)] };
  const headerBytes = encodeHeader(header);
  const info = concatBytes(utf8('iims/e1/rcpt'), sha256(headerBytes));
  const stanzas = suite === 'Q1' ? stanza : sealStanzas(recipients.slice(0, 1), info, messageKey);
  return sealContent({ headerBytes, sizeBucket, stanzas, messageKey, content, random });
}

function itemProofs(frame: Uint8Array): unknown[] {
  const opened = openFrame(frame, {
    now: NOW_MS,
    kemKey: () => openingKeys[0],
    verifyKey: () => verifyKeyOf(ed25519),
    channels: new ReceivingChannels(),
  });
  const proof = proveItem(opened, 2);
  const parts = decodeCbor(proof) as Record<string, unknown> & { path: Uint8Array[]; item: Uint8Array };
  const altered = (change: Record<string, unknown>): string => toHex(encodeCbor({ ...parts, ...change }));
  const error = 'envelope.item-proof';
  return [
    {
      name: 'the third of three items',
      proof: toHex(proof),
      index: 2,
      item: toHex(opened.items[2]!.bytes),
      hash: toHex(opened.items[2]!.hash),
    },
    { name: 'another item', proof: altered({ item: utf8('other question') }), error },
    { name: 'another index', proof: altered({ index: 1 }), error },
    { name: 'another count', proof: altered({ count: 4 }), error },
    { name: 'another nonce', proof: altered({ nonce: new Uint8Array(32) }), error },
    { name: 'a longer nonce', proof: altered({ nonce: new Uint8Array(33) }), error },
    { name: 'another path', proof: altered({ path: [new Uint8Array(32)] }), error },
    { name: 'a path too long', proof: altered({ path: [...parts.path, new Uint8Array(32)] }), error },
    { name: 'another description', proof: altered({ about: encodeCbor({ kind: 'answer-frame' }) }), error },
    { name: 'another signature', proof: altered({ signature: new Uint8Array(64) }), error },
    { name: 'an unknown field', proof: altered({ critical: true }), error },
    { name: 'no signature', proof: toHex(encodeCbor(without(parts, 'signature'))), error },
    { name: 'a byte too many', proof: `${toHex(proof)}00`, error },
  ];
}

function without(parts: Record<string, unknown>, field: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parts).filter(([name]) => name !== field));
}

function good(name: string, open: Case['open'], recipient: number, envelope: Uint8Array): Case {
  const expected = name.includes('answer')
    ? {
        about: { kind: 'answer-frame' },
        items: Array.from({ length: 8 }, (_, place) => new Uint8Array(2_048).fill(place)),
      }
    : open === 'frame'
      ? queryFrame
      : { about: message.about, items: [name.includes('without') ? new Uint8Array(0) : message.content] };
  const content = { about: toHex(encodeCbor(expected.about)), items: expected.items.map((item) => toHex(item)) };
  readHeader(envelope);
  return { name, open, recipient, now: NOW_MS, envelope: toHex(envelope), content };
}

function bad(name: string, open: Case['open'], envelope: Uint8Array, error: string): Case {
  return { name, open, recipient: 0, now: NOW_MS, envelope: toHex(envelope), error };
}

main();
