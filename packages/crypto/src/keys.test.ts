// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { AssertionFailure } from '@iims/wire/assert';
import { toHex, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { ed25519 as nobleEd25519 } from '@noble/curves/ed25519.js';
import { ml_dsa44, ml_dsa65 } from '@noble/post-quantum/ml-dsa.js';
import {
  kemPrivateKeyFromSeed,
  kemPublicKeyFromRaw,
  keyId,
  PUBLIC_KEY_BYTES,
  signingKeyFromSeed,
  verifyKeyFromPublic,
  verifyKeyOf,
} from './keys.ts';
import { SIGNATURE_BYTES } from './primitives.ts';

const SEED = new Uint8Array(32).fill(7);
const MESSAGE = utf8('what is signed');
const ORACLE = {
  ed25519: (message: Uint8Array, signature: Uint8Array) =>
    nobleEd25519.verify(signature, message, nobleEd25519.getPublicKey(SEED)),
  'ml-dsa-44': (message: Uint8Array, signature: Uint8Array) =>
    ml_dsa44.verify(signature, message, ml_dsa44.keygen(SEED).publicKey),
  'ml-dsa-65': (message: Uint8Array, signature: Uint8Array) =>
    ml_dsa65.verify(signature, message, ml_dsa65.keygen(SEED).publicKey),
};

describe('signing keys', () => {
  for (const algorithm of ['ed25519', 'ml-dsa-44', 'ml-dsa-65'] as const) {
    test(`${algorithm}: what it signs verifies here and in the second implementation, and nothing else does`, () => {
      const key = signingKeyFromSeed(algorithm, SEED);
      const signature = key.sign(MESSAGE);
      const verifyKey = verifyKeyOf(key);
      assert.deepEqual(
        [key.publicKey.length, signature.length],
        [PUBLIC_KEY_BYTES[algorithm], SIGNATURE_BYTES[algorithm]],
      );
      assert.deepEqual(verifyKey.keyId, key.keyId);
      assert.equal(verifyKey.verify(MESSAGE, signature), true);
      assert.equal(ORACLE[algorithm](MESSAGE, signature), true);
      assert.equal(verifyKey.verify(utf8('what is not'), signature), false);
      assert.equal(verifyKey.verify(MESSAGE, signature.with(5, signature[5]! ^ 1)), false);
      for (const wrongLength of [new Uint8Array(0), signature.subarray(1), new Uint8Array(signature.length + 1)]) {
        assert.equal(verifyKey.verify(MESSAGE, wrongLength), false);
      }
    });

    test(`${algorithm}: a seed or public key of another length is refused`, () => {
      assert.throws(() => signingKeyFromSeed(algorithm, new Uint8Array(31)), isMalformed);
      assert.throws(() => verifyKeyFromPublic(algorithm, new Uint8Array(31)), isMalformed);
    });
  }

  test("leave the caller's seed alone, show nothing of it, and sign no more once destroyed", () => {
    const seed = SEED.slice();
    const key = signingKeyFromSeed('ed25519', seed);
    assert.deepEqual(seed, SEED);
    seed.fill(0);
    key.sign(MESSAGE);
    assert.ok(!`${inspect(key, { depth: 9, showHidden: true })}${JSON.stringify(key)}`.includes(toHex(SEED)));
    key.destroy();
    assert.throws(() => key.sign(MESSAGE), AssertionFailure);
  });
});

describe('opening keys', () => {
  test('agree with what was encapsulated to them, and with nothing else', () => {
    const key = kemPrivateKeyFromSeed(SEED);
    const publicKey = kemPublicKeyFromRaw(key.publicKey);
    assert.deepEqual(publicKey.keyId, key.keyId);
    const { sharedSecret, ciphertext } = publicKey.encapsulate();
    assert.deepEqual(key.decapsulate(ciphertext), sharedSecret);
    assert.notDeepEqual(key.decapsulate(ciphertext.with(3, ciphertext[3]! ^ 1)), sharedSecret);
    assert.equal(key.decapsulate(ciphertext.subarray(1)), undefined);
    key.destroy();
    assert.throws(() => key.decapsulate(ciphertext), AssertionFailure);
  });

  test('refuse an X25519 half of small order, in keys and in ciphertexts', () => {
    const key = kemPrivateKeyFromSeed(SEED);
    const { ciphertext } = kemPublicKeyFromRaw(key.publicKey).encapsulate();
    assert.equal(key.decapsulate(ciphertext.slice().fill(0, 1_088)), undefined);
    const weak = kemPublicKeyFromRaw(key.publicKey.slice().fill(0, 1_184));
    assert.throws(() => weak.encapsulate(), isMalformed);
  });

  test('refuse a seed or public key of another length, and an ML-KEM half out of range', () => {
    assert.throws(() => kemPrivateKeyFromSeed(new Uint8Array(33)), isMalformed);
    assert.throws(() => kemPublicKeyFromRaw(new Uint8Array(1_215)), isMalformed);
    assert.throws(() => kemPublicKeyFromRaw(new Uint8Array(1_216).fill(0xff)), isMalformed);
  });
});

test('the same bytes under another algorithm have another key id', () => {
  const bytes = new Uint8Array(32);
  assert.notDeepEqual(keyId('ed25519', bytes), keyId('x-wing', bytes));
  assert.equal(toHex(keyId('ed25519', bytes)), ZERO_ED25519_KEY_ID);
});

function isMalformed(error: unknown): boolean {
  return error instanceof IimsError && error.code === 'key.malformed';
}

/** SHA-256 of 00000008 "iims/key" 00000007 "ed25519" 00000020 and 32 zero bytes. */
const ZERO_ED25519_KEY_ID = '75b5defcdf69a2e15ea5235551357bb67663a00612a5ec015573b87d9f6d1e2f';
