// SPDX-License-Identifier: Apache-2.0
// Makes spec/vectors/envelope/streams.json: messages of several segments, and altered ones with the code that refuses each.
// An envelope of megabytes is not stored: it follows from its random parts, its signatures and its content (spec/envelope.md, 16).
// Run it only when spec/envelope.md changes: encapsulation is random, so each run gives other bytes.

import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { CHUNKED_HEADER_BYTES, SEALED_CHUNK_BYTES } from '@iims/crypto/chunked';
import { encodeHeader, PREFIX_BYTES, STANZA_BYTES } from '@iims/crypto/envelope-header';
import { kemPrivateKeyFromSeed, kemPublicKeyFromRaw, type SigningKey, signingKeyFromSeed } from '@iims/crypto/keys';
import { messageBody } from '@iims/crypto/message-body';
import { sha256 } from '@iims/crypto/primitives';
import { sealContent } from '@iims/crypto/sealed-content';
import { sealStream } from '@iims/crypto/sealed-stream';
import { concatBytes, fromHex, toHex } from '@iims/wire/bytes';
import { encodeCbor } from '@iims/wire/cbor';
import { uuidToBytes } from '@iims/wire/identifiers';

const MIB = 2 ** 20;
const SEEDS = {
  ed25519: '01'.repeat(32),
  mlDsa65: '02'.repeat(32),
  recipients: ['03'.repeat(32), '04'.repeat(32)],
};
const NOW_MS = Date.UTC(2026, 10, 1, 12);
const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
const ed25519 = signingKeyFromSeed('ed25519', fromHex(SEEDS.ed25519));
const mlDsa65 = signingKeyFromSeed('ml-dsa-65', fromHex(SEEDS.mlDsa65));
const openingKeys = SEEDS.recipients.map((hex) => kemPrivateKeyFromSeed(fromHex(hex)));

async function main(): Promise<void> {
  const two = await vectorOf('two segments in a bucket of 1.5 MiB', MIB + 5);
  const three = await vectorOf('three segments in a bucket above 2 MiB', 2 * MIB + 1_000);
  const streams = [
    two,
    three,
    {
      ...(await vectorOf('a byte of the second segment is not the signed one', MIB + 5, { changed: MIB + 1 })),
      error: 'envelope.content',
      released: MIB,
    },
    {
      ...(await vectorOf('the ML-DSA-65 signature is of another key', MIB + 5, {
        mlDsa65: signingKeyFromSeed('ml-dsa-65', random(32)),
      })),
      error: 'envelope.signature',
      released: 0,
    },
  ];
  const text = JSON.stringify({ keys: SEEDS, now: NOW_MS, streams, altered: altered(three) }, undefined, 1);
  writeFileSync(new URL('../spec/vectors/envelope/streams.json', import.meta.url), `${text}\n`);
}

interface Wrong {
  readonly mlDsa65?: SigningKey;
  /** Place of a byte of the content that is sealed otherwise than it was signed. */
  readonly changed?: number;
}

async function vectorOf(name: string, contentBytes: number, wrong: Wrong = {}) {
  const drawn: Uint8Array[] = [];
  const signatures: Uint8Array[] = [];
  const recording = (key: SigningKey): SigningKey => ({
    ...key,
    sign: (bytes) => {
      signatures.push(key.sign(bytes));
      return signatures.at(-1)!;
    },
  });
  const about = { kind: 'message', subject: 'Тест' } as const;
  const content = contentOf(contentBytes);
  const source = { read: async (offset: number, length: number) => content.subarray(offset, offset + length) };
  const stream = await sealStream({
    header: {
      id: uuidToBytes('0199b3a2-5c00-7000-8000-00000000a001'),
      createdAt: NOW_MS,
      expiresAt: NOW_MS + 300_000,
      exercise: false,
      trustListVersion: 7,
    },
    about,
    signers: { ed25519: recording(ed25519), mlDsa65: recording(wrong.mlDsa65 ?? mlDsa65) },
    recipients: openingKeys.map(({ publicKey }) => kemPublicKeyFromRaw(publicKey)),
    random: (length) => {
      drawn.push(random(length));
      return drawn.at(-1)!.slice();
    },
    content: source,
    contentBytes,
  });
  const pieces: Uint8Array[] = [];
  for await (const piece of stream.from(0)) pieces.push(piece.slice());
  // The first was for recognising the source.
  const [, messageKey, salt] = drawn as [Uint8Array, Uint8Array, Uint8Array];
  const { header } = stream;
  const headerBytes = encodeHeader(header);
  const stanzasStart = PREFIX_BYTES + headerBytes.length;
  const sealed = concatBytes(...pieces);
  const stanzas = sealed.subarray(stanzasStart, stanzasStart + header.recipients.length * STANZA_BYTES);
  const aboutBytes = encodeCbor(about);
  const { changed } = wrong;
  const envelope =
    changed === undefined
      ? sealed
      : sealContent({
          headerBytes,
          sizeBucket: header.sizeBucket,
          stanzas,
          messageKey,
          content: {
            signatures,
            body: messageBody(aboutBytes, content, header).bytes,
            tail: [content.with(changed, content[changed]! ^ 1)],
          },
          random: () => salt,
        });
  return {
    name,
    contentBytes,
    ...(changed === undefined ? {} : { changed }),
    about: toHex(aboutBytes),
    header: toHex(headerBytes),
    stanzas: toHex(stanzas),
    salt: toHex(salt),
    signatures: signatures.map(toHex),
    envelopeBytes: envelope.length,
    envelopeSha256: toHex(sha256(envelope)),
  };
}

/** Alterations of the second stream: places count from the beginning of the envelope, and so does what `released` counts. */
function altered(vector: { readonly header: string; readonly envelopeBytes: number }): object[] {
  const payload = PREFIX_BYTES + vector.header.length / 2 + 2 * STANZA_BYTES;
  const chunk = (index: number): number => payload + CHUNKED_HEADER_BYTES + index * SEALED_CHUNK_BYTES;
  const failed = 'envelope.open-failed';
  return [
    { name: 'a bit of the salt', flip: payload, error: failed, released: 0 },
    { name: 'a bit of the commitment', flip: payload + 55, error: failed, released: 0 },
    { name: 'a bit of the signed list', flip: chunk(0) + 3_500, error: failed, released: 0 },
    { name: 'a bit of the first segment', flip: chunk(1) + 9, error: failed, released: 0 },
    { name: 'a bit of the second segment', flip: chunk(100), error: failed, released: MIB },
    { name: 'a bit of the padding', flip: chunk(130), error: failed, released: 2 * MIB },
    { name: 'a bit of the last tag', flip: vector.envelopeBytes - 1, error: failed, released: 2 * MIB },
    {
      name: 'two chunks exchanged',
      exchange: [chunk(70), chunk(71), SEALED_CHUNK_BYTES],
      error: failed,
      released: MIB,
    },
    { name: 'a chunk twice', copy: [chunk(70), chunk(71), SEALED_CHUNK_BYTES], error: failed, released: MIB },
    {
      name: 'the stanzas exchanged',
      exchange: [payload - 2 * STANZA_BYTES, payload - STANZA_BYTES, STANZA_BYTES],
      error: failed,
      released: 0,
    },
    { name: 'a bit of the other stanza', flip: payload - 1, error: failed, released: 0 },
    { name: 'the last byte missing', cut: vector.envelopeBytes - 1, error: 'envelope.malformed', released: 2 * MIB },
    { name: 'the last chunk missing', cut: vector.envelopeBytes - 16, error: 'envelope.malformed', released: 2 * MIB },
    { name: 'cut in the second segment', cut: chunk(80), error: 'envelope.malformed', released: MIB },
    { name: 'cut before the first chunk', cut: chunk(0), error: 'envelope.malformed', released: 0 },
    { name: 'cut in the stanzas', cut: payload - 1, error: 'envelope.malformed', released: 0 },
    { name: 'a byte too many', append: '00', error: 'envelope.malformed', released: 2 * MIB },
  ];
}

/** SHAKE-256 of the word. */
function contentOf(length: number): Uint8Array {
  return new Uint8Array(createHash('shake256', { outputLength: length }).update('content').digest());
}

await main();
