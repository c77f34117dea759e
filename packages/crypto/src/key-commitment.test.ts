// SPDX-License-Identifier: Apache-2.0
// A sender who would show two recipients different plaintexts from one envelope. AES-GCM alone lets him: a ciphertext is made here
// that opens under two keys. The commitment before the chunks does not let him (spec/envelope.md, 17).

import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { describe, test } from 'node:test';
import { concatBytes, equalBytes, fromHex, toHex, utf8 } from '@iims/wire/bytes';
import { beginChunked, openChunk } from './chunked.ts';
import { envelopePrefix } from './envelope-header.ts';
import { messageBody } from './message-body.ts';
import { contentOf, fields, first, keysOf, openFrom, pipeOf, second } from './message-stream.fixture.ts';
import { IN_MEMORY_BUCKET_MAX_BYTES } from './padding.ts';
import { hkdfExpand, sha256 } from './primitives.ts';
import { payloadContext, sealContent } from './sealed-content.ts';
import { encodeAbout } from './signed-content.ts';
import { signMessage } from './signed-message.ts';
import { sealStanzas } from './stanza.ts';

const MASK = 2n ** 128n - 1n;
const REDUCTION = 0xe1n << 120n;
const SALT = new Uint8Array(24).fill(6);
const content = contentOf(300);
const place = { sender: fields.signers.ed25519.keyId, id: fields.header.id };
const body = messageBody(encodeAbout(fields.about), content, place);
const { headerBytes, sizeBucket, signatures } = signMessage(fields, body, IN_MEMORY_BUCKET_MAX_BYTES);
/** One message key for each recipient, each sealed as it has to be. */
const messageKeys = [new Uint8Array(32).fill(21), new Uint8Array(32).fill(22)] as const;
const info = concatBytes(utf8('iims/e1/rcpt'), sha256(headerBytes));
const stanzas = concatBytes(...messageKeys.map((key, index) => sealStanzas([fields.recipients[index]!], info, key)));
const context = payloadContext(headerBytes, stanzas);

test('of an envelope with two message keys, only the recipient of the one that sealed it is shown anything', async () => {
  for (const [messageKey, reader, other] of [
    [messageKeys[0], first, second],
    [messageKeys[1], second, first],
  ] as const) {
    const parts = { signatures, body: body.bytes, tail: [content] };
    const envelope = sealContent({ headerBytes, sizeBucket, stanzas, messageKey, content: parts, random: () => SALT });
    assert.ok(equalBytes((await openFrom(pipeOf(envelope), keysOf(reader))).released, content));
    const refused = await openFrom(pipeOf(envelope), keysOf(other));
    assert.deepEqual([refused.code, refused.released.length], ['envelope.open-failed', 0]);
  }
});

describe('a ciphertext that opens under two keys', () => {
  const chunk = chunkForTwoKeys(chunkKeyOf(messageKeys[0]), chunkKeyOf(messageKeys[1]));
  const [one, two] = messageKeys.map((key) => beginChunked({ key, context }, SALT));

  test('is two different plaintexts for AES-GCM', () => {
    const [seenByFirst, seenBySecond] = [openChunk(one!.keys, 0, chunk), openChunk(two!.keys, 0, chunk)];
    assert.ok(seenByFirst?.length === sizeBucket && seenBySecond?.length === sizeBucket);
    assert.ok(!equalBytes(seenByFirst, seenBySecond));
  });

  test('is refused by the recipient whose key the envelope does not commit to', async () => {
    for (const [committed, other] of [
      [one!, second],
      [two!, first],
    ] as const) {
      const envelope = concatBytes(envelopePrefix(headerBytes.length), headerBytes, stanzas, committed.header, chunk);
      const { released, code } = await openFrom(pipeOf(envelope), keysOf(other));
      assert.deepEqual([code, released.length], ['envelope.open-failed', 0]);
    }
  });
});

interface ChunkKey {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
}

/** What c2sp.org/chunked-encryption derives, without the commitment. */
function chunkKeyOf(messageKey: Uint8Array): ChunkKey {
  const label = utf8('c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0');
  const derived = hkdfExpand('sha512', messageKey, [label, SALT, context], 44);
  return { key: derived.subarray(0, 32), nonce: derived.subarray(32) };
}

/**
 * The tag is GHASH(ciphertext) + AES(nonce ‖ 1), and GHASH is linear in each block: with all blocks but the last one given, both
 * keys' tags are the same for last = (S1 + S2) / (H1² + H2²) (NIST SP 800-38D, 6.4 and 7.1).
 */
function chunkForTwoKeys(one: ChunkKey, two: ChunkKey): Uint8Array {
  const given = Array.from({ length: sizeBucket / 16 - 1 }, (_, index) => BigInt(index) ** 5n);
  const [tagOne, tagTwo] = [tagWithout(one, given), tagWithout(two, given)];
  const last = multiply(tagOne.sum ^ tagTwo.sum, inverse(tagOne.weight ^ tagTwo.weight));
  const tag = tagOne.sum ^ multiply(last, tagOne.weight);
  return concatBytes(...[...given, last, tag].map(blockOf));
}

/** The tag with a last block of zeros, and the weight of that block. */
function tagWithout(
  { key, nonce }: ChunkKey,
  given: readonly bigint[],
): { readonly sum: bigint; readonly weight: bigint } {
  const hashKey = encryptBlock(key, new Uint8Array(16));
  const lengths = BigInt((given.length + 1) * 128);
  const hashed = [...given, 0n, lengths].reduce((sum, block) => multiply(sum ^ block, hashKey), 0n);
  const mask = encryptBlock(key, concatBytes(nonce, new Uint8Array([0, 0, 0, 1])));
  return { sum: hashed ^ mask, weight: multiply(hashKey, hashKey) };
}

function encryptBlock(key: Uint8Array, block: Uint8Array): bigint {
  return numberOf(createCipheriv('aes-256-ecb', key, null).update(block));
}

/** In GF(2^128), the first bit of a block being the coefficient of x^0 (NIST SP 800-38D, 6.3). */
function multiply(a: bigint, b: bigint): bigint {
  let product = 0n;
  let shifted = b;
  for (let bit = 127n; bit >= 0n; bit -= 1n) {
    if ((a >> bit) & 1n) product ^= shifted;
    shifted = shifted & 1n ? (shifted >> 1n) ^ REDUCTION : shifted >> 1n;
  }
  return product;
}

/** a^(2^128 - 2). */
function inverse(a: bigint): bigint {
  let result: bigint | undefined;
  let power = a;
  for (let round = 1; round < 128; round += 1) {
    power = multiply(power, power);
    result = result === undefined ? power : multiply(result, power);
  }
  return result!;
}

function numberOf(block: Uint8Array): bigint {
  return BigInt(`0x${toHex(new Uint8Array(block))}`);
}

function blockOf(value: bigint): Uint8Array {
  return fromHex((value & MASK).toString(16).padStart(32, '0'));
}
