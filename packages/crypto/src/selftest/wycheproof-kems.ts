// SPDX-License-Identifier: Apache-2.0
// Wycheproof's tests of ML-KEM and X25519.

import { createPrivateKey, createPublicKey, decapsulate, encapsulate } from 'node:crypto';
import { equalBytes, toHex } from '@iims/wire/bytes';
import { importX25519Public, x25519Agree } from '../x-wing.ts';
import {
  EXPANDED_BYTES,
  expandedOf,
  type MlKem,
  mlKemFromExpanded,
  mlKemFromPublic,
  mlKemFromSeed,
} from './ml-kem-keys.ts';
import { type Fields, hexField, type Outcome, orRefused, passIf, passIfAll, skip, textField } from './vector-case.ts';
import type { WycheproofTest } from './wycheproof.ts';

/** `acceptable` keys are taken, unless the agreement would be all zero: that is refused (RFC 7748, 6.1). */
export function checkXdh({ group, test, expected }: WycheproofTest): Outcome {
  if (textField(group, 'curve') !== 'curve25519') return skip('this curve is not used');
  const privateKey = orRefused(() =>
    createPrivateKey({
      key: Buffer.from(hexField(test, 'private')),
      format: 'raw-private',
      asymmetricKeyType: 'x25519',
    }),
  );
  const publicKey = orRefused(() => importX25519Public(hexField(test, 'public')));
  const shared = privateKey && publicKey && x25519Agree(privateKey, publicKey);
  const wanted = hexField(test, 'shared');
  const mustRefuse = expected === 'invalid' || (expected === 'acceptable' && wanted.every((byte) => byte === 0));
  if (mustRefuse) return passIf(shared === undefined, 'an agreement that must be refused is made');
  return passIf(shared !== undefined && equalBytes(shared, wanted), 'the agreement gives other bytes');
}

export function checkMlKemDecaps({ group, test, expected }: WycheproofTest): Outcome {
  const type = parameterSet(group);
  if (type === undefined) return UNKNOWN_SET;
  const privateKey = orRefused(() => mlKemFromSeed(type, hexField(test, 'seed')));
  const secret = privateKey && orRefused(() => decapsulate(privateKey, hexField(test, 'c')));
  if (expected === 'invalid') return passIf(secret === undefined, 'a malformed seed or ciphertext is taken');
  if (privateKey === undefined || secret === undefined) return passIf(false, 'a good seed or ciphertext is refused');
  const publicKey = createPublicKey(privateKey).export({ format: 'raw-public' });
  return passIfAll(
    [test.ek === undefined || toHex(publicKey) === textField(test, 'ek'), 'the seed gives another public key'],
    [toHex(secret) === textField(test, 'K'), 'the shared secret differs'],
  );
}

/** The check of the public key (FIPS 203, 7.2). OpenSSL draws the message itself, so that `c` and `K` cannot be reached again. */
export function checkMlKemEncaps({ group, test, expected }: WycheproofTest): Outcome {
  const type = parameterSet(group);
  if (type === undefined) return UNKNOWN_SET;
  const sealed = orRefused(() => encapsulate(mlKemFromPublic(type, hexField(test, 'ek'))));
  if (expected === 'invalid') return passIf(sealed === undefined, 'a public key that fails the modulus check is taken');
  return passIfAll(
    [sealed !== undefined, 'a good public key is refused'],
    [sealed?.ciphertext.length === hexField(test, 'c').length, 'the ciphertext has another length'],
    [sealed?.sharedKey.length === hexField(test, 'K').length, 'the shared secret has another length'],
  );
}

export function checkMlKemKeygen({ group, test, expected }: WycheproofTest): Outcome {
  const type = parameterSet(group);
  if (type === undefined) return UNKNOWN_SET;
  const privateKey = orRefused(() => mlKemFromSeed(type, hexField(test, 'seed')));
  if (expected === 'invalid') return passIf(privateKey === undefined, 'a malformed seed is taken');
  if (privateKey === undefined) return passIf(false, 'a good seed is refused');
  const publicKey = createPublicKey(privateKey).export({ format: 'raw-public' });
  return passIfAll(
    [toHex(publicKey) === textField(test, 'ek'), 'the seed gives another public key'],
    [toHex(expandedOf(type, privateKey)) === textField(test, 'dk'), 'the seed expands to another private key'],
  );
}

export function checkMlKemExpanded({ group, test, expected }: WycheproofTest): Outcome {
  const type = parameterSet(group);
  if (type === undefined) return UNKNOWN_SET;
  const expanded = hexField(test, 'dk');
  const secret = orRefused(() => decapsulate(mlKemFromExpanded(type, expanded), hexField(test, 'c')));
  if (expected === 'invalid') return passIf(secret === undefined, 'a malformed private key or ciphertext is taken');
  return passIfAll(
    [equalBytes(publicHalf(type, expanded), hexField(test, 'ek')), 'the private key holds another public key'],
    [secret !== undefined && toHex(secret) === textField(test, 'K'), 'the shared secret differs'],
  );
}

/** FIPS 203, algorithm 19: dk = dkPKE ‖ ek ‖ H(ek) ‖ z, and ek is 32 bytes longer than dkPKE. */
function publicHalf(type: MlKem, expanded: Uint8Array): Uint8Array {
  const start = (EXPANDED_BYTES[type] - 96) / 2;
  return expanded.subarray(start, EXPANDED_BYTES[type] - 64);
}

function parameterSet(group: Fields): MlKem | undefined {
  return PARAMETER_SETS.get(textField(group, 'parameterSet'));
}

const PARAMETER_SETS: ReadonlyMap<string, MlKem> = new Map([
  ['ML-KEM-512', 'ml-kem-512'],
  ['ML-KEM-768', 'ml-kem-768'],
  ['ML-KEM-1024', 'ml-kem-1024'],
]);
const UNKNOWN_SET = skip('this parameter set is not known');
