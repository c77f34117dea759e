// SPDX-License-Identifier: Apache-2.0
// Wycheproof's tests of Ed25519, ML-DSA and ECDSA.

import { createPrivateKey, createPublicKey, hash, type KeyObject, verify as nativeVerify } from 'node:crypto';
import { concatBytes, equalBytes, toHex } from '@iims/wire/bytes';
import { signingKeyFromSeed, verifyKeyFromPublic, verifyKeyOf } from '../keys.ts';
import type { SignatureAlgorithm } from '../primitives.ts';
import {
  type Fields,
  fieldsOf,
  hexField,
  type Outcome,
  orRefused,
  passIf,
  passIfAll,
  skip,
  textField,
} from './vector-case.ts';
import type { Expected, WycheproofTest } from './wycheproof.ts';

export function checkEddsa({ group, test, expected }: WycheproofTest): Outcome {
  const publicKey = fieldsOf(group.publicKey);
  if (textField(publicKey, 'curve') !== 'edwards25519') return skip('this curve is not used');
  const key = verifyKeyFromPublic('ed25519', hexField(publicKey, 'pk'));
  const [message, signature] = [hexField(test, 'msg'), hexField(test, 'sig')];
  return passIfAll(
    [isSameKey(group, key.publicKey), 'the two forms of the public key differ'],
    [key.verify(message, signature) === isTaken(expected), 'the signature has the other result'],
  );
}

/**
 * This product signs with the empty context only, so a signature under another must not verify here; OpenSSL, which takes
 * contexts, must reach the file's own result.
 */
export function checkMlDsaVerify({ algorithm, group, test, expected }: WycheproofTest): Outcome {
  const type = ML_DSA.get(algorithm);
  if (type === undefined) return skip('this parameter set is not known');
  const publicKey = hexField(group, 'publicKey');
  const [message, signature, context] = [hexField(test, 'msg'), hexField(test, 'sig'), contextOf(test)];
  const verdict = orRefused(() =>
    nativeVerify(null, message, { key: mlDsaPublic(type, publicKey), context }, signature),
  );
  const fileAgrees = [(verdict ?? false) === isTaken(expected), 'the signature has the other result'] as const;
  if (type === 'ml-dsa-87') return passIfAll(fileAgrees);
  const own = orRefused(() => verifyKeyFromPublic(type, publicKey).verify(message, signature)) ?? false;
  return passIfAll(
    fileAgrees,
    [own === (isTaken(expected) && context.length === 0), 'a context other than the empty one is taken'],
    [group.publicKeyDer === undefined || verdict === undefined || isSameKey(group, publicKey), 'the two keys differ'],
  );
}

/**
 * The key from its seed, the message representative, and the signature by verifying it: OpenSSL signs hedged, so that no two
 * signatures are the same. Tests without a message carry the inner representative only, which no interface of messages takes.
 */
export function checkMlDsaSign({ algorithm, group, test, expected }: WycheproofTest): Outcome {
  const type = ML_DSA.get(algorithm);
  if (type === undefined || type === 'ml-dsa-87') return skip('signing with this parameter set is not used');
  const key = orRefused(() => signingKeyFromSeed(type, hexField(group, 'privateSeed')));
  const context = contextOf(test);
  if (expected === 'invalid') return passIf(key === undefined || context.length > CONTEXT_BYTES_MAX, 'it can sign');
  if (key === undefined) return passIf(false, 'the seed is refused');
  const publicKey = hexField(group, 'publicKey');
  if (!equalBytes(key.publicKey, publicKey)) return passIf(false, 'the seed gives another public key');
  if (test.msg === undefined)
    return skip('no message: the inner representative alone cannot be signed through OpenSSL');
  const [message, signature] = [hexField(test, 'msg'), hexField(test, 'sig')];
  const native = mlDsaPublic(type, publicKey);
  return passIfAll(
    [nativeVerify(null, message, { key: native, context }, signature), 'the signature does not verify'],
    [toHex(representative(publicKey, context, message)) === textField(test, 'mu'), 'the representative differs'],
    [verifyKeyOf(key).verify(message, signature) === (context.length === 0), 'another context than the empty is taken'],
    [nativeVerify(null, message, native, key.sign(message)), 'an own signature does not verify'],
    [hasSameSeed(group), 'the two forms of the private key differ'],
  );
}

export function checkEcdsa({ group, test, expected }: WycheproofTest): Outcome {
  const hashName = ECDSA_HASHES.get(textField(group, 'sha'));
  if (hashName === undefined) return skip('ECDSA with this hash is not run');
  const key = createPublicKey({ key: nodeBytes(hexField(group, 'publicKeyDer')), format: 'der', type: 'spki' });
  const options = { key, dsaEncoding: 'ieee-p1363' } as const;
  const verdict = nativeVerify(hashName, hexField(test, 'msg'), options, hexField(test, 'sig'));
  return passIf(verdict === isTaken(expected), 'the signature has the other result');
}

/** No signature here is `acceptable`: what may be refused is refused (RFC 8032, 5.1.7, read strictly). */
function isTaken(expected: Expected): boolean {
  return expected === 'valid';
}

function contextOf(test: Fields): Uint8Array {
  return test.ctx === undefined ? new Uint8Array(0) : hexField(test, 'ctx');
}

/** mu (FIPS 204, algorithms 2 and 7): what ML-DSA signs in place of the message. */
function representative(publicKey: Uint8Array, context: Uint8Array, message: Uint8Array): Uint8Array {
  const formatted = concatBytes(Uint8Array.of(0, context.length), context, message);
  return shake256(concatBytes(shake256(publicKey), formatted));
}

function shake256(bytes: Uint8Array): Uint8Array {
  return hash('shake256', bytes, { outputEncoding: 'buffer', outputLength: 64 });
}

type MlDsa = Extract<SignatureAlgorithm, `ml-dsa-${string}`> | 'ml-dsa-87';

function mlDsaPublic(type: MlDsa, publicKey: Uint8Array): KeyObject {
  return createPublicKey({ key: nodeBytes(publicKey), format: 'raw-public', asymmetricKeyType: type });
}

/** Whether the group's other spelling of its key (SubjectPublicKeyInfo) holds the same raw key. */
function isSameKey(group: Fields, raw: Uint8Array): boolean {
  const key = createPublicKey({ key: nodeBytes(hexField(group, 'publicKeyDer')), format: 'der', type: 'spki' });
  return equalBytes(key.export({ format: 'raw-public' }), raw);
}

function hasSameSeed(group: Fields): boolean {
  if (group.privateKeyPkcs8 === undefined) return true;
  const der = nodeBytes(hexField(group, 'privateKeyPkcs8'));
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return equalBytes(key.export({ format: 'raw-seed' }), hexField(group, 'privateSeed'));
}

function nodeBytes(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const CONTEXT_BYTES_MAX = 255;
const ML_DSA: ReadonlyMap<string, MlDsa> = new Map([
  ['ML-DSA-44', 'ml-dsa-44'],
  ['ML-DSA-65', 'ml-dsa-65'],
  ['ML-DSA-87', 'ml-dsa-87'],
]);
const ECDSA_HASHES: ReadonlyMap<string, string> = new Map([
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
]);
