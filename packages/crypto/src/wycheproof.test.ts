// SPDX-License-Identifier: Apache-2.0
// Wycheproof's vectors, each file whole. Where this product takes less than the algorithm allows, the vector must be refused.

import assert from 'node:assert/strict';
import {
  createPrivateKey,
  createPublicKey,
  decapsulate,
  encapsulate,
  type KeyObject,
  verify as nativeVerify,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { AssertionFailure } from '@iims/wire/assert';
import { fromHex, toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import {
  CHUNK_BYTES,
  CHUNKED_HEADER_BYTES,
  chunkedOpen,
  chunkedSeal,
  openChunk,
  openChunkedHeader,
  SALT_BYTES,
  SEALED_CHUNK_BYTES,
} from './chunked.ts';
import { signingKeyFromSeed, verifyKeyFromPublic } from './keys.ts';
import { type AeadName, aeadOpen, aeadSeal, type HashName, hkdfExpand, hkdfExtract, sha512 } from './primitives.ts';
import { importX25519Public, x25519Agree } from './x-wing.ts';

describe('AEADs take 32-byte keys, 12-byte nonces and 16-byte tags only', () => {
  for (const [file, aead, count] of [
    ['aes_gcm_test', 'aes-256-gcm', 316],
    ['chacha20_poly1305_test', 'chacha20-poly1305', 325],
  ] as const) {
    test(aead, () => {
      assert.equal(
        forEachVector(file, (vector) => checkAead(aead, vector)),
        count,
      );
    });
  }
});

function checkAead(aead: AeadName, vector: Vector): void {
  const input = { key: bytesOf(vector, 'key'), nonce: bytesOf(vector, 'iv'), aad: bytesOf(vector, 'aad') };
  const message = bytesOf(vector, 'msg');
  const sealed = fromHex(`${vector.ct}${vector.tag}`);
  if (input.key.length !== 32 || input.nonce.length !== 12) {
    assert.throws(() => aeadOpen(aead, input, sealed), AssertionFailure);
    assert.throws(() => aeadSeal(aead, input, message), AssertionFailure);
  } else if (vector.result === 'valid') {
    assert.deepEqual(aeadOpen(aead, input, sealed), message);
    assert.deepEqual(aeadSeal(aead, input, message), sealed);
  } else {
    assert.equal(aeadOpen(aead, input, sealed), undefined);
  }
}

describe('HKDF', () => {
  for (const [file, hashName, count] of [
    ['hkdf_sha256_test', 'sha256', 86],
    ['hkdf_sha384_test', 'sha384', 83],
    ['hkdf_sha512_test', 'sha512', 83],
  ] as const) {
    test(hashName, () => {
      assert.equal(
        forEachVector(file, (vector) => checkHkdf(hashName, vector)),
        count,
      );
    });
  }
});

function checkHkdf(hashName: HashName, vector: Vector): void {
  const secret = hkdfExtract(hashName, bytesOf(vector, 'salt'), bytesOf(vector, 'ikm'));
  const derive = (): Uint8Array => hkdfExpand(hashName, secret, [bytesOf(vector, 'info')], Number(vector.size));
  if (vector.result === 'valid') assert.equal(toHex(derive()), vector.okm);
  else assert.throws(derive, AssertionFailure);
}

test('Ed25519: 151 signatures', () => {
  const ran = forEachVector('ed25519_test', (vector, group) => {
    const key = verifyKeyFromPublic('ed25519', fromHex((group.publicKey as { pk: string }).pk));
    assert.equal(key.verify(bytesOf(vector, 'msg'), bytesOf(vector, 'sig')), vector.result === 'valid');
  });
  assert.equal(ran, 151);
});

describe('ML-DSA verifies with the empty context only', () => {
  for (const [file, algorithm, count] of [
    ['mldsa_44_verify_test', 'ml-dsa-44', 180],
    ['mldsa_65_verify_test', 'ml-dsa-65', 210],
  ] as const) {
    test(algorithm, () => {
      const ran = forEachVector(file, (vector, group) => {
        const publicKey = fromHex(group.publicKey as string);
        if (vector.flags.includes('IncorrectPublicKeyLength')) {
          assert.throws(() => verifyKeyFromPublic(algorithm, publicKey), refusedWith('key.malformed'));
          return;
        }
        const key = verifyKeyFromPublic(algorithm, publicKey);
        const [message, signature] = [bytesOf(vector, 'msg'), bytesOf(vector, 'sig')];
        const hasContext = (vector.ctx ?? '') !== '';
        assert.equal(key.verify(message, signature), vector.result === 'valid' && !hasContext);
        if (hasContext) checkContext(algorithm, publicKey, vector);
      });
      assert.equal(ran, count);
    });
  }
});

/** OpenSSL itself, since this product uses no context: the vector shows that a context is bound. */
function checkContext(algorithm: 'ml-dsa-44' | 'ml-dsa-65', publicKey: Uint8Array, vector: Vector): void {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'raw-public', asymmetricKeyType: algorithm });
  const context = bytesOf(vector, 'ctx');
  const verify = (): boolean => nativeVerify(null, bytesOf(vector, 'msg'), { key, context }, bytesOf(vector, 'sig'));
  if (context.length > 255) assert.throws(verify, { code: 'ERR_OUT_OF_RANGE' });
  else assert.equal(verify(), vector.result === 'valid');
}

test('ML-DSA-65: keys from 105 seeds; what they sign verifies', () => {
  const ran = forEachVector('mldsa_65_sign_seed_test', (vector, group) => {
    const seed = fromHex(group.privateSeed as string);
    if (vector.flags.includes('IncorrectPrivateKeyLength')) {
      assert.throws(() => signingKeyFromSeed('ml-dsa-65', seed), refusedWith('key.malformed'));
      return;
    }
    const key = signingKeyFromSeed('ml-dsa-65', seed);
    assert.equal(toHex(key.publicKey), group.publicKey);
    const verifyKey = verifyKeyFromPublic('ml-dsa-65', key.publicKey);
    // Vectors without `msg` carry the inner `mu`, which no interface of messages takes. OpenSSL signs hedged, so
    // signatures are compared by verifying them.
    if (vector.msg === undefined || vector.result !== 'valid') return;
    const message = bytesOf(vector, 'msg');
    assert.equal(verifyKey.verify(message, bytesOf(vector, 'sig')), (vector.ctx ?? '') === '');
    assert.equal(verifyKey.verify(message, key.sign(message)), true);
  });
  assert.equal(ran, 105);
});

test('ECDSA P-256 in r‖s form: 262 signatures', () => {
  const ran = forEachVector('ecdsa_secp256r1_sha256_p1363_test', (vector, group) => {
    const key = createPublicKey({ key: Buffer.from(group.publicKeyDer as string, 'hex'), format: 'der', type: 'spki' });
    const options = { key, dsaEncoding: 'ieee-p1363' } as const;
    assert.equal(
      nativeVerify('sha256', bytesOf(vector, 'msg'), options, bytesOf(vector, 'sig')),
      vector.result === 'valid',
    );
  });
  assert.equal(ran, 262);
});

test('X25519: 518 agreements, all-zero results refused', () => {
  const ran = forEachVector('x25519_test', (vector) => {
    const privateKey = createPrivateKey({
      key: Buffer.from(vector.private as string, 'hex'),
      format: 'raw-private',
      asymmetricKeyType: 'x25519',
    });
    const shared = x25519Agree(privateKey, importX25519Public(bytesOf(vector, 'public')));
    if (/^0+$/.test(vector.shared as string)) assert.equal(shared, undefined);
    else assert.equal(toHex(shared!), vector.shared);
  });
  assert.equal(ran, 518);
});

describe('ML-KEM-768', () => {
  test('193 decapsulations from seeds', () => {
    const ran = forEachVector('mlkem_768_test', (vector) => {
      const open = (): Uint8Array => decapsulate(mlKemFromSeed(bytesOf(vector, 'seed')), bytesOf(vector, 'c'));
      if (vector.result === 'valid') assert.equal(toHex(open()), vector.K);
      else assert.throws(open);
    });
    assert.equal(ran, 193);
  });

  test('265 public keys: those that fail the modulus check are refused', () => {
    const ran = forEachVector('mlkem_768_encaps_test', (vector) => {
      const seal = (): unknown =>
        encapsulate(
          createPublicKey({
            key: Buffer.from(vector.ek as string, 'hex'),
            format: 'raw-public',
            asymmetricKeyType: 'ml-kem-768',
          }),
        );
      if (vector.result === 'valid') assert.doesNotThrow(seal);
      else assert.throws(seal);
    });
    assert.equal(ran, 265);
  });

  test('100 public keys from seeds', () => {
    const ran = forEachVector('mlkem_768_keygen_seed_test', (vector) => {
      const key = createPublicKey(mlKemFromSeed(bytesOf(vector, 'seed'))).export({ format: 'raw-public' });
      assert.equal(toHex(key), vector.ek);
    });
    assert.equal(ran, 100);
  });

  test('9 decapsulations with expanded private keys', () => {
    const ran = forEachVector('mlkem_768_semi_expanded_decaps_test', (vector) => {
      const open = (): Uint8Array => decapsulate(mlKemFromExpanded(bytesOf(vector, 'dk')), bytesOf(vector, 'c'));
      if (vector.result === 'valid') assert.equal(toHex(open()), vector.K);
      else assert.throws(open);
    });
    assert.equal(ran, 9);
  });
});

function mlKemFromSeed(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.from(seed), format: 'raw-seed', asymmetricKeyType: 'ml-kem-768' });
}

/** PKCS#8 with the `expandedKey` choice (RFC 9935): only vectors hold such keys. */
function mlKemFromExpanded(expanded: Uint8Array): KeyObject {
  const key = derField(0x04, expanded);
  const algorithm = fromHex('300b0609608648016503040402');
  const der = derField(0x30, Buffer.concat([fromHex('020100'), algorithm, derField(0x04, key)]));
  return createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
}

function derField(tag: number, content: Uint8Array): Uint8Array {
  return Buffer.concat([new Uint8Array([tag, 0x82, content.length >> 8, content.length]), content]);
}

describe('C2SP chunked encryption: 35 messages', () => {
  test('opened whole, and sealed again to the same bytes', () => {
    const ran = forEachVector('c2sp_chunked_encryption_aes_256_gcm_test', (vector) => {
      const { input, sealed } = chunkedOf(vector);
      if (vector.flags.includes('InvalidKeySize')) {
        assert.throws(() => chunkedOpen(input, sealed), AssertionFailure);
        return;
      }
      const message = chunkedOpen(input, sealed);
      if (vector.result !== 'valid') {
        assert.equal(message, undefined, `vector ${vector.tcId}`);
        return;
      }
      checkMessage(message!, vector);
      assert.deepEqual(chunkedSeal(input, sealed.subarray(0, SALT_BYTES), message!), sealed);
    });
    assert.equal(ran, 35);
  });

  test('read as a stream: nothing beyond the longest valid prefix', () => {
    forEachChunked((vector, input, sealed) => {
      const { chunks, complete } = readStream(input, sealed);
      assert.equal(complete, vector.result === 'valid', `vector ${vector.tcId}`);
      if (vector.msgLength !== undefined) checkMessage(Buffer.concat(chunks), vector);
      else assert.equal(chunks.length, 0);
    });
  });

  test('the last chunk opens alone, at its index, exactly where the file says so', () => {
    forEachChunked((vector, input, sealed) => {
      const keys = openChunkedHeader(input, sealed.subarray(0, CHUNKED_HEADER_BYTES));
      assert.equal(keys === undefined, vector.flags.includes('HeaderFailure'));
      if (keys === undefined) return;
      const index = Math.floor((sealed.length - CHUNKED_HEADER_BYTES) / SEALED_CHUNK_BYTES);
      const last = openChunk(keys, index, sealed.subarray(CHUNKED_HEADER_BYTES + index * SEALED_CHUNK_BYTES));
      assert.equal(last !== undefined, vector.result === 'valid' || vector.flags.includes('ValidFinalChunk'));
    });
  });
});

type ChunkedInput = Parameters<typeof chunkedOpen>[0];

function forEachChunked(check: (vector: Vector, input: ChunkedInput, sealed: Uint8Array) => void): void {
  forEachVector('c2sp_chunked_encryption_aes_256_gcm_test', (vector) => {
    const { input, sealed } = chunkedOf(vector);
    if (input.key.length === 32) check(vector, input, sealed);
  });
}

function chunkedOf(vector: Vector): { input: ChunkedInput; sealed: Uint8Array } {
  const sealed = new Uint8Array(inflateSync(bytesOf(vector, 'ct')));
  return { input: { key: bytesOf(vector, 'key'), context: bytesOf(vector, 'ctx') }, sealed };
}

/** Reads chunk after chunk as a stream would; complete only after a last chunk that is shorter than the others. */
function readStream(input: ChunkedInput, sealed: Uint8Array): { chunks: Uint8Array[]; complete: boolean } {
  const chunks: Uint8Array[] = [];
  const keys = openChunkedHeader(input, sealed.subarray(0, CHUNKED_HEADER_BYTES));
  if (keys === undefined) return { chunks, complete: false };
  for (let offset = CHUNKED_HEADER_BYTES; offset < sealed.length; offset += SEALED_CHUNK_BYTES) {
    const chunk = openChunk(keys, chunks.length, sealed.subarray(offset, offset + SEALED_CHUNK_BYTES));
    if (chunk === undefined) return { chunks, complete: false };
    chunks.push(chunk);
  }
  const last = chunks.at(-1);
  return { chunks, complete: last !== undefined && last.length < CHUNK_BYTES };
}

function checkMessage(message: Uint8Array, vector: Vector): void {
  assert.equal(message.length, vector.msgLength, `vector ${vector.tcId}`);
  assert.equal(toHex(sha512(message)), vector.msgSha512, `vector ${vector.tcId}`);
}

interface Vector {
  readonly tcId: number;
  readonly result: 'valid' | 'invalid' | 'acceptable';
  readonly flags: readonly string[];
  readonly [field: string]: unknown;
}

interface Group {
  readonly tests: readonly Vector[];
  readonly [field: string]: unknown;
}

/** Runs every vector of a file and says how many there were. */
function forEachVector(file: string, check: (vector: Vector, group: Group) => void): number {
  const url = new URL(`../../../spec/vectors/crypto/wycheproof/${file}.json`, import.meta.url);
  const { testGroups } = JSON.parse(readFileSync(url, 'utf8')) as { testGroups: readonly Group[] };
  let ran = 0;
  for (const group of testGroups) {
    for (const vector of group.tests) {
      check({ ...vector, flags: vector.flags ?? [] }, group);
      ran += 1;
    }
  }
  return ran;
}

function bytesOf(vector: Vector, field: string): Uint8Array {
  return fromHex((vector[field] as string | undefined) ?? '');
}

function refusedWith(code: string): (error: unknown) => boolean {
  return (error) => error instanceof IimsError && error.code === code;
}
