// SPDX-License-Identifier: Apache-2.0
// The known answers hold, quickly, and agree with a second implementation; vectors that OpenSSL cannot repeat agree with it too.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromBase64, fromHex, toHex } from '@iims/wire/bytes';
import { ml_kem768_x25519 as nobleXWing } from '@noble/post-quantum/hybrid.js';
import { ml_dsa65 as nobleMlDsa } from '@noble/post-quantum/ml-dsa.js';
import { ml_kem768 as nobleMlKem } from '@noble/post-quantum/ml-kem.js';
import { kemPublicKeyFromRaw } from '../keys.ts';
import { ML_DSA_65_SIGNATURE, X_WING_CIPHERTEXT } from './known-answer-data.ts';
import { failedAnswers, KNOWN_ANSWERS } from './known-answers.ts';
import { publishedText } from './vectors.fixture.ts';

test('every known answer holds', () => {
  assert.deepEqual(failedAnswers(KNOWN_ANSWERS), []);
});

test('all together take less than 60 ms', () => {
  // The best of five, as other work of the machine only ever adds.
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    failedAnswers(KNOWN_ANSWERS);
    return performance.now() - start;
  });
  assert.ok(Math.min(...times) < 60, times.join(' '));
});

test('each primitive has one, with a name of its own', () => {
  const names = KNOWN_ANSWERS.map(({ name }) => name);
  assert.deepEqual(
    names,
    [
      [
        'SHA-256',
        'SHA-512',
        'SHA3-256',
        'HMAC-SHA-256',
        'HKDF-SHA-256',
        'AES-256-GCM',
        'Ed25519',
        'ML-DSA-44',
        'ML-DSA-65',
      ],
      ['X25519', 'ML-KEM-768', 'X-Wing', 'HPKE', 'chunked encryption', 'Merkle proofs'],
    ].flat(),
  );
});

test('an answer that is wrong, or throws, is named, and stops no other', () => {
  const answers = [
    { name: 'wrong', holds: () => false },
    {
      name: 'throws',
      holds: () => {
        throw new RangeError();
      },
    },
    { name: 'right', holds: () => true },
  ];
  assert.deepEqual(failedAnswers(answers), ['wrong', 'throws']);
});

test('the long values are those of the second implementation', () => {
  const { publicKey, secretKey } = nobleMlDsa.keygen(new Uint8Array(32).fill(0x2a));
  const message = new TextEncoder().encode('Hello world');
  assert.ok(nobleMlDsa.verify(fromBase64(ML_DSA_65_SIGNATURE), message, publicKey));
  assert.deepEqual(fromBase64(ML_DSA_65_SIGNATURE), nobleMlDsa.sign(message, secretKey, { extraEntropy: false }));
  const [vector] = JSON.parse(publishedText('xwing/test-vectors.json')) as Record<string, string>[];
  assert.equal(toHex(fromBase64(X_WING_CIPHERTEXT)), vector!.ct);
});

test('X-Wing: the second implementation encapsulates to the vectors, and opens what this one encapsulates', () => {
  const vectors = JSON.parse(publishedText('xwing/test-vectors.json')) as Record<string, string>[];
  for (const { seed, eseed, pk, ct, ss } of vectors) {
    const oracle = nobleXWing.encapsulate(fromHex(pk!), fromHex(eseed!));
    assert.deepEqual([toHex(oracle.cipherText), toHex(oracle.sharedSecret)], [ct, ss]);
    const own = kemPublicKeyFromRaw(fromHex(pk!)).encapsulate();
    assert.deepEqual(new Uint8Array(nobleXWing.decapsulate(own.ciphertext, fromHex(seed!))), own.sharedSecret);
  }
});

test('ML-KEM-768: the second implementation encapsulates to the unlucky sample and to every valid vector', () => {
  const lines = publishedText('cctv-ml-kem/unluckysample-ML-KEM-768.txt').trim().split('\n');
  const sample = Object.fromEntries(lines.map((line) => line.split(' = ')));
  const { testGroups } = JSON.parse(publishedText('wycheproof/mlkem_768_encaps_test.json'));
  const vectors = testGroups.flatMap(({ tests }: { tests: Record<string, string>[] }) => tests);
  const valid = vectors.filter(({ result }: { result: string }) => result === 'valid');
  assert.equal(valid.length, 133);
  for (const { ek, m, c, K } of [sample, ...valid]) {
    const { cipherText, sharedSecret } = nobleMlKem.encapsulate(fromHex(ek!), fromHex(m!));
    assert.deepEqual([toHex(cipherText), toHex(sharedSecret)], [c, K]);
  }
});
