// SPDX-License-Identifier: Apache-2.0
// ML-KEM keys in the forms that test vectors carry: the product itself knows ML-KEM only as a half of X-Wing.

import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { concatBytes, fromHex } from '@iims/wire/bytes';

export type MlKem = 'ml-kem-512' | 'ml-kem-768' | 'ml-kem-1024';

export function mlKemFromSeed(type: MlKem, seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: nodeBytes(seed), format: 'raw-seed', asymmetricKeyType: type });
}

export function mlKemFromPublic(type: MlKem, publicKey: Uint8Array): KeyObject {
  return createPublicKey({ key: nodeBytes(publicKey), format: 'raw-public', asymmetricKeyType: type });
}

/** From the expanded private key, through PKCS#8 with the `expandedKey` choice (RFC 9935, 6): only vectors hold such keys. */
export function mlKemFromExpanded(type: MlKem, expanded: Uint8Array): KeyObject {
  const privateKey = derField(0x04, derField(0x04, expanded));
  const key = derField(0x30, concatBytes(VERSION_0, ALGORITHM_IDENTIFIERS[type], privateKey));
  return createPrivateKey({ key: nodeBytes(key), format: 'der', type: 'pkcs8' });
}

/** The expanded private key of one that was made from a seed: the last field of OpenSSL's PKCS#8 with both. */
export function expandedOf(type: MlKem, privateKey: KeyObject): Uint8Array {
  const der = privateKey.export({ format: 'der', type: 'pkcs8' });
  return der.subarray(der.length - EXPANDED_BYTES[type]);
}

/** A DER field whose length takes two bytes, as those of all ML-KEM keys do. */
function derField(tag: number, content: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(tag, 0x82, content.length >> 8, content.length), content);
}

function nodeBytes(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export const EXPANDED_BYTES: Readonly<Record<MlKem, number>> = {
  'ml-kem-512': 1632,
  'ml-kem-768': 2400,
  'ml-kem-1024': 3168,
};
const VERSION_0 = fromHex('020100');
const ALGORITHM_IDENTIFIERS: Readonly<Record<MlKem, Uint8Array>> = {
  'ml-kem-512': fromHex('300b0609608648016503040401'),
  'ml-kem-768': fromHex('300b0609608648016503040402'),
  'ml-kem-1024': fromHex('300b0609608648016503040403'),
};
