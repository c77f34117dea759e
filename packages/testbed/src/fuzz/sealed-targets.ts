// SPDX-License-Identifier: Apache-2.0
// Readers behind the seal: envelopes and proofs from the wire, and content that a partner with real keys sealed for us.

import { beginChannel, ReceivingChannels } from '@iims/crypto/channel';
import {
  type FrameKeys,
  type MessageToSeal,
  openFrame,
  openMessage,
  sealFrame,
  sealMessage,
} from '@iims/crypto/envelope';
import { encodeHeader, parseHeader, readHeader, splitEnvelope } from '@iims/crypto/envelope-header';
import { proveItem, verifyItemProof } from '@iims/crypto/item-proof';
import { kemPrivateKeyFromSeed, kemPublicKeyFromRaw, signingKeyFromSeed, verifyKeyOf } from '@iims/crypto/keys';
import { messageBody, readMessageBody } from '@iims/crypto/message-body';
import { proveMessage, verifyMessageProof } from '@iims/crypto/message-proof';
import { sizeBucketFor } from '@iims/crypto/padding';
import { sealContent } from '@iims/crypto/sealed-content';
import { draftForBatch, signWaiting } from '@iims/crypto/sealed-together';
import type { MessageKeys } from '@iims/crypto/signed-message';
import { encodeFrame, FrameReader } from '@iims/node/national/plug-in-frames';
import { assert } from '@iims/wire/assert';
import { concatBytes, equalBytes, utf8 } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import { type FuzzTarget, onlyAccepts } from './target.ts';

const NOW = 1_767_600_000_000;
const fill = (byte: number) => new Uint8Array(32).fill(byte);
/** The same bytes in every run: nothing here is secret. */
const random = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 7 + length) & 0xff);

const signers = { ed25519: signingKeyFromSeed('ed25519', fill(1)), mlDsa65: signingKeyFromSeed('ml-dsa-65', fill(2)) };
const openingKeys = [3, 4, 5].map((seed) => kemPrivateKeyFromSeed(fill(seed)));
const recipients = openingKeys.map(({ publicKey }) => kemPublicKeyFromRaw(publicKey));
const kemKey = (keyId: Uint8Array) => openingKeys.find((key) => equalBytes(key.keyId, keyId));
const isSender = (keyId: Uint8Array) => equalBytes(keyId, signers.ed25519.keyId);
const verifyKeys = { ed25519: verifyKeyOf(signers.ed25519), mlDsa65: verifyKeyOf(signers.mlDsa65) };

/** Without memory of channels, so that each input is read as if it were the first. */
const frameKeys = (): FrameKeys => ({
  now: NOW,
  kemKey,
  verifyKey: (keyId) => (isSender(keyId) ? verifyKeys.ed25519 : undefined),
  channels: new ReceivingChannels(),
});
const lastKey = openingKeys.at(-1)!;
/** The last of three recipients, so that the stanzas before its own count. */
const messageKeys: MessageKeys = {
  now: NOW,
  kemKey: (keyId) => (equalBytes(keyId, lastKey.keyId) ? lastKey : undefined),
  verifyKeys: (keyId) => (isSender(keyId) ? verifyKeys : undefined),
};

const header = {
  id: uuidToBytes(uuidV7(NOW, new Uint8Array(10))),
  createdAt: NOW,
  expiresAt: NOW + 60_000,
  exercise: false,
  trustListVersion: 4_294_967_298,
};
const channel = beginChannel(signers.ed25519.keyId, recipients[0]!, NOW, random);
const items = ['first', 'second', 'third'].map(utf8);
const frame = sealFrame({
  header,
  about: { kind: 'query-frame' },
  items,
  signer: signers.ed25519,
  channel,
  random,
}).bytes;
const seal: MessageToSeal = {
  header,
  about: { kind: 'message', subject: 'a subject' },
  content: utf8('what is said'),
  recipients,
  signers,
  random,
};
const message = sealMessage(seal);
export const MESSAGE_FOR_FUZZING = { message, keys: messageKeys, seal };
const waiting = draftForBatch(seal);
const [sealBatched] = await signWaiting([waiting]);
const batched = sealBatched!().bytes;
const messageProofs = [message, batched].map((bytes) => proveMessage(openMessage(bytes, messageKeys)));
const proofs = items.map((_, index) => proveItem(openFrame(frame, frameKeys()), index));
const frameBody = encodeCbor({ about: encodeCbor({ kind: 'query-frame' }), nonces: random(96), sizes: [5, 6, 5] });
const plugInFrame = (id: number) => encodeFrame({ id, content: utf8('wrapped') });
const HEADER_WORDS = ['suite', 'Q1', 'S1', 'S2', 'version', 'recipients', 'channelUntil', 'inReplyTo', 'kem'];

export const SEALED_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'envelope-header',
    seeds: [splitEnvelope(frame).headerBytes, splitEnvelope(message).headerBytes],
    words: HEADER_WORDS,
    read(bytes) {
      assert(equalBytes(encodeHeader(parseHeader(bytes)), bytes), 'a header has one encoding');
    },
  },
  { name: 'envelope', seeds: [frame, message], words: HEADER_WORDS, read: (bytes) => void readHeader(bytes) },
  {
    name: 'frame',
    seeds: [frame],
    words: HEADER_WORDS,
    read(bytes) {
      openFrame(bytes, frameKeys());
      onlyAccepts([frame], bytes);
    },
  },
  {
    name: 'message',
    seeds: [message, batched],
    words: HEADER_WORDS,
    read(bytes) {
      openMessage(bytes, messageKeys);
      onlyAccepts([message, batched], bytes);
    },
  },
  {
    name: 'message-body',
    seeds: [waiting.body.bytes, messageBody(waiting.body.aboutBytes, seal.content, waiting.draft.header).bytes],
    words: ['about', 'batch', 'segments', 'contentBytes'],
    read(bytes) {
      readMessageBody(bytes);
      assert(equalBytes(encodeCbor(decodeCbor(bytes)), bytes), 'a body is read from its one encoding');
    },
  },
  {
    name: 'message-proof',
    seeds: messageProofs,
    words: ['header', 'about', 'content', 'ed25519', 'mldsa65', 'batch', 'version'],
    read(bytes) {
      verifyMessageProof(bytes, (keyId) => (isSender(keyId) ? verifyKeys : undefined));
      onlyAccepts(messageProofs, bytes);
    },
  },
  {
    // The body is the input; a partner sealed it under its own channel, with a signature over something else.
    name: 'frame-body',
    seeds: [frameBody],
    words: ['about', 'nonces', 'sizes', 'kind', 'answer-frame', 'message'],
    read(bytes) {
      const signatures = [signers.ed25519.sign(bytes)];
      const tail = utf8('firstsecondthird');
      const { headerBytes, sizeBucket } = headerFor(bytes.length, tail.length);
      const content = { signatures, body: bytes, tail: [tail] };
      const { stanza: stanzas, messageKey } = channel;
      openFrame(sealContent({ headerBytes, sizeBucket, stanzas, messageKey, content, random }), frameKeys());
      assert(false, 'a frame whose signature is over something else is not accepted');
    },
  },
  {
    name: 'plug-in-frames',
    seeds: [concatBytes(plugInFrame(1), plugInFrame(2))],
    words: ['id', 'content', 'refused'],
    read(bytes) {
      // In two pieces, as a pipe may bring them.
      const reader = new FrameReader();
      const middle = bytes.length >>> 1;
      for (const piece of [bytes.subarray(0, middle), bytes.subarray(middle)]) {
        for (const frame of reader.take(piece)) if (frame === undefined) return;
      }
    },
  },
  {
    name: 'item-proof',
    seeds: proofs,
    words: ['path', 'index', 'count', 'nonce', 'item', 'header', 'signature', 'version'],
    read(bytes) {
      verifyItemProof(bytes, (keyId) => (isSender(keyId) ? verifyKeys.ed25519 : undefined));
      onlyAccepts(proofs, bytes);
    },
  },
];

/** A header for content of these lengths behind one Ed25519 signature. */
function headerFor(bodyBytes: number, tailBytes: number) {
  const sizeBucket = sizeBucketFor(64 + 4 + bodyBytes + tailBytes)!;
  const headerBytes = encodeHeader({ ...parseHeader(splitEnvelope(frame).headerBytes), sizeBucket });
  return { headerBytes, sizeBucket };
}
