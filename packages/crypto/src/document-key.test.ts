// SPDX-License-Identifier: Apache-2.0
// The P-256 key of documents: the same seed is the same key, and nothing but its own signature over exactly these bytes holds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toHex, utf8 } from '@iims/wire/bytes';
import { p256 } from '@noble/curves/nist.js';
import { documentKeyFromSeed, isSignedByDocumentKey } from './document-key.ts';
import { signingKeyFromSeed } from './keys.ts';

const SEED = new Uint8Array(32).fill(7);
const MESSAGE = utf8('a manifest');

test('one seed is one key, and another seed another', () => {
  assert.equal(toHex(documentKeyFromSeed(SEED).spki), toHex(documentKeyFromSeed(SEED).spki));
  assert.notEqual(toHex(documentKeyFromSeed(SEED).spki), toHex(documentKeyFromSeed(SEED.map((byte) => byte + 1)).spki));
});

test('another implementation verifies what it signs', () => {
  const { spki, sign } = documentKeyFromSeed(SEED);
  const point = spki.slice(-65);
  assert.ok(p256.verify(sign(MESSAGE), MESSAGE, point, { format: 'der', lowS: false }));
});

test('nothing but its own signature over exactly these bytes holds', () => {
  const { spki, sign } = documentKeyFromSeed(SEED);
  const signature = sign(MESSAGE);
  const other = documentKeyFromSeed(new Uint8Array(32).fill(8));
  assert.ok(isSignedByDocumentKey(spki, MESSAGE, signature));
  assert.ok(!isSignedByDocumentKey(spki, utf8('a manifesT'), signature));
  assert.ok(!isSignedByDocumentKey(other.spki, MESSAGE, signature));
  assert.ok(!isSignedByDocumentKey(spki, MESSAGE, signature.slice(1)));
  assert.ok(!isSignedByDocumentKey(spki.slice(1), MESSAGE, signature));
});

test('a key of another kind is none', () => {
  const ed25519 = signingKeyFromSeed('ed25519', SEED);
  const spki = Uint8Array.from([...[0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0], ...ed25519.publicKey]);
  assert.ok(!isSignedByDocumentKey(spki, MESSAGE, ed25519.sign(MESSAGE)));
});
