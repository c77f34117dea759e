// SPDX-License-Identifier: Apache-2.0
// Published vectors beside Wycheproof: CCTV (Ed25519, ML-KEM), X-Wing and HPKE with X-Wing.

import assert from 'node:assert/strict';
import { createPrivateKey, decapsulate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fromHex, toHex, utf8 } from '@iims/wire/bytes';
import { ml_kem768_x25519 as nobleXWing } from '@noble/post-quantum/hybrid.js';
import { ml_kem768 as nobleMlKem } from '@noble/post-quantum/ml-kem.js';
import { hpkeKeySchedule } from './hpke.ts';
import { kemPrivateKeyFromSeed, kemPublicKeyFromRaw, verifyKeyFromPublic } from './keys.ts';
import { aeadOpen } from './primitives.ts';

test('CCTV: 43 of 914 Ed25519 edge cases are accepted, always the same', () => {
  const vectors = JSON.parse(read('cctv-ed25519/ed25519vectors.json')) as {
    number: number;
    key: string;
    sig: string;
    msg: string;
  }[];
  const accepted = vectors.filter(({ key, sig, msg }) =>
    verifyKeyFromPublic('ed25519', fromHex(key)).verify(utf8(msg), fromHex(sig)),
  );
  assert.equal(vectors.length, 914);
  assert.deepEqual(
    accepted.map(({ number }) => number),
    ACCEPTED_EDGE_CASES,
  );
});

test('CCTV: ML-KEM-768 decapsulates the strcmp and unlucky-sample vectors', () => {
  for (const name of ['strcmp', 'unluckysample']) {
    const fields = readFields(`cctv-ml-kem/${name}-ML-KEM-768.txt`);
    assert.equal(toHex(decapsulate(mlKemFromExpanded(fields.dk!), fields.c!)), toHex(fields.K!), name);
    if (fields.ek === undefined || fields.m === undefined) continue;
    const { cipherText, sharedSecret } = nobleMlKem.encapsulate(fields.ek, fields.m);
    assert.deepEqual([toHex(cipherText), toHex(sharedSecret)], [toHex(fields.c!), toHex(fields.K!)]);
  }
});

test('X-Wing: 3 key pairs and decapsulations; the second implementation encapsulates to the same bytes', () => {
  const vectors = JSON.parse(read('xwing/test-vectors.json')) as Record<
    'seed' | 'eseed' | 'pk' | 'ct' | 'ss',
    string
  >[];
  assert.equal(vectors.length, 3);
  for (const vector of vectors) {
    const key = kemPrivateKeyFromSeed(fromHex(vector.seed));
    assert.equal(toHex(key.publicKey), vector.pk);
    assert.equal(toHex(key.decapsulate(fromHex(vector.ct))!), vector.ss);
    const oracle = nobleXWing.encapsulate(fromHex(vector.pk), fromHex(vector.eseed));
    assert.deepEqual([toHex(oracle.cipherText), toHex(oracle.sharedSecret)], [vector.ct, vector.ss]);
    const own = kemPublicKeyFromRaw(fromHex(vector.pk)).encapsulate();
    assert.deepEqual(new Uint8Array(nobleXWing.decapsulate(own.ciphertext, fromHex(vector.seed))), own.sharedSecret);
  }
});

test('HPKE: X-Wing with HKDF-SHA256 and ChaCha20-Poly1305 gives the key, nonce and every ciphertext', () => {
  const vectors = JSON.parse(read('hpke-pq/test-vectors.json')) as HpkeVector[];
  const vector = vectors.find(({ kem_id, kdf_id, aead_id }) => kem_id === 0x647a && kdf_id === 1 && aead_id === 3)!;
  const recipient = kemPrivateKeyFromSeed(fromHex(vector.skRm));
  assert.equal(toHex(recipient.publicKey), vector.pkRm);
  const sharedSecret = recipient.decapsulate(fromHex(vector.enc))!;
  assert.equal(toHex(sharedSecret), vector.shared_secret);
  const { key, nonce } = hpkeKeySchedule(sharedSecret, fromHex(vector.info), 'chacha20-poly1305');
  assert.deepEqual([toHex(key), toHex(nonce)], [vector.key, vector.base_nonce]);
  assert.ok(vector.encryptions.length > 0);
  for (const { aad, ct, nonce: messageNonce, pt } of vector.encryptions) {
    const input = { key, nonce: fromHex(messageNonce), aad: fromHex(aad) };
    assert.equal(toHex(aeadOpen('chacha20-poly1305', input, fromHex(ct))!), pt);
  }
});

interface HpkeVector {
  readonly kem_id: number;
  readonly kdf_id: number;
  readonly aead_id: number;
  readonly info: string;
  readonly skRm: string;
  readonly pkRm: string;
  readonly enc: string;
  readonly shared_secret: string;
  readonly key: string;
  readonly base_nonce: string;
  readonly encryptions: readonly {
    readonly aad: string;
    readonly ct: string;
    readonly nonce: string;
    readonly pt: string;
  }[];
}

/** PKCS#8 with the `expandedKey` choice (RFC 9935): only vectors hold such keys. */
function mlKemFromExpanded(expanded: Uint8Array): ReturnType<typeof createPrivateKey> {
  const header = fromHex('30820978020100300b06096086480165030404020482096404820960');
  return createPrivateKey({ key: Buffer.concat([header, expanded]), format: 'der', type: 'pkcs8' });
}

function readFields(name: string): Partial<Record<string, Uint8Array>> {
  const fields: Partial<Record<string, Uint8Array>> = {};
  for (const line of read(name).trim().split('\n')) {
    const [field, value] = line.split(' = ') as [string, string];
    fields[field] = fromHex(value);
  }
  return fields;
}

function read(name: string): string {
  return readFileSync(new URL(`../../../spec/vectors/crypto/${name}`, import.meta.url), 'utf8');
}

/** Nodes that disagreed here would disagree on which documents are signed. */
const ACCEPTED_EDGE_CASES: readonly number[] = [
  7, 29, 50, 117, 139, 161, 182, 249, 305, 411, 425, 438, 465, 473, 481, 489, 497, 511, 525, 538, 565, 573, 581, 589,
  597, 611, 625, 638, 665, 673, 681, 689, 697, 711, 725, 738, 765, 773, 781, 789, 797, 832, 899,
];
