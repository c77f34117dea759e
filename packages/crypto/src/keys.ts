// SPDX-License-Identifier: Apache-2.0
// Key handles: what signs, verifies, seals to and opens, each known by its key id.
// A handle keeps its key inside; only raw public keys come out, and seeds never do.

import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { assert } from '@iims/wire/assert';
import { lengthPrefixed, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { plainBytes, type SignatureAlgorithm, sha256, sign, signAside, verify } from './primitives.ts';
import { type Encapsulation, xWingDecapsulate, xWingEncapsulate, xWingPrivateKey, xWingPublicKey } from './x-wing.ts';

/** What can sign: a key in this process, or one behind a token that answers synchronously. */
export interface SigningKey {
  /** 32 bytes, see `keyId`. */
  readonly keyId: Uint8Array;
  readonly algorithm: SignatureAlgorithm;
  /** Raw public key: 32 bytes (Ed25519), 1312 (ML-DSA-44), 1952 (ML-DSA-65). */
  readonly publicKey: Uint8Array;
  /** A signature over exactly these bytes; what it is for must stand in them. */
  sign(message: Uint8Array): Uint8Array;
  /** As `sign`, without keeping this thread from other work. A key behind a token may not have it. */
  signAside?(message: Uint8Array): Promise<Uint8Array>;
  /** Lets go of the private key. OpenSSL overwrites it when the runtime collects the handle; the language offers no earlier moment. */
  destroy(): void;
}

export interface VerifyKey {
  readonly keyId: Uint8Array;
  readonly algorithm: SignatureAlgorithm;
  readonly publicKey: Uint8Array;
  /** Never throws: a signature of any wrong shape is wrong. */
  verify(message: Uint8Array, signature: Uint8Array): boolean;
}

/** The receiving half of an X-Wing key: what one seals to. */
export interface KemPublicKey {
  readonly keyId: Uint8Array;
  /** 1216 bytes. */
  readonly publicKey: Uint8Array;
  encapsulate(): Encapsulation;
}

export interface KemPrivateKey {
  readonly keyId: Uint8Array;
  /** 1216 bytes. */
  readonly publicKey: Uint8Array;
  /** The shared secret (32 bytes), or `undefined` for a ciphertext that nobody can have made for this key. */
  decapsulate(ciphertext: Uint8Array): Uint8Array | undefined;
  /** As `SigningKey.destroy`. */
  destroy(): void;
}

/** A signing key from its 32-byte seed (RFC 8032; FIPS 204). The caller overwrites the seed when it is done. `key.malformed` for another length. */
export function signingKeyFromSeed(algorithm: SignatureAlgorithm, seed: Uint8Array): SigningKey {
  checkLength(seed, SEED_BYTES, `${algorithm} seed`);
  // A view, not a copy: no second place in which the seed would have to be overwritten.
  const view = Buffer.from(seed.buffer, seed.byteOffset, seed.byteLength);
  const format = algorithm === 'ed25519' ? 'raw-private' : 'raw-seed';
  let privateKey: KeyObject | undefined = createPrivateKey({ key: view, format, asymmetricKeyType: algorithm });
  const publicKey = plainBytes(createPublicKey(privateKey).export({ format: 'raw-public' }));
  return {
    keyId: keyId(algorithm, publicKey),
    algorithm,
    publicKey,
    sign(message) {
      assert(privateKey !== undefined, 'a destroyed signing key is not used');
      return sign(privateKey, message);
    },
    async signAside(message) {
      assert(privateKey !== undefined, 'a destroyed signing key is not used');
      return signAside(privateKey, message);
    },
    destroy() {
      privateKey = undefined;
    },
  };
}

/** A verifying key from raw public bytes; `key.malformed` when they are no key of the algorithm. */
export function verifyKeyFromPublic(algorithm: SignatureAlgorithm, publicKey: Uint8Array): VerifyKey {
  checkLength(publicKey, PUBLIC_KEY_BYTES[algorithm], `${algorithm} public key`);
  const copy = Buffer.from(publicKey);
  const key = createPublicKey({ key: copy, format: 'raw-public', asymmetricKeyType: algorithm });
  return {
    keyId: keyId(algorithm, copy),
    algorithm,
    publicKey: plainBytes(copy),
    verify: (message, signature) => verify(key, message, signature),
  };
}

/** The verifying half of a signing key. */
export function verifyKeyOf(signingKey: SigningKey): VerifyKey {
  return verifyKeyFromPublic(signingKey.algorithm, signingKey.publicKey);
}

/** An opening key from its 32-byte X-Wing seed; `key.malformed` for another length. */
export function kemPrivateKeyFromSeed(seed: Uint8Array): KemPrivateKey {
  let key: ReturnType<typeof xWingPrivateKey> | undefined = xWingPrivateKey(seed);
  const publicKey = key.publicKey.bytes;
  return {
    keyId: keyId(KEM_ALGORITHM, publicKey),
    publicKey,
    decapsulate(ciphertext) {
      assert(key !== undefined, 'a destroyed opening key is not used');
      return xWingDecapsulate(key, ciphertext);
    },
    destroy() {
      key = undefined;
    },
  };
}

/** A key to seal to, from 1216 raw bytes; `key.malformed` when they are no X-Wing key. */
export function kemPublicKeyFromRaw(bytes: Uint8Array): KemPublicKey {
  const key = xWingPublicKey(bytes);
  return {
    keyId: keyId(KEM_ALGORITHM, key.bytes),
    publicKey: key.bytes,
    encapsulate: () => xWingEncapsulate(key),
  };
}

/** The id of a key: SHA-256 over the length-prefixed "iims/key", algorithm name and raw public key (spec/keys.md). */
export function keyId(algorithm: SignatureAlgorithm | typeof KEM_ALGORITHM, publicKey: Uint8Array): Uint8Array {
  return sha256(lengthPrefixed(KEY_LABEL, utf8(algorithm), publicKey));
}

function checkLength(bytes: Uint8Array, length: number, what: string): void {
  if (bytes.length === length) return;
  throw new IimsError('key.malformed', { message: `the ${what} is malformed`, rule: `it has ${length} bytes` });
}

export const SEED_BYTES = 32;
export const KEY_ID_BYTES = 32;
export const KEM_ALGORITHM = 'x-wing';
export const PUBLIC_KEY_BYTES: Readonly<Record<SignatureAlgorithm, number>> = {
  ed25519: 32,
  'ml-dsa-44': 1312,
  'ml-dsa-65': 1952,
};

const KEY_LABEL = utf8('iims/key');
