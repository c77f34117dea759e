// SPDX-License-Identifier: Apache-2.0
// A P-256 key (FIPS 186-5) with which a node signs what leaves it for tools that know no other algorithm (spec/case-export.md).
// Nothing inside the federation is believed because of it.

import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { assert } from '@iims/wire/assert';
import { concatBytes, fromHex } from '@iims/wire/bytes';
import { hkdfExpand, hkdfExtract, plainBytes } from './primitives.ts';

export interface DocumentKey {
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  /** ECDSA with SHA-256 over exactly these bytes: DER of both numbers (RFC 3279, 2.2.3). */
  sign(message: Uint8Array): Uint8Array;
}

/** The key of a 32-byte seed. The caller overwrites the seed when it is done. */
export function documentKeyFromSeed(seed: Uint8Array): DocumentKey {
  assert(seed.length === SEED_BYTES, 'the seed of a document key has 32 bytes');
  const scalar = scalarOf(seed);
  const sec1 = concatBytes(SEC1_BEFORE_SCALAR, scalar, SEC1_CURVE);
  const privateKey = createPrivateKey({ key: Buffer.from(sec1), format: 'der', type: 'sec1' });
  scalar.fill(0);
  sec1.fill(0);
  return {
    spki: plainBytes(createPublicKey(privateKey).export({ format: 'der', type: 'spki' })),
    sign: (message) => plainBytes(sign('sha256', message, privateKey)),
  };
}

/** Whether the signature is one of the P-256 key over exactly these bytes. What is no P-256 key, or no signature, is only wrong. */
export function isSignedByDocumentKey(spki: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' && verify('sha256', message, key, signature);
  } catch {
    return false;
  }
}

/** A number from 1 to n - 1, from 64 bits more than it needs (FIPS 186-5, A.2.1). */
function scalarOf(seed: Uint8Array): Uint8Array {
  const wide = hkdfExpand('sha256', hkdfExtract('sha256', LABEL, seed), [], SEED_BYTES + 8);
  let value = 0n;
  for (const byte of wide) value = (value << 8n) | BigInt(byte);
  wide.fill(0);
  const digits = ((value % (ORDER - 1n)) + 1n).toString(16).padStart(2 * SEED_BYTES, '0');
  return fromHex(digits);
}

const SEED_BYTES = 32;
const LABEL = new TextEncoder().encode('iims/document-key/p-256');
/** Of the curve's base point (SEC 2, 2.4.2). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** ECPrivateKey without its public half (RFC 5915): version 1, 32 bytes, the curve. */
const SEC1_BEFORE_SCALAR = fromHex('30310201010420');
const SEC1_CURVE = fromHex('a00a06082a8648ce3d030107');
